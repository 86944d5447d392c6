"""How many cases were there, came, ended and remained; how they ended; whose level a human changed."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import func, select

from cases.figures.common import counts_once, within
from cases.figures.grid import Counted, Grid, Line, one_way
from cases.figures.period import Period
from cases.store import Work
from cases.tables import Ticket, TicketEvent
from cases.words import Outcome
from humiao.vocabulary import RiskLevel

FLOW = Grid("flow", ("start", "opened", "reopened", "closed", "end"))
ENDS = tuple(str(word) for word in Outcome if word is not Outcome.MERGED)


def count(work: Work, period: Period) -> Counted:
    """By the events: a case that was closed and opened again counts as both."""
    start, end = period.bounds
    at_start = _open_before(work, start)
    came, back, left = (_opened(work, start, end), *(_events(work, change, start, end) for change in _CHANGES))
    names = {row: FLOW.cell(row) for row in (*FLOW.rows, "handled")}
    values = dict(
        zip(
            names.values(),
            (at_start, came, back, left, at_start + came + back - left, at_start + came + back),
            strict=True,
        )
    )
    lines = (
        Line(names["handled"], (names["start"], names["opened"], names["reopened"])),
        Line(names["handled"], (names["closed"], names["end"])),
        Line("opened", (names["opened"],)),
    )
    return Counted(values, (FLOW,), lines) + _outcomes(work, period) + _changed_levels(work, period)


_CHANGES = ("reopened", "closed")


def _opened(work: Work, start: datetime | None, end: datetime) -> int:
    query = select(func.count()).select_from(Ticket).where(Ticket.opened_at < end, counts_once())
    return work.db.scalar(query if start is None else query.where(Ticket.opened_at >= start)) or 0


def _events(work: Work, change: str, start: datetime | None, end: datetime) -> int:
    query = select(func.count()).select_from(TicketEvent).join(Ticket, Ticket.id == TicketEvent.ticket_id)
    query = query.where(TicketEvent.change == change, TicketEvent.at < end, counts_once())
    return work.db.scalar(query if start is None else query.where(TicketEvent.at >= start)) or 0


def _open_before(work: Work, moment: datetime) -> int:
    back, left = (_events(work, change, None, moment) for change in _CHANGES)
    return _opened(work, None, moment) + back - left


def _outcomes(work: Work, period: Period) -> Counted:
    query = (
        select(TicketEvent.after, func.count())
        .join(Ticket, Ticket.id == TicketEvent.ticket_id)
        .where(TicketEvent.change == "closed", within(TicketEvent.at, period), counts_once())
        .group_by(TicketEvent.after)
    )
    found = {str(after): number for after, number in work.db.execute(query)}
    return one_way("outcome", found, FLOW.cell("closed"), order=ENDS)


def _changed_levels(work: Work, period: Period) -> Counted:
    """By humans only: what the rules raise is no judgement on them."""
    query = (
        select(TicketEvent.before, TicketEvent.after, func.count())
        .where(TicketEvent.change == "level", TicketEvent.operator_id.is_not(None), within(TicketEvent.at, period))
        .group_by(TicketEvent.before, TicketEvent.after)
    )
    ways: Counter[str] = Counter()
    for before, after, number in work.db.execute(query):
        ways["raised" if RiskLevel(after).rank > RiskLevel(before).rank else "lowered"] += number
    return one_way("relevel", ways, "relevels", order=("raised", "lowered"))
