"""Taking in what people write: committed before the channel is told, and never counted twice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import Select, func, select

from cases.bodies import open_body, seal_body
from cases.contacts import (
    contact_address,
    current_conversation,
    find_contact,
    find_conversation,
    lock_contact,
    lock_conversation,
)
from cases.followup.answers import note_answer
from cases.sealing import place
from cases.store import Work
from cases.tables import Attachment, Contact, Conversation, Message, MessageVersion, new_id
from cases.words import Author
from humiao.message import Inbound, Reply, Upload

__all__ = [
    "Received",
    "contact_address",
    "conversations_waiting",
    "current_conversation",
    "find_contact",
    "find_conversation",
    "key_hash",
    "lock_conversation",
    "next_unanswered",
    "receive",
]

T = TypeVar("T")

_MEDIA_TYPE = re.compile(r"[\w.+-]{1,48}/[\w.+-]{1,48}", re.ASCII)


@dataclass(frozen=True)
class Received:
    """Where an inbound message went; ``fresh`` is False when it had been received before."""

    message: Message
    conversation: Conversation
    fresh: bool


def receive(work: Work, inbound: Inbound) -> Received:
    """Stores a message, or the new text of one that it edits; the caller commits.

    An edit keeps the earlier text and asks for an answer again. An edit of a message that is not
    known becomes a message of its own. Raises ValueError when an edit has the key of what it edits.
    """
    if inbound.replaces == inbound.key:
        raise ValueError("an edit needs a key of its own: with the same key it would count as a repetition")
    # Two messages of one person wait for each other here, so that neither the first conversation
    # nor a repeated message is made twice.
    contact = lock_contact(work, inbound.channel, inbound.sender)
    known = _message_with(work, contact, inbound.key)
    if known:
        return Received(known, known.conversation, fresh=False)
    conversation = current_conversation(work, contact, inbound.sender)
    message = _message_with(work, contact, inbound.replaces) if inbound.replaces else None
    if message and message.conversation_id == conversation.id:
        _edit(work, message, conversation, inbound)
    else:
        message = _add(work, conversation, inbound)
    work.db.flush()  # the message's row comes before those that refer to it
    if inbound.upload:
        _attach(work, message, conversation, inbound.upload)
    if message.version == 1:
        note_answer(work, conversation, message, inbound.text)
    return Received(message, conversation, fresh=True)


def next_unanswered(work: Work, conversation_id: str) -> Message | None:
    """The earliest message of the conversation that still waits for an answer."""
    waiting = _waiting(select(Message)).where(Message.conversation_id == conversation_id)
    return work.db.scalar(waiting.order_by(Message.seq).limit(1))


def conversations_waiting(work: Work, older_than: timedelta, limit: int = 100) -> list[str]:
    """Ids of conversations in which a message waits that long, the longest waiting first."""
    late = _waiting(select(Message.conversation_id)).where(Message.received_at <= work.clock() - older_than)
    oldest_first = late.group_by(Message.conversation_id).order_by(func.min(Message.received_at))
    return list(work.db.scalars(oldest_first.limit(limit)))


def _waiting(messages: Select[T]) -> Select[T]:
    return messages.join(Message.conversation).where(
        Message.author == Author.CALLER, Message.processed_at.is_(None), Conversation.erased_at.is_(None)
    )


def _message_with(work: Work, contact: Contact, key: str) -> Message | None:
    """The message that came, or was edited, under this key, in an erased conversation too."""
    hashed = key_hash(work, contact.id, key)
    theirs = select(Message).join(Message.conversation).where(Conversation.contact_id == contact.id)
    return work.db.scalar(theirs.where(Message.key_hash == hashed)) or work.db.scalar(
        select(Message)
        .join(MessageVersion, MessageVersion.message_id == Message.id)
        .where(MessageVersion.key_hash == hashed)
    )


def key_hash(work: Work, contact_id: str, key: str) -> str:
    """How the channel's key of a message is stored: the web page finds its own messages by it."""
    return work.ring.pseudonym("message", contact_id, key)


def _add(work: Work, conversation: Conversation, inbound: Inbound) -> Message:
    conversation.last_seq += 1
    conversation.last_at = work.clock()
    message = Message(
        id=new_id(),
        conversation_id=conversation.id,
        seq=conversation.last_seq,
        author=Author.CALLER,
        kind=inbound.kind,
        key_hash=key_hash(work, conversation.contact_id, inbound.key),
        version=1,
        sent_at=inbound.sent_at,
        received_at=work.clock(),
    )
    seal_body(work.ring, conversation, message, Reply(inbound.text))
    work.db.add(message)
    return message


def _edit(work: Work, message: Message, conversation: Conversation, inbound: Inbound) -> None:
    earlier = MessageVersion(
        id=new_id(),
        message_id=message.id,
        version=message.version,
        key_hash=key_hash(work, conversation.contact_id, inbound.key),
        replaced_at=work.clock(),
    )
    seal_body(work.ring, conversation, earlier, open_body(work.ring, conversation, message))
    seal_body(work.ring, conversation, message, Reply(inbound.text))
    message.version += 1
    message.processed_at = None
    conversation.last_at = work.clock()
    work.db.add(earlier)


def _attach(work: Work, message: Message, conversation: Conversation, upload: Upload) -> None:
    # The sender chooses the media type, and it is the one part stored in the clear.
    known = _MEDIA_TYPE.fullmatch(upload.media_type)
    row = Attachment(
        id=new_id(),
        message_id=message.id,
        media_type=upload.media_type if known else "application/octet-stream",
        size=len(upload.content),
    )
    ring = work.ring
    row.name_sealed = ring.seal_text(conversation, upload.name, place("attachments.name_sealed", row.id))
    row.content_sealed = ring.seal_bytes(conversation, upload.content, place("attachments.content_sealed", row.id))
    work.db.add(row)
    work.db.flush()
