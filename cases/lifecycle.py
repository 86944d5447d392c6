"""The life of a ticket: who takes it, what becomes of it and how it ends.

Each change holds the conversation first, so that two people, or a person and the bot, never change
one case at once; it writes an event and a link of the audit chain. The caller commits. Which moves
there are, for whom and with what, is in data/desk/lifecycle.yml.
"""

from __future__ import annotations

from collections.abc import Sequence

from cases import alerts
from cases.access import Permission, demand
from cases.casefile import Change, NoteText, TaskText, add_note, add_task, finish_task, history, notes, tasks
from cases.changes import note_change
from cases.demands import alert
from cases.errors import AlreadyClaimed, Erased, NotAllowed
from cases.grading import grade, set_level
from cases.life_rules import Who
from cases.moves import allowed, is_open, life, may
from cases.steps import hold, own, step
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
    "assign",
    "check",
    "claim",
    "close",
    "finish_task",
    "give_back",
    "grade",
    "history",
    "notes",
    "release",
    "reopen",
    "set_level",
    "set_status",
    "tasks",
]

ASSIGNED, CLAIMED, RECEIVED = TicketStatus.ASSIGNED, TicketStatus.CLAIMED, TicketStatus.RECEIVED


def claim(work: Work, ticket: Ticket, operator: Operator) -> Ticket:
    """The operator signs 签收 and talks; the bot keeps silent. Claiming twice does no harm.

    A ticket given to somebody (assigned) is for that person or a supervisor, a red one for anybody.
    Raises AlreadyClaimed when it is somebody else's, NotAllowed when the ticket is closed.
    """
    demand(operator, Permission.CASE_WORK)
    hold(work, ticket)
    if ticket.owner_id == operator.id and is_open(ticket.status):
        return ticket
    if ticket.owner is not None and is_open(ticket.status):
        raise AlreadyClaimed(ticket.owner.shown_as)
    move = life().move(ticket.status, CLAIMED)
    if move and ticket.assignee and not may(ticket, operator, move):
        raise AlreadyClaimed(ticket.assignee.shown_as)
    step(work, ticket, CLAIMED, operator)
    own(work, ticket, operator.id)
    ticket.conversation.operator_id = operator.id
    alerts.acknowledge(work, ticket.id, operator, everybodys=True)
    note_change(work, ticket, "owner", after=operator.id, by=operator)
    return ticket


def assign(work: Work, ticket: Ticket, to: Operator, by: Operator | str, reason: str = "") -> Ticket:
    """Gives the case to somebody, who still has to sign 派单; nobody owns it until then and the bot speaks.

    Giving one that waits for a signature to somebody else is no move of its own. ``by``: a supervisor, or
    the name of the part that does it. Raises NotAllowed when ``to`` works no cases.
    """
    if isinstance(by, Operator):
        demand(by, Permission.CASE_ASSIGN)
    demand(to, Permission.CASE_WORK)
    hold(work, ticket)
    if ticket.status is not ASSIGNED:
        step(work, ticket, ASSIGNED, by, reason=reason)
    own(work, ticket, None)
    ticket.conversation.operator_id = None
    ticket.assignee_id, ticket.assigned_at = to.id, work.clock()
    work.db.flush()
    work.db.refresh(ticket, ["assignee"])
    note_change(work, ticket, "assigned", after=to.id, by=by, reason=reason.strip())
    return ticket


def release(
    work: Work, ticket: Ticket, operator: Operator, *, reason: str = "", also_alert: Sequence[str] = ()
) -> Ticket:
    """Back to the queue, also by who was named and does not sign; the desk is alerted that nobody is on it."""
    demand(operator, Permission.CASE_WORK)
    hold(work, ticket)
    if not is_open(ticket.status):
        raise NotAllowed("the ticket is closed")
    return give_back(work, ticket, by=operator, reason=reason, also_alert=also_alert)


def give_back(
    work: Work, ticket: Ticket, by: Operator | str, *, reason: str = "", also_alert: Sequence[str] = ()
) -> Ticket:
    """What ``release`` does, also for an owner whose account was closed; the caller holds the conversation."""
    step(work, ticket, RECEIVED, by, reason=reason)
    before = ticket.owner_id or ticket.assignee_id
    own(work, ticket, None)
    ticket.conversation.operator_id = None
    alert(work, ticket, also_alert, anew=False)
    note_change(work, ticket, "owner", before=before, by=by, reason=reason)
    return ticket


def set_status(work: Work, ticket: Ticket, operator: Operator, status: TicketStatus, reason: str = "") -> Ticket:
    """One of the moves of whoever signed for the case; raises NotAllowed for any other.

    While the owner waits for somebody else nobody is in the chat, so the bot may speak again.
    """
    demand(operator, Permission.CASE_WORK)
    hold(work, ticket)
    move = life().move(ticket.status, status)
    if move and not (Who.OWNER in move.who and life().states[status].owned and is_open(status)):
        raise NotAllowed("a ticket is claimed, released, closed or reopened, not simply set")
    before = ticket.status
    step(work, ticket, status, operator, reason=reason)
    note_change(work, ticket, "status", before, status, by=operator, reason=reason)
    return ticket


def close(work: Work, ticket: Ticket, operator: Operator, outcome: Outcome, reason: str, told: str = "") -> Ticket:
    """Ends the case: the bot speaks again and the conversation's level is none, because a human says so.

    ``told``: how and when whoever is owed the result was told it, or why that was not possible.
    Raises ReasonNeeded without a reason in words, StillOwed without ``told`` where it is due (see
    cases/closing.py), NotAllowed for anybody but the owner or a supervisor.
    """
    demand(operator, Permission.CASE_WORK)
    hold(work, ticket)
    before = ticket.status
    step(work, ticket, TicketStatus.CLOSED, operator, reason=reason, outcome=outcome, told=told)
    ticket.outcome, ticket.closed_at = outcome, work.clock()
    ticket.conversation.level = RiskLevel.NONE
    alerts.acknowledge(work, ticket.id, operator, everybodys=True)
    if told.strip():
        note_change(work, ticket, "told", by=operator, reason=told.strip())
    note_change(work, ticket, "closed", before, outcome, by=operator, reason=reason.strip())
    return ticket


def check(work: Work, ticket: Ticket, operator: Operator, reason: str = "") -> Ticket:
    """A closed case was looked at again 抽查 by somebody who judges the work of others, never their own.

    Raises NotAllowed for anybody else, and for who owned the case.
    """
    hold(work, ticket)
    if ticket.owner_id == operator.id:
        raise NotAllowed("nobody checks a case of their own")
    before = ticket.status
    step(work, ticket, TicketStatus.CHECKED, operator, reason=reason)
    note_change(work, ticket, "status", before, ticket.status, by=operator, reason=reason.strip())
    return ticket


def reopen(work: Work, ticket: Ticket, operator: Operator, reason: str, *, also_alert: Sequence[str] = ()) -> Ticket:
    """A closed case goes back to the queue at its old level; raises NotAllowed when a newer one is open."""
    demand(operator, Permission.CASE_WORK)
    hold(work, ticket)
    if ticket.conversation.key_wrapped is None:
        raise Erased("the conversation was erased")
    if open_ticket_of(work, ticket.conversation_id) is not None:
        raise NotAllowed("the conversation has an open ticket already")
    step(work, ticket, RECEIVED, operator, reason=reason)
    before, ticket.outcome, ticket.closed_at = ticket.outcome, None, None
    own(work, ticket, None)
    ticket.conversation.level = highest((ticket.conversation.level, ticket.level))
    alert(work, ticket, also_alert)
    note_change(work, ticket, "reopened", before, ticket.status, by=operator, reason=reason.strip())
    return ticket
