"""Giving a case to a colleague: offered, signed for 签收 or declined; nobody lets go before somebody holds it.

At most one offer of a ticket is open, because each is made while its conversation is held. One that the case
has run away from (somebody else took it meanwhile) stands no longer, whatever its row says.
"""

from __future__ import annotations

from cases import lifecycle
from cases.access import Permission, demand
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.errors import AlreadyClaimed, NotAllowed, NotFound, ReasonNeeded
from cases.moves import is_open, is_quiet
from cases.roster import people
from cases.roster.offers import HandNote, open_offer, seal_note
from cases.roster.passing import close_offers, keep, pass_on
from cases.roster.rules import rules
from cases.roster.tables import Handover
from cases.roster.words import HandoverKind, HandoverState, Presence
from cases.steps import demand_own, demand_words, hold
from cases.store import Work
from cases.tables import Operator, Ticket
from cases.transcript import say
from cases.words import Author
from humiao.message import Reply
from humiao.vocabulary import RiskLevel

ROSTER = "roster"


def offer(
    work: Work, ticket: Ticket, to: Operator, by: Operator | None = None, note: HandNote | None = None
) -> Handover:
    """Asks ``to`` to take the case: a colleague of the owner's, or the first to have it.

    Until it is signed the owner stays responsible and in the chat. ``by`` None is the roster. Raises NotAllowed
    when ``to`` is not there, full, or the owner, ReasonNeeded for a red case without a complete note.
    """
    hold(work, ticket)
    if not is_open(ticket.status):
        raise NotAllowed("the ticket is closed")
    _demand_room(work, ticket, to)
    note = note or HandNote()
    if ticket.owner_id is None:
        lifecycle.assign(work, ticket, to, by or ROSTER)
        kind = HandoverKind.ASSIGN
    else:
        _demand_giver(ticket, by, note)
        kind = HandoverKind.TRANSFER
        note_change(work, ticket, "offered", after=to.id, by=by or ROSTER)
    close_offers(work, ticket, HandoverState.WITHDRAWN)
    row = keep(work, ticket, kind, HandoverState.OPEN, by=by, to_id=to.id)
    if not note.empty:
        seal_note(work, ticket, row, note)
    return row


def accept(work: Work, offer_id: str, operator: Operator, *, tell: bool = False) -> Ticket:
    """Signs for it: owner and voice change in this one transaction; ``tell``: the child hears that it is a colleague.

    Raises NotFound for somebody else's offer, NotAllowed when it stands no longer.
    """
    row, ticket = _standing(work, offer_id, operator)
    if row.kind is HandoverKind.ASSIGN:
        lifecycle.claim(work, ticket, operator)
    else:
        demand(operator, Permission.CASE_WORK)
        pass_on(work, ticket, operator, "handed_over", by=operator)
        if tell and is_quiet(ticket.status) and ticket.conversation.key_wrapped is not None:
            say(work, ticket.conversation, Reply(rules().told), Author.OPERATOR, operator.id)
    _answer(work, row, HandoverState.ACCEPTED)
    return ticket


def decline(work: Work, offer_id: str, operator: Operator, reason: str = "") -> Ticket:
    """Does not take it: an owner keeps the case, one without an owner goes back to the queue; raises as accept."""
    row, ticket = _standing(work, offer_id, operator)
    _answer(work, row, HandoverState.DECLINED)
    note_change(work, ticket, "declined", before=operator.id, by=operator, reason=reason.strip())
    if row.kind is HandoverKind.ASSIGN:
        lifecycle.give_back(work, ticket, by=operator)
    return ticket


def withdraw(work: Work, ticket: Ticket, operator: Operator) -> Ticket:
    """Who offered it, the owner or a supervisor takes the offer back; raises NotAllowed when there is none."""
    hold(work, ticket)
    row = open_offer(work, ticket)
    if row is None:
        raise NotAllowed("this offer no longer stands")
    if row.by_id != operator.id:
        demand_own(ticket, operator)
    _answer(work, row, HandoverState.WITHDRAWN)
    note_change(work, ticket, "withdrawn", before=row.to_id, by=operator)
    if row.kind is HandoverKind.ASSIGN:
        lifecycle.give_back(work, ticket, by=ROSTER)
    return ticket


def take_over(work: Work, ticket: Ticket, operator: Operator, reason: str) -> Ticket:
    """A supervisor takes the case, whoever has it; raises ReasonNeeded without a reason in words."""
    demand(operator, Permission.CASE_ASSIGN)
    demand_words(reason)
    hold(work, ticket)
    if not is_open(ticket.status):
        raise NotAllowed("the ticket is closed")
    if ticket.owner_id is None:
        return lifecycle.claim(work, ticket, operator)
    if ticket.owner_id != operator.id:
        keep(work, ticket, HandoverKind.TAKE_OVER, HandoverState.ACCEPTED, by=operator, to_id=operator.id)
        pass_on(work, ticket, operator, "taken_over", by=operator, reason=reason.strip())
    return ticket


def _standing(work: Work, offer_id: str, operator: Operator) -> tuple[Handover, Ticket]:
    row = work.db.get(Handover, offer_id)
    if row is None or row.to_id != operator.id:
        raise NotFound("offer")
    ticket = work.db.get_one(Ticket, row.ticket_id)
    lock_conversation(work, ticket.conversation_id)
    work.db.refresh(ticket)
    if ticket.owner is not None and ticket.owner_id not in (row.from_id, operator.id):
        raise AlreadyClaimed(ticket.owner.shown_as)
    standing = open_offer(work, ticket)
    if standing is None or standing.id != row.id:
        raise NotAllowed("this offer no longer stands")
    return standing, ticket


def _answer(work: Work, row: Handover, state: HandoverState) -> None:
    row.state, row.answered_at = state, work.clock()
    work.db.flush()


def _demand_room(work: Work, ticket: Ticket, to: Operator) -> None:
    found = people.person(work, to.id)
    if found is None or to.id == ticket.owner_id:
        raise NotAllowed("this person cannot take the case")
    if not found.online:
        raise NotAllowed("this colleague is not at the desk")
    if found.presence is Presence.AWAY:
        raise NotAllowed("this colleague is away")
    if found.full:
        raise NotAllowed("this colleague has as many chats as they can carry")


def _demand_giver(ticket: Ticket, by: Operator | None, note: HandNote) -> None:
    if by is not None:
        demand(by, Permission.CASE_WORK)
        demand_own(ticket, by)
    if ticket.level is RiskLevel.RED and not note.complete:
        raise ReasonNeeded("a red case is handed over with risk, promises and next step")
