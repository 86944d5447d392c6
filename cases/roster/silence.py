"""No chat is left with somebody who does not answer: to the deputy, or back to the queue with the bot speaking."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from cases import lifecycle
from cases.changes import note_change
from cases.demands import alert
from cases.errors import NotAllowed
from cases.moves import is_quiet
from cases.roster import people
from cases.roster.deputies import deputy_of
from cases.roster.handover import ROSTER
from cases.roster.passing import keep, pass_on
from cases.roster.rules import rules
from cases.roster.tables import CaseLook, CaseTalk
from cases.roster.words import HandoverKind, HandoverState
from cases.steps import hold
from cases.store import Work
from cases.tables import Message, Operator, Ticket, TicketEvent
from cases.transcript import say
from cases.words import OPEN, Author
from humiao.message import BY_HAND, Reply

SEEN = "still_here"
"""The owner has read it and says that no answer is due yet."""


def waits_since(work: Work, ticket: Ticket) -> datetime | None:
    """Since when the child waits for the owner, who has done nothing in the case since; None: nobody waits.

    What was asked before the case changed hands still waits, but the new owner's time begins with the change.
    On the telephone and face to face nobody waits for a line in the record.
    """
    if ticket.conversation.channel in BY_HAND:
        return None
    unanswered = select(func.min(Message.received_at)).where(
        Message.conversation_id == ticket.conversation_id, Message.author == Author.CALLER
    )
    answered = _answered(work, ticket)
    asked = work.db.scalar(unanswered.where(Message.received_at > answered) if answered else unanswered)
    if asked is None or ticket.owner_id is None:
        return None
    return max(moment for moment in (asked, ticket.claimed_at, _last_sign(work, ticket)) if moment)


def gone_since(work: Work, ticket: Ticket) -> datetime | None:
    """Since when no page of the owner's has asked; None: they are there, or nobody owns it."""
    if ticket.owner_id is None or ticket.claimed_at is None:
        return None
    seen = people.seen_at(work, ticket.owner_id)
    if seen is not None and work.clock() - seen <= rules().online:
        return None
    return max(ticket.claimed_at, seen or ticket.claimed_at)


def fault_of(work: Work, ticket: Ticket) -> str | None:
    """``gone`` or ``silent`` when the owner of a chat has been so for too long."""
    if not is_quiet(ticket.status) or ticket.owner_id is None:
        return None
    now, gone, waits = work.clock(), gone_since(work, ticket), waits_since(work, ticket)
    if gone is not None and now - gone >= rules().gone[ticket.level]:
        return "gone"
    if waits is not None and now - waits >= rules().silence[ticket.level]:
        return "silent"
    return None


def relieve(work: Work, ticket: Ticket, also_alert: tuple[str, ...] = ()) -> bool:
    """Moves the case on if its owner is still gone or silent now that it is held; whether it did."""
    hold(work, ticket)
    fault = fault_of(work, ticket)
    if fault is None:
        return False
    deputy = deputy_of(work, ticket)
    found = people.person(work, deputy.id) if deputy else None
    if deputy and found and found.online and deputy.id != ticket.owner_id:
        keep(work, ticket, HandoverKind.SILENCE, HandoverState.ACCEPTED, to_id=deputy.id)
        pass_on(work, ticket, deputy, f"{fault}_deputy", by=ROSTER)
        alert(work, ticket, also_alert)
        return True
    keep(work, ticket, HandoverKind.SILENCE, HandoverState.ACCEPTED, to_id=None)
    note_change(work, ticket, fault, before=ticket.owner_id, by=ROSTER)
    lifecycle.give_back(work, ticket, by=ROSTER, also_alert=also_alert)
    tell_left(work, ticket)
    return True


def say_still_here(work: Work, ticket: Ticket, operator: Operator) -> None:
    """The owner is on it and no answer is due yet: what was written until now does not count as waiting."""
    hold(work, ticket)
    if ticket.owner_id != operator.id:
        raise NotAllowed("somebody else works on this ticket" if ticket.owner_id else "claim the ticket first")
    note_change(work, ticket, SEEN, by=operator)


def release_all(work: Work, operator: Operator, also_alert: tuple[str, ...] = ()) -> int:
    """Every chat of somebody who leaves goes back to the queue, and the children hear of it; returns how many."""
    mine = chats_of(work, operator)
    for ticket in mine:
        hold(work, ticket)
        if ticket.owner_id == operator.id and is_quiet(ticket.status):
            lifecycle.release(work, ticket, operator, also_alert=also_alert)
            tell_left(work, ticket)
    return len(mine)


def chats_of(work: Work, operator: Operator) -> list[Ticket]:
    """The tickets in whose chat this person is, in the order in which they are locked."""
    rows = work.db.scalars(select(Ticket).where(Ticket.owner_id == operator.id, Ticket.status.in_(OPEN)))
    return sorted((t for t in rows if is_quiet(t.status)), key=lambda t: t.conversation_id)


def tell_left(work: Work, ticket: Ticket) -> None:
    """Says in the chat that the colleague cannot answer just now; the case is back in the queue."""
    # Said only where an alert stands that makes it true, and where somebody reads it.
    if ticket.conversation.channel in BY_HAND:
        return
    if (ticket.level.needs_a_human or ticket.asked_for_human) and ticket.conversation.key_wrapped is not None:
        say(work, ticket.conversation, Reply(rules().left.format(number=ticket.number)), Author.BOT)


def _answered(work: Work, ticket: Ticket) -> datetime | None:
    """Until when everything is answered, or was read by an owner who says that it needs no answer yet."""
    replied = work.db.scalar(
        select(func.max(Message.received_at)).where(
            Message.conversation_id == ticket.conversation_id, Message.author == Author.OPERATOR
        )
    )
    seen = work.db.scalar(
        select(func.max(TicketEvent.at)).where(TicketEvent.ticket_id == ticket.id, TicketEvent.change == SEEN)
    )
    return max((moment for moment in (replied, seen) if moment), default=None)


def _last_sign(work: Work, ticket: Ticket) -> datetime | None:
    """When the owner last did anything in the case: an act, a line to colleagues, a draft."""
    owner = ticket.owner_id
    signs = (
        select(func.max(TicketEvent.at)).where(TicketEvent.ticket_id == ticket.id, TicketEvent.operator_id == owner),
        select(func.max(CaseTalk.at)).where(CaseTalk.ticket_id == ticket.id, CaseTalk.operator_id == owner),
        select(CaseLook.typing_at).where(CaseLook.ticket_id == ticket.id, CaseLook.operator_id == owner),
    )
    return max((moment for moment in map(work.db.scalar, signs) if moment), default=None)
