"""What a ticket's level demands at once: an alert for the desk and, when red, the mandatory report."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from cases.changes import BOT, note_change
from cases.store import Work
from cases.tables import Operator, Outgoing, Task, Ticket
from cases.words import OutgoingKind, OutgoingState, TaskKind, TicketStatus
from humiao.vocabulary import RiskLevel


def raise_level(work: Work, ticket: Ticket, level: RiskLevel, by: Operator | str = BOT, reason: str = "") -> None:
    """The new level with its event; red brings the task of the mandatory report 强制报告, once."""
    before, ticket.level = ticket.level, level
    human = by if isinstance(by, Operator) else None
    ticket.graded_by, ticket.graded_at = (human.id, work.clock()) if human else (None, None)
    if human is None and ticket.status is TicketStatus.GRADED:
        ticket.status = TicketStatus.RECEIVED  # what was confirmed is no longer so
    note_change(work, ticket, "level", before, level, by=by, reason=reason)
    demand_report(work, ticket)


def alert(work: Work, ticket: Ticket, also: Sequence[str] = (), *, anew: bool = True) -> None:
    """Tells the desk, and the other targets, of a ticket that needs a human; others get no alert.

    With ``anew`` False nothing is written while an earlier alert still stands at the desk.
    """
    if not (ticket.level.needs_a_human or ticket.asked_for_human) or (not anew and _stands(work, ticket)):
        return
    now = work.clock()
    for target in ("desk", *also):
        work.db.add(
            Outgoing(
                kind=OutgoingKind.ALERT,
                target=target,
                conversation_id=ticket.conversation_id,
                ticket_id=ticket.id,
                created_at=now,
                next_at=now,
            )
        )
    work.db.flush()


def demand_report(work: Work, ticket: Ticket) -> None:
    """A red ticket has the task of the mandatory report 强制报告, once, whatever became of it."""
    known = select(Task.id).where(Task.ticket_id == ticket.id, Task.kind == TaskKind.MANDATORY_REPORT)
    if ticket.level is RiskLevel.RED and work.db.scalar(known.limit(1)) is None:
        # 未成年人保护法 第十一条: 立即, so it is due the moment it is known.
        now = work.clock()
        work.db.add(Task(ticket_id=ticket.id, kind=TaskKind.MANDATORY_REPORT, due_at=now, created_at=now))


def _stands(work: Work, ticket: Ticket) -> bool:
    unheard = select(Outgoing.id).where(
        Outgoing.ticket_id == ticket.id,
        Outgoing.kind == OutgoingKind.ALERT,
        Outgoing.target == "desk",
        Outgoing.operator_id.is_(None),
        Outgoing.state != OutgoingState.DELIVERED,
    )
    return work.db.scalar(unheard.limit(1)) is not None
