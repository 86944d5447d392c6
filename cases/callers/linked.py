"""Which contacts are one person: those that a human joined, directly or over others."""

from __future__ import annotations

from sqlalchemy import or_, select

from cases.callers.tables import CallerMerge
from cases.store import Work
from cases.tables import Ticket
from cases.words import ENDED


def contacts_of(work: Work, contact_id: str) -> set[str]:
    """The contact and every contact joined with it."""
    known, fresh = {contact_id}, {contact_id}
    while fresh:
        pairs = work.db.execute(
            select(CallerMerge.contact_id, CallerMerge.merged_contact_id).where(
                CallerMerge.undone_at.is_(None),
                or_(CallerMerge.contact_id.in_(fresh), CallerMerge.merged_contact_id.in_(fresh)),
            )
        )
        fresh = {one for pair in pairs for one in pair} - known
        known |= fresh
    return known


def merged_into(work: Work, ticket_id: str) -> str | None:
    """The number of the ticket in which this one goes on; None when it stands by itself."""
    return work.db.scalar(
        select(Ticket.number)
        .join(CallerMerge, CallerMerge.ticket_id == Ticket.id)
        .where(CallerMerge.merged_ticket_id == ticket_id, CallerMerge.undone_at.is_(None))
    )


def merge_of(work: Work, ticket_id: str) -> CallerMerge | None:
    """The merge by which this ticket went into another one, while it stands."""
    return work.db.scalar(
        select(CallerMerge).where(CallerMerge.merged_ticket_id == ticket_id, CallerMerge.undone_at.is_(None))
    )


def goes_on_in(work: Work, conversation_id: str) -> tuple[Ticket, Ticket] | None:
    """The ticket of this conversation that was merged, and the open one in which it goes on; None: there is none."""
    merges = (
        select(CallerMerge)
        .join(Ticket, Ticket.id == CallerMerge.merged_ticket_id)
        .where(Ticket.conversation_id == conversation_id, CallerMerge.undone_at.is_(None))
        .order_by(CallerMerge.at.desc())
    )
    for first in work.db.scalars(merges):
        last: CallerMerge | None = first
        while last is not None:
            ticket = work.db.get_one(Ticket, last.ticket_id)
            if ticket.status not in ENDED:
                return work.db.get_one(Ticket, first.merged_ticket_id), ticket
            last = merge_of(work, ticket.id)
    return None
