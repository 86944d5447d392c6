"""One step of a case's life: held, allowed by the table, and made by somebody who may."""

from __future__ import annotations

from cases import closing
from cases.access import Permission, allows, demand
from cases.contacts import lock_conversation
from cases.errors import NotAllowed, ReasonNeeded, StillOwed
from cases.life_rules import Move, Need, Who
from cases.moves import is_quiet, life, may
from cases.store import Work
from cases.tables import Operator, Ticket
from cases.words import Outcome, TicketStatus


def hold(work: Work, ticket: Ticket) -> None:
    """Locks the conversation and reads the ticket again: until the end of the work nobody else changes it."""
    lock_conversation(work, ticket.conversation_id)
    work.db.refresh(ticket)


def hold_own(work: Work, ticket: Ticket, operator: Operator) -> None:
    """The same, for the owner or a supervisor; raises NotAllowed for anybody else."""
    demand(operator, Permission.CASE_WORK)
    hold(work, ticket)
    demand_own(ticket, operator)


def demand_own(ticket: Ticket, operator: Operator) -> None:
    """Raises NotAllowed unless this person signed for the ticket or may manage anybody's."""
    if ticket.owner_id != operator.id and not allows(operator, Permission.CASE_ANY_MANAGE):
        raise NotAllowed("somebody else works on this ticket" if ticket.owner_id else "claim the ticket first")


def demand_words(reason: str) -> None:
    """Raises ReasonNeeded unless the reason has words."""
    if not reason.strip():
        raise ReasonNeeded("say why")


def step(
    work: Work,
    ticket: Ticket,
    to: TicketStatus,
    by: Operator | str,
    *,
    reason: str = "",
    outcome: Outcome | None = None,
    told: str = "",
) -> Move:
    """Makes the move; the caller holds the ticket, writes the change and commits.

    ``by`` is a person, or the name of the part that does it (a duty), which is not asked who it is.
    Raises NotAllowed when the table or the person's role forbids it, ReasonNeeded or StillOwed when
    something that the move needs is missing.
    """
    move = life().move(ticket.status, to)
    if move is None:
        raise NotAllowed(f"a ticket that is {ticket.status} does not become {to}")
    if isinstance(by, Operator):
        _demand_may(ticket, by, move)
    _demand_needs(work, ticket, move, reason=reason, outcome=outcome, told=told)
    ticket.status = to
    ticket.conversation.operator_id = ticket.owner_id if is_quiet(to) else None
    return move


def own(work: Work, ticket: Ticket, operator_id: str | None) -> None:
    """Who signed for the ticket; whoever it was given to before is no longer waited for."""
    ticket.owner_id, ticket.claimed_at = operator_id, work.clock() if operator_id else None
    ticket.assignee_id = ticket.assigned_at = None
    work.db.flush()
    work.db.refresh(ticket, ["owner", "assignee"])


def _demand_may(ticket: Ticket, operator: Operator, move: Move) -> None:
    if may(ticket, operator, move):
        return
    if Who.OWNER in move.who:
        demand(operator, Permission.CASE_WORK)
        demand_own(ticket, operator)
    raise NotAllowed(f"this person may not make it {move.after}")


def _demand_needs(work: Work, ticket: Ticket, move: Move, *, reason: str, outcome: Outcome | None, told: str) -> None:
    if Need.OWNER in move.needs and ticket.owner_id is None:
        raise NotAllowed("claim the ticket first")
    if Need.REASON in move.needs:
        demand_words(reason)
    if Need.OUTCOME in move.needs and outcome is None:
        raise ReasonNeeded("say how it ended")
    if Need.TOLD in move.needs and not told.strip() and (owed := closing.owed(work, ticket)):
        raise StillOwed(owed)
