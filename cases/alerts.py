"""What the desk must look at now: alerts not yet acknowledged, and replies that need a hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from cases import audit, tickets
from cases.contacts import lock_conversation
from cases.sealing import place
from cases.store import Work
from cases.tables import Operator, Outgoing, Task, Ticket, new_id
from cases.words import OutgoingState, TaskKind
from humiao.vocabulary import RiskLevel

DESK = "desk"


@dataclass(frozen=True)
class DeskAlert:
    """A ticket that nobody at the desk has acknowledged."""

    id: str
    ticket_id: str
    ticket_number: str
    level: RiskLevel
    asked_for_human: bool
    created_at: datetime


def desk_alerts(work: Work) -> list[DeskAlert]:
    """Unacknowledged alerts, the most urgent first, then the longest waiting."""
    rows = work.db.execute(
        select(Outgoing, Ticket)
        .join(Ticket, Ticket.id == Outgoing.ticket_id)
        .where(Outgoing.target == DESK, Outgoing.state != OutgoingState.DELIVERED)
    )
    alerts = [
        DeskAlert(alert.id, ticket.id, ticket.number, ticket.level, ticket.asked_for_human, alert.created_at)
        for alert, ticket in rows
    ]
    return sorted(alerts, key=lambda alert: (-alert.level.rank, alert.created_at))


def acknowledge(work: Work, alert_or_ticket_id: str, operator: Operator) -> int:
    """The operator has taken note of one alert, or of all of a ticket; returns of how many."""
    rows = work.db.scalars(
        select(Outgoing)
        .where(
            Outgoing.target == DESK,
            Outgoing.state != OutgoingState.DELIVERED,
            or_(Outgoing.id == alert_or_ticket_id, Outgoing.ticket_id == alert_or_ticket_id),
        )
        .with_for_update()
    ).all()
    for row in rows:
        row.state, row.delivered_at = OutgoingState.DELIVERED, work.clock()
        audit.append(work, operator.id, "alert:acknowledged", f"ticket/{row.ticket_id}")
    return len(rows)


def send_by_hand(work: Work, reply: Outgoing) -> None:
    """A reply that could not be delivered becomes a task and an alert; erased words need neither."""
    conversation = lock_conversation(work, reply.conversation_id or "")
    if conversation.key_wrapped is None:
        return
    ticket = tickets.open_ticket(work, conversation, None, asked_for_human=True)
    work.db.flush()  # the ticket's row comes before those that refer to it
    now = work.clock()
    task = Task(id=new_id(), ticket_id=ticket.id, kind=TaskKind.SEND_BY_HAND, due_at=now, created_at=now)
    task.detail_sealed = work.ring.seal_text(
        conversation, f"message/{reply.message_id}", place("tasks.detail_sealed", task.id)
    )
    work.db.add(task)
    tickets.alert(work, ticket, anew=False)
    work.db.flush()
