"""Which contacts are one person: those that a human joined, directly or over others."""

from __future__ import annotations

from sqlalchemy import or_, select

from cases.callers.tables import CallerMerge
from cases.store import Work
from cases.tables import Ticket


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
