"""One change of a ticket, written twice: as an event for those who work the case, and in the audit chain."""

from __future__ import annotations

from cases import audit
from cases.sealing import place
from cases.store import Work
from cases.tables import Operator, Ticket, TicketEvent, new_id

BOT = "bot"


def note_change(
    work: Work,
    ticket: Ticket,
    change: str,
    before: str | None = None,
    after: str | None = None,
    *,
    by: Operator | str = BOT,
    reason: str = "",
) -> None:
    """``by`` is the operator, or the name of the part that did it; raises Erased when a reason cannot be kept."""
    operator = by if isinstance(by, Operator) else None
    event = TicketEvent(
        id=new_id(),
        ticket_id=ticket.id,
        at=work.clock(),
        operator_id=operator.id if operator else None,
        change=change,
        before=before,
        after=after,
    )
    if reason:
        event.reason_sealed = work.ring.seal_text(
            ticket.conversation, reason, place("ticket_events.reason_sealed", event.id)
        )
    work.db.add(event)
    ticket.changed_at, ticket.clocks_due = event.at, True
    actor = operator.id if operator else str(by)
    audit.append(work, actor, f"ticket:{change}", f"ticket/{ticket.id}", {"before": before, "after": after})
