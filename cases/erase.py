"""Erasing: a conversation loses its key and its sealed words; counts, levels and the trail stay.

What somebody wrote after the wish to delete is not part of it and moves on (cases/carry.py). Each
erasure is noted outside the database too, so that a restored backup is erased again (cases/erasures.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from cases import audit
from cases.callers.linked import goes_on_in
from cases.carry import carry_over, unanswered
from cases.casefile import add_task, tasks
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.erasures import note_erasure
from cases.errors import NotAllowed, NotFound, StillNeeded
from cases.store import Work
from cases.tables import (
    Contact,
    Conversation,
    Message,
    Outgoing,
    Ticket,
)
from cases.tickets import open_ticket_of
from cases.wiping import empty
from cases.words import OutgoingKind, OutgoingState, TaskKind, TicketStatus

WISH = "当事人要求删除全部对话。结案后请告知本人可再次提出删除，或由管理员执行删除。"
"""The detail of the task that a wish to delete leaves on a case that still needs a human."""


@dataclass(frozen=True)
class Receipt:
    """What was erased, in numbers."""

    conversations: int
    messages: int
    at: datetime


def request_erasure(work: Work, conversation: Conversation) -> Receipt:
    """Erases the conversation because the person in it said so; the reply address stays for the answer.

    Raises StillNeeded while a ticket needs a human: the wish becomes a task on it, once. The caller
    commits in both cases.
    """
    conversation = lock_conversation(work, conversation.id)
    ticket = _needed(work, conversation)
    if ticket is not None:
        if not any(task.detail == WISH and task.done_at is None for task in tasks(work, ticket)):
            add_task(work, ticket, TaskKind.OTHER, detail=WISH, by="caller")
        raise StillNeeded(ticket.number)
    # The oldest unanswered message is the wish itself, which is being answered now.
    carry_over(work, conversation, unanswered(work, conversation)[1:])
    return erase_again(work, conversation, "caller")


def erase_conversation(work: Work, conversation: Conversation, actor: str) -> Receipt:
    """Erases one conversation on behalf of ``actor``, an operator's id or cli.

    Raises StillNeeded while a ticket needs a human, NotAllowed while a message is unanswered.
    """
    conversation = lock_conversation(work, conversation.id)
    _demand_finished(work, conversation)
    return erase_again(work, conversation, actor)


def erase_contact(work: Work, contact: Contact, actor: str) -> Receipt:
    """Erases all of a person's conversations and the address; raises as ``erase_conversation``, before any change."""
    held = _hold_contact(work, contact.id)
    theirs = select(Conversation.id).where(Conversation.contact_id == held.id, Conversation.erased_at.is_(None))
    conversations = [lock_conversation(work, id) for id in work.db.scalars(theirs.order_by(Conversation.id)).all()]
    for conversation in conversations:
        _demand_finished(work, conversation)
    receipts = [erase_again(work, conversation, actor) for conversation in conversations]
    forget_address(work, held, actor)
    return Receipt(len(receipts), sum(receipt.messages for receipt in receipts), work.clock())


def erase_again(work: Work, conversation: Conversation, actor: str) -> Receipt:
    """Erases without asking whether it is still needed, as a restored backup must; the caller holds it."""
    now = work.clock()
    work.db.flush()
    _close(work, conversation, actor)
    _stop_replies(work, conversation)
    empty(work, conversation)
    conversation.key_wrapped, conversation.erased_at = None, conversation.erased_at or now
    conversation.operator_id, conversation.state, conversation.clarified = None, {}, 0
    messages = work.db.scalar(select(func.count()).where(Message.conversation_id == conversation.id)) or 0
    note_erasure(work, conversation)
    audit.append(work, actor, "conversation:erased", f"conversation/{conversation.id}", {"messages": messages})
    return Receipt(1, messages, now)


def forget_address(work: Work, contact: Contact, actor: str) -> None:
    """Erases the address of a contact whose conversations are erased; the keyed hash stays."""
    contact.address_sealed, contact.key_wrapped, contact.erased_at = None, None, work.clock()
    note_erasure(work, contact)
    audit.append(work, actor, "contact:erased", f"contact/{contact.id}")


def _needed(work: Work, conversation: Conversation) -> Ticket | None:
    ticket = open_ticket_of(work, conversation.id)
    if ticket is None and (merged := goes_on_in(work, conversation.id)):
        ticket = merged[1]  # what was said here is part of a case on which somebody works
    return ticket if ticket and (ticket.level.needs_a_human or ticket.asked_for_human) else None


def _demand_finished(work: Work, conversation: Conversation) -> None:
    ticket = _needed(work, conversation)
    if ticket is not None:
        raise StillNeeded(ticket.number)
    if unanswered(work, conversation):
        raise NotAllowed("a message of this person is not answered yet; try again in a minute")


def _close(work: Work, conversation: Conversation, actor: str) -> None:
    # Nothing is left to work on; the ways of cases/moves.py are those of people, not of an erasure.
    ticket = open_ticket_of(work, conversation.id)
    if ticket is not None:
        before, ticket.status, ticket.closed_at = ticket.status, TicketStatus.CLOSED, work.clock()
        note_change(work, ticket, "closed", before, "erased", by=actor)


def _stop_replies(work: Work, conversation: Conversation) -> None:
    waiting = update(Outgoing).where(
        Outgoing.conversation_id == conversation.id,
        Outgoing.kind == OutgoingKind.REPLY,
        Outgoing.state.in_((OutgoingState.DUE, OutgoingState.SENDING)),
    )
    work.db.execute(waiting.values(state=OutgoingState.FAILED, problem="erased"))


def _hold_contact(work: Work, contact_id: str) -> Contact:
    held = work.db.get(Contact, contact_id, with_for_update=True, populate_existing=True)
    if held is None:
        raise NotFound("contact")
    return held
