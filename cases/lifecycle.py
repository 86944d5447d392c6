"""The life of a ticket: who takes it, what becomes of it and how it ends.

Each change holds the conversation first, so that two people, or a person and the bot, never change
one case at once; it writes an event and a link of the audit chain. The caller commits.
"""

from __future__ import annotations

from collections.abc import Sequence

from cases import alerts
from cases.access import Permission, allows, demand
from cases.casefile import Change, NoteText, TaskText, add_note, add_task, finish_task, history, notes, tasks
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.demands import alert, raise_level
from cases.errors import AlreadyClaimed, Erased, NotAllowed, ReasonNeeded
from cases.moves import allowed
from cases.store import Work
from cases.tables import Operator, Ticket
from cases.tickets import open_ticket_of
from cases.words import Outcome, TicketStatus
from humiao.vocabulary import RiskLevel, highest

__all__ = [
    "Change",
    "NoteText",
    "TaskText",
    "add_note",
    "add_task",
    "allowed",
    "claim",
    "close",
    "finish_task",
    "give_back",
    "history",
    "notes",
    "release",
    "reopen",
    "set_level",
    "set_status",
    "tasks",
]

CLAIMED, WAITING, FOLLOW_UP = TicketStatus.CLAIMED, TicketStatus.WAITING, TicketStatus.FOLLOW_UP


def claim(work: Work, ticket: Ticket, operator: Operator) -> Ticket:
    """The operator takes the case and talks; the bot keeps silent. Claiming twice does no harm.

    Raises AlreadyClaimed when somebody else was first, NotAllowed when the ticket is closed.
    """
    demand(operator, Permission.CASE_WORK)
    _hold(work, ticket)
    if ticket.owner_id == operator.id and ticket.status is not TicketStatus.CLOSED:
        return ticket
    if ticket.owner is not None and ticket.status is not TicketStatus.CLOSED:
        raise AlreadyClaimed(ticket.owner.shown_as)
    _move(ticket, CLAIMED)
    _own(work, ticket, operator.id)
    ticket.conversation.operator_id = operator.id
    alerts.acknowledge(work, ticket.id, operator)
    note_change(work, ticket, "owner", after=operator.id, by=operator)
    return ticket


def release(
    work: Work, ticket: Ticket, operator: Operator, *, reason: str = "", also_alert: Sequence[str] = ()
) -> Ticket:
    """Back to the queue: the bot may speak again, and the desk is alerted that nobody is on it."""
    _hold_own(work, ticket, operator)
    return give_back(work, ticket, by=operator, reason=reason, also_alert=also_alert)


def give_back(
    work: Work, ticket: Ticket, by: Operator | str, *, reason: str = "", also_alert: Sequence[str] = ()
) -> Ticket:
    """What ``release`` does, also for an owner whose account was closed; the caller holds the conversation."""
    _move(ticket, TicketStatus.RECEIVED)
    before = ticket.owner_id
    _own(work, ticket, None)
    ticket.conversation.operator_id = None
    alert(work, ticket, also_alert, anew=False)
    note_change(work, ticket, "owner", before=before, by=by, reason=reason)
    return ticket


def set_status(work: Work, ticket: Ticket, operator: Operator, status: TicketStatus, reason: str = "") -> Ticket:
    """Claimed, waiting or follow-up, for the owner or a supervisor; raises NotAllowed for any other move.

    While the owner waits for somebody else nobody is in the chat, so the bot may speak again.
    """
    _hold_own(work, ticket, operator)
    if status not in (CLAIMED, WAITING, FOLLOW_UP):
        raise NotAllowed("a ticket is claimed, released, closed or reopened, not simply set")
    before = ticket.status
    _move(ticket, status)
    ticket.conversation.operator_id = ticket.owner_id if status is CLAIMED else None
    note_change(work, ticket, "status", before, status, by=operator, reason=reason)
    return ticket


def set_level(
    work: Work, ticket: Ticket, operator: Operator, level: RiskLevel, reason: str, *, also_alert: Sequence[str] = ()
) -> Ticket:
    """Raises or lowers the level of the ticket and of its conversation.

    Lowering is for the owner or a supervisor and raises ReasonNeeded without a reason in words.
    """
    demand(operator, Permission.CASE_WORK)
    _hold(work, ticket)
    if ticket.status is TicketStatus.CLOSED:
        raise NotAllowed("the ticket is closed")
    if level is ticket.level:
        return ticket
    lowered = level.rank < ticket.level.rank
    if lowered:
        _demand_own(ticket, operator)
        _demand_words(reason)
    raise_level(work, ticket, level, by=operator, reason=reason.strip())
    ticket.conversation.level = level if lowered else highest((ticket.conversation.level, level))
    if not lowered and ticket.owner_id != operator.id:
        alert(work, ticket, also_alert)
    return ticket


def close(work: Work, ticket: Ticket, operator: Operator, outcome: Outcome, reason: str) -> Ticket:
    """Ends the case: the bot speaks again and the conversation's level is none, because a human says so.

    Raises ReasonNeeded without a reason in words, NotAllowed for anybody but the owner or a supervisor.
    """
    _hold_own(work, ticket, operator)
    _demand_words(reason)
    before = ticket.status
    _move(ticket, TicketStatus.CLOSED)
    ticket.outcome, ticket.closed_at = outcome, work.clock()
    ticket.conversation.operator_id, ticket.conversation.level = None, RiskLevel.NONE
    alerts.acknowledge(work, ticket.id, operator)
    note_change(work, ticket, "closed", before, outcome, by=operator, reason=reason.strip())
    return ticket


def reopen(work: Work, ticket: Ticket, operator: Operator, reason: str, *, also_alert: Sequence[str] = ()) -> Ticket:
    """A closed case goes back to the queue at its old level; raises NotAllowed when a newer one is open."""
    demand(operator, Permission.CASE_WORK)
    _hold(work, ticket)
    _demand_words(reason)
    if ticket.conversation.key_wrapped is None:
        raise Erased("the conversation was erased")
    if open_ticket_of(work, ticket.conversation_id) is not None:
        raise NotAllowed("the conversation has an open ticket already")
    _move(ticket, TicketStatus.RECEIVED)
    before, ticket.outcome, ticket.closed_at = ticket.outcome, None, None
    _own(work, ticket, None)
    ticket.conversation.level = highest((ticket.conversation.level, ticket.level))
    alert(work, ticket, also_alert)
    note_change(work, ticket, "reopened", before, ticket.status, by=operator, reason=reason.strip())
    return ticket


def _hold(work: Work, ticket: Ticket) -> None:
    lock_conversation(work, ticket.conversation_id)
    work.db.refresh(ticket)


def _hold_own(work: Work, ticket: Ticket, operator: Operator) -> None:
    demand(operator, Permission.CASE_WORK)
    _hold(work, ticket)
    _demand_own(ticket, operator)


def _demand_own(ticket: Ticket, operator: Operator) -> None:
    if ticket.owner_id != operator.id and not allows(operator, Permission.CASE_ANY_MANAGE):
        raise NotAllowed("somebody else works on this ticket" if ticket.owner_id else "claim the ticket first")


def _demand_words(reason: str) -> None:
    if not reason.strip():
        raise ReasonNeeded("say why")


def _move(ticket: Ticket, status: TicketStatus) -> None:
    if not allowed(ticket.status, status):
        raise NotAllowed(f"a ticket that is {ticket.status} does not become {status}")
    ticket.status = status


def _own(work: Work, ticket: Ticket, operator_id: str | None) -> None:
    ticket.owner_id, ticket.claimed_at = operator_id, work.clock() if operator_id else None
    work.db.flush()
    work.db.refresh(ticket, ["owner"])
