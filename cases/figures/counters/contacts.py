"""Messages by the hour of the week, how many people wrote, and contacts that opened no case."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timezone

from sqlalchemy import ColumnElement, func, select

from cases.callers.tables import NonDataContact
from cases.callers.words import NonData
from cases.figures.common import within
from cases.figures.grid import Counted, Grid, Line, one_way
from cases.figures.period import Period
from cases.store import Work
from cases.tables import Message
from cases.words import Author
from humiao.clock import local

HOURS = Grid("hours", tuple(map(str, range(7))), tuple(map(str, range(24))), whole="messages")
"""Rows are days of the week from Monday, columns hours by the clock in China."""


def count(work: Work, period: Period) -> Counted:
    """Messages of callers by the moment they came in."""
    theirs = (Message.author == Author.CALLER, within(Message.received_at, period))
    hour = _utc_hour(work).label("hour")
    inner = select(hour).where(*theirs).subquery()
    found: Counter[str] = Counter()
    for written, number in work.db.execute(select(inner.c.hour, func.count()).group_by(inner.c.hour)):
        at = local(datetime.strptime(written, "%Y-%m-%d %H").replace(tzinfo=timezone.utc))
        found[HOURS.cell(str(at.weekday()), str(at.hour))] += number
    cells = tuple(HOURS.cell(row, column) for row in HOURS.rows for column in HOURS.columns)
    people = work.db.scalar(select(func.count(Message.conversation_id.distinct())).where(*theirs)) or 0
    values = {**{cell: found[cell] for cell in cells}, "messages": found.total(), "callers": people}
    return Counted(values, (HOURS,), (Line("messages", cells),)) + _no_case(work, period)


def _utc_hour(work: Work) -> ColumnElement[str]:
    """Whole hours of UTC are whole hours in China, which has no summer time."""
    if work.db.get_bind().dialect.name == "postgresql":
        return func.to_char(func.timezone("UTC", Message.received_at), "YYYY-MM-DD HH24")
    return func.strftime("%Y-%m-%d %H", Message.received_at)


def _no_case(work: Work, period: Period) -> Counted:
    query = (
        select(NonDataContact.kind, func.count())
        .where(within(NonDataContact.at, period), NonDataContact.undone_at.is_(None))
        .group_by(NonDataContact.kind)
    )
    found = {str(kind): number for kind, number in work.db.execute(query)}
    return one_way("nondata", found, "nondata", order=tuple(map(str, NonData)))
