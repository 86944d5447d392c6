"""Who owes us an answer: the overdue list, and the reminder that becomes a task for the case's owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from cases.casefile import add_task
from cases.contacts import lock_conversation
from cases.each import each
from cases.reach import visible
from cases.referral.content import content_of
from cases.referral.events import note
from cases.referral.moves import WAITING
from cases.referral.tables import Referral
from cases.store import Store, Work
from cases.tables import Operator, Ticket
from cases.words import TaskKind

AGAIN = timedelta(days=1)
"""After a reminder the next one comes a day later, until the agency answers."""
CLOCK = "clock"
"""Who acts when a time limit has passed."""


@dataclass(frozen=True)
class Waiting:
    """A referral on the list; ``agency`` is empty once erased."""

    referral: Referral
    ticket: Ticket
    agency: str
    number: str
    owner: str | None
    overdue: bool


def waiting(
    work: Work, operator: Operator, *, kind: str = "", owner_id: str = "", overdue: bool = False
) -> list[Waiting]:
    """Referrals that wait for an agency, the longest overdue first; filtered where a filter is given.

    Only those of cases that this person may open.
    """
    rows = (
        select(Referral, Ticket, Operator.shown_as)
        .join(Ticket, Ticket.id == Referral.ticket_id)
        .outerjoin(Operator, Operator.id == Ticket.owner_id)
        .where(Referral.state.in_(WAITING), visible(work, operator))
        .order_by(Referral.due_at, Referral.number)
    )
    if kind:
        rows = rows.where(Referral.kind == kind)
    if owner_id:
        rows = rows.where(Ticket.owner_id == owner_id)
    if overdue:
        rows = rows.where(Referral.due_at < work.clock())
    return [_waiting(work, referral, ticket, who) for referral, ticket, who in work.db.execute(rows)]


def remind(store: Store) -> int:
    """Each referral whose answer is overdue gets a reminder: a task on its case. How many were written.

    Several workers may run it at once: each referral is looked at again while its conversation is held.
    """
    with store.session(reading=True) as work:
        late = select(Referral.id).where(Referral.state.in_(WAITING), Referral.due_at <= work.clock())
        ids = list(work.db.scalars(late))
    return each(store, ids, _remind_one)


def _remind_one(work: Work, referral_id: str) -> bool:
    referral = work.db.get_one(Referral, referral_id)
    conversation = lock_conversation(work, referral.ticket.conversation_id)
    work.db.refresh(referral)
    now = work.clock()
    if referral.state not in WAITING or referral.due_at is None or referral.due_at > now:
        return False
    referral.reminders += 1
    referral.due_at = now + AGAIN
    note(work, referral, "reminded", by=CLOCK)
    # An erased case needs no task; the limit only moves on.
    if conversation.key_wrapped is not None:
        detail = f"转介 {referral.number} 到期没有回复，请打电话催问（第 {referral.reminders} 次）"
        add_task(work, referral.ticket, TaskKind.OTHER, due_at=now, detail=detail, by=CLOCK)
    return True


def _waiting(work: Work, referral: Referral, ticket: Ticket, owner: str | None) -> Waiting:
    content = content_of(work, referral)
    agency = content.agency if content else None
    late = referral.due_at is not None and referral.due_at < work.clock()
    return Waiting(referral, ticket, agency.name if agency else "", agency.number if agency else "", owner, late)
