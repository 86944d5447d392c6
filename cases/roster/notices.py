"""What people must hear about cases that came to them or went from them, until they have read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from cases.errors import NotFound
from cases.roster.tables import Handover
from cases.roster.words import HandoverKind, HandoverState
from cases.store import Work
from cases.tables import Operator, Ticket

OLD = timedelta(hours=12)
"""After a shift it is told by the case's history alone."""


@dataclass(frozen=True)
class Notice:
    """Something for one person to read: ``mine`` says that the case is theirs now, otherwise it was, or was offered."""

    id: str
    reader_id: str
    number: str
    kind: HandoverKind
    state: HandoverState
    other: str | None
    mine: bool
    at: datetime


def unread(work: Work) -> list[Notice]:
    """Everybody's, the oldest first."""
    giver = func.coalesce(Handover.from_id, Handover.by_id)
    rows = work.db.execute(
        select(Handover, Ticket.number, giver)
        .join(Ticket, Ticket.id == Handover.ticket_id)
        .where(
            Handover.answered_at > work.clock() - OLD,
            Handover.state.not_in((HandoverState.OPEN, HandoverState.WITHDRAWN)),
        )
        .order_by(Handover.answered_at)
    ).all()
    names = {o.id: o.shown_as for o in work.db.scalars(select(Operator))} if rows else {}
    found: list[Notice] = []
    for row, number, reader in rows:
        if reader and reader != row.to_id and row.giver_told_at is None:
            found.append(_notice(row, number, reader, names.get(row.to_id or "")))
        if row.kind is HandoverKind.SILENCE and row.to_id and row.taker_told_at is None:
            found.append(_notice(row, number, row.to_id, names.get(row.from_id or ""), mine=True))
    return found


def read(work: Work, notice_id: str, operator: Operator) -> None:
    """This person has read it; raises NotFound for somebody else's."""
    row = work.db.get(Handover, notice_id)
    if row is None or operator.id not in (row.from_id or row.by_id, row.to_id):
        raise NotFound("notice")
    if operator.id == row.to_id:
        row.taker_told_at = work.clock()
    else:
        row.giver_told_at = work.clock()
    work.db.flush()


def _notice(row: Handover, number: str, reader: str, other: str | None, *, mine: bool = False) -> Notice:
    return Notice(row.id, reader, number, row.kind, row.state, other, mine, row.answered_at or row.offered_at)
