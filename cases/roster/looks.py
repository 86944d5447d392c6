"""Who has a case open just now, so that nobody works or listens unseen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from cases import audit
from cases.access import Permission, allows
from cases.roster.deputies import deputy_of
from cases.roster.tables import CaseLook
from cases.store import Work
from cases.tables import Operator, Ticket
from cases.words import Role

RENEW = timedelta(seconds=8)
"""Between two writes of one open page."""
SHOWN = timedelta(seconds=75)
"""After this the page was closed; a hidden tab asks only once a minute."""
TYPING = timedelta(seconds=15)
OLD = timedelta(hours=1)


@dataclass(frozen=True)
class Look:
    """A colleague who has the case open; ``leads``: a supervisor, who may be listening in."""

    operator_id: str
    name: str
    leads: bool
    typing: bool


def is_due(work: Work, ticket: Ticket, operator: Operator, *, typing: bool) -> bool:
    """Whether it is time to note again that this person looks: asked first, without writing."""
    row = work.db.get(CaseLook, (ticket.id, operator.id))
    if row is None or work.clock() - row.seen_at >= RENEW:
        return True
    return typing and (row.typing_at is None or work.clock() - row.typing_at >= RENEW)


def note_look(work: Work, ticket: Ticket, operator: Operator, *, typing: bool = False) -> None:
    """This person has the case open; a supervisor's listening in is noted in the audit chain. The caller commits."""
    row, now = work.db.get(CaseLook, (ticket.id, operator.id)), work.clock()
    fresh = row is None or now - row.seen_at > SHOWN
    if row is None:
        row = _new(work, ticket, operator)
    if fresh:
        row.since = now
        if _listens(work, ticket, operator):
            audit.append(work, operator.id, "ticket:listen", f"ticket/{ticket.id}")
    row.seen_at = now
    if typing:
        row.typing_at = now
    work.db.flush()


def who_looks(work: Work, ticket: Ticket) -> list[Look]:
    """Everybody who has the case open, by name."""
    now = work.clock()
    rows = work.db.execute(
        select(CaseLook, Operator)
        .join(Operator, Operator.id == CaseLook.operator_id)
        .where(CaseLook.ticket_id == ticket.id, CaseLook.seen_at > now - SHOWN)
        .order_by(Operator.name)
    )
    return [
        Look(person.id, person.shown_as, person.role is Role.SUPERVISOR, _since(row.typing_at, now) < TYPING)
        for row, person in rows
    ]


def any_old(work: Work) -> bool:
    """Whether there is anything for ``forget_old``: asked first, so that most rounds write nothing."""
    return work.db.scalar(_old(work).limit(1)) is not None


def forget_old(work: Work) -> int:
    """Takes away the rows of pages that were closed long ago; returns how many."""
    old = work.db.scalars(_old(work)).all()
    for row in old:
        work.db.delete(row)
    return len(old)


def _old(work: Work) -> Select[CaseLook]:
    return select(CaseLook).where(CaseLook.seen_at < work.clock() - OLD)


def _listens(work: Work, ticket: Ticket, operator: Operator) -> bool:
    if not allows(operator, Permission.CASE_ASSIGN) or ticket.owner_id in (None, operator.id):
        return False
    deputy = deputy_of(work, ticket)
    return deputy is None or deputy.id != operator.id


def _since(moment: datetime | None, now: datetime) -> timedelta:
    return timedelta.max if moment is None else now - moment


def _new(work: Work, ticket: Ticket, operator: Operator) -> CaseLook:
    now = work.clock()
    row = CaseLook(ticket_id=ticket.id, operator_id=operator.id, since=now, seen_at=now)
    try:
        with work.db.begin_nested():
            work.db.add(row)
    except IntegrityError:
        # Another page of the same person was first.
        return work.db.get_one(CaseLook, (ticket.id, operator.id))
    return row
