"""What the desk must look at now: alerts not yet acknowledged, and replies that need a hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select

from cases import audit, tickets
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.sealing import place
from cases.store import Work
from cases.tables import Operator, Outgoing, Task, Ticket, new_id
from cases.words import OutgoingKind, OutgoingState, TaskKind
from humiao.vocabulary import RiskLevel

DESK = "desk"

UNHEARD = tuple(state for state in OutgoingState if state is not OutgoingState.DELIVERED)
"""By name, so that the index finds the few among every alert there ever was."""


@dataclass(frozen=True)
class DeskAlert:
    """A ticket that nobody at the desk has acknowledged; one ``for_id`` rings for that person alone 升级.

    ``clock`` is what ran out; ``shown``: an open console has shown it; not part of the
    text by which pages learn that something changed, for nothing on them does.
    """

    id: str
    ticket_id: str
    ticket_number: str
    level: RiskLevel
    asked_for_human: bool
    created_at: datetime
    for_id: str | None = None
    clock: str | None = None
    shown: bool = field(default=True, repr=False)


def desk_alerts(work: Work) -> list[DeskAlert]:
    """Unacknowledged alerts, the most urgent first, then the longest waiting."""
    o, t = Outgoing, Ticket
    number, for_id = t.number.label("ticket_number"), o.operator_id.label("for_id")
    columns = (o.id, o.ticket_id, number, t.level, t.asked_for_human, o.created_at, for_id, o.clock)
    rows = work.db.execute(
        select(*columns, o.attempts)
        .join(Ticket, Ticket.id == Outgoing.ticket_id)
        .where(Outgoing.target == DESK, Outgoing.state.in_(UNHEARD))
    )
    alerts = []
    for row in rows:
        known = dict(row._mapping)
        shown = known.pop("attempts") > 0
        alerts.append(DeskAlert(**known, shown=shown))
    return sorted(alerts, key=lambda alert: (-alert.level.rank, alert.created_at))


def acknowledge(work: Work, alert_or_ticket_id: str, operator: Operator, *, everybodys: bool = False) -> int:
    """The operator has taken note of one alert, or of all of a ticket; returns of how many.

    What rings for another person goes on ringing there, unless ``everybodys``: somebody works on it now.
    """
    wanted = select(Outgoing).where(
        Outgoing.target == DESK,
        Outgoing.state != OutgoingState.DELIVERED,
        or_(Outgoing.id == alert_or_ticket_id, Outgoing.ticket_id == alert_or_ticket_id),
    )
    if not everybodys:
        wanted = wanted.where(or_(Outgoing.operator_id.is_(None), Outgoing.operator_id == operator.id))
    rows = work.db.scalars(wanted.with_for_update()).all()
    for row in rows:
        row.state, row.delivered_at = OutgoingState.DELIVERED, work.clock()
        audit.append(work, operator.id, "alert:acknowledged", f"ticket/{row.ticket_id}")
    return len(rows)


def escalate(work: Work, ticket: Ticket, to: Operator, clock: str) -> None:
    """Rings for this person alone, in place of an earlier call about the same; the caller holds the ticket."""
    now = work.clock()
    earlier = select(Outgoing).where(
        Outgoing.ticket_id == ticket.id, Outgoing.operator_id == to.id, Outgoing.state != OutgoingState.DELIVERED
    )
    for row in work.db.scalars(earlier):
        row.state, row.delivered_at, row.problem = OutgoingState.DELIVERED, now, "said again"
    work.db.add(_alert(ticket, DESK, clock, now, to))
    work.db.flush()


def escalate_elsewhere(work: Work, ticket: Ticket, target: str, clock: str) -> None:
    """The same for a channel beside the desk, such as the duty group on Telegram."""
    work.db.add(_alert(ticket, target, clock, work.clock()))
    work.db.flush()


def rang(work: Work, ticket_id: str, operator: Operator) -> None:
    """An open console has shown this ticket's red alarm: who heard it first is on record."""
    ticket = work.db.get(Ticket, ticket_id)
    if ticket is None:
        return
    lock_conversation(work, ticket.conversation_id)
    unshown = select(Outgoing).where(
        Outgoing.ticket_id == ticket_id,
        Outgoing.target == DESK,
        Outgoing.operator_id.is_(None),
        Outgoing.attempts == 0,
        Outgoing.state != OutgoingState.DELIVERED,
    )
    rows = work.db.scalars(unshown.with_for_update()).all()
    for row in rows:
        row.attempts = 1
    if rows and ticket.level is RiskLevel.RED:
        note_change(work, ticket, "rang", after=operator.id, by=operator)


def _alert(ticket: Ticket, target: str, clock: str, now: datetime, to: Operator | None = None) -> Outgoing:
    return Outgoing(
        kind=OutgoingKind.ALERT,
        target=target,
        conversation_id=ticket.conversation_id,
        ticket_id=ticket.id,
        operator_id=to.id if to else None,
        clock=clock,
        created_at=now,
        next_at=now,
    )


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
