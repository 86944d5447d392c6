"""The owner of a case changes: written once for every way in which it happens."""

from __future__ import annotations

from sqlalchemy import select

from cases import alerts
from cases.changes import note_change
from cases.moves import is_quiet
from cases.roster.rules import rules
from cases.roster.tables import Deputy, Handover
from cases.roster.words import HandoverKind, HandoverState
from cases.steps import own
from cases.store import Work
from cases.tables import Operator, Ticket, new_id


def pass_on(work: Work, ticket: Ticket, to: Operator, change: str, *, by: Operator | str, reason: str = "") -> None:
    """``to`` owns it from now on and, while somebody is in the chat, is who talks; the caller holds the ticket."""
    before = ticket.owner_id
    own(work, ticket, to.id)
    ticket.conversation.operator_id = to.id if is_quiet(ticket.status) else None
    close_offers(work, ticket, HandoverState.WITHDRAWN)
    deputy = work.db.get(Deputy, ticket.id)
    if deputy and deputy.operator_id == to.id:
        work.db.delete(deputy)
    if by is to:
        alerts.acknowledge(work, ticket.id, to, everybodys=True)
    note_change(work, ticket, change, before, to.id, by=by, reason=reason)
    work.db.flush()


def keep(
    work: Work,
    ticket: Ticket,
    kind: HandoverKind,
    state: HandoverState,
    *,
    by: Operator | None = None,
    to_id: str | None,
) -> Handover:
    """A row for both sides to read, from the present owner; the caller holds the ticket."""
    now = work.clock()
    row = Handover(
        id=new_id(),
        ticket_id=ticket.id,
        kind=kind,
        state=state,
        by_id=by.id if by else None,
        from_id=ticket.owner_id,
        to_id=to_id,
        offered_at=now,
        expires_at=now + rules().sign,
        answered_at=None if state is HandoverState.OPEN else now,
    )
    work.db.add(row)
    work.db.flush()
    return row


def close_offers(work: Work, ticket: Ticket, state: HandoverState) -> None:
    """No offer of this ticket is open any more; the caller holds the ticket."""
    left = select(Handover).where(Handover.ticket_id == ticket.id, Handover.state == HandoverState.OPEN)
    for row in work.db.scalars(left):
        row.state, row.answered_at = state, work.clock()
    work.db.flush()
