"""What was said in a conversation, read and added to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cases.bodies import open_body, seal_body
from cases.contacts import lock_conversation
from cases.errors import NotFound
from cases.sealing import place
from cases.store import Work
from cases.tables import Attachment, Conversation, Message, MessageVersion, Outgoing, new_id
from cases.words import Author, OutgoingKind, OutgoingState
from humiao.message import BY_HAND, Choice, MessageKind, Reply


@dataclass(frozen=True)
class AttachmentInfo:
    """A file that came with a message; ``size`` is in bytes."""

    id: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Turn:
    """One message as people read it; ``at`` is when we received or said it."""

    seq: int
    author: Author
    kind: MessageKind
    text: str
    choices: tuple[Choice, ...]
    numbers: tuple[str, ...]
    at: datetime
    message_id: str
    version: int
    edited: bool
    attachments: tuple[AttachmentInfo, ...]
    key_hash: str | None
    operator_id: str | None


@dataclass(frozen=True)
class EarlierText:
    """What a message said before an edit; it may be evidence."""

    version: int
    text: str
    replaced_at: datetime


def text_of(work: Work, message: Message) -> str:
    """The present text; raises Erased."""
    return open_body(work.ring, message.conversation, message).text


def say(
    work: Work, conversation: Conversation, reply: Reply, author: Author, operator_id: str | None = None
) -> Message:
    """Adds a reply and, in the same transaction, its delivery; raises Erased.

    What was said on the telephone or face to face is kept as a record and delivered to nobody.
    """
    conversation = lock_conversation(work, conversation.id)
    now = work.clock()
    conversation.last_seq += 1
    conversation.last_at = now
    message = Message(
        id=new_id(),
        conversation_id=conversation.id,
        seq=conversation.last_seq,
        author=author,
        operator_id=operator_id,
        kind=MessageKind.TEXT,
        version=1,
        sent_at=now,
        received_at=now,
        processed_at=now,
    )
    seal_body(work.ring, conversation, message, reply)
    work.db.add(message)
    work.db.flush()
    if conversation.channel not in BY_HAND:
        work.db.add(_delivery(conversation, message, now))
        work.db.flush()
    return message


def messages_after(work: Work, conversation: Conversation, seq: int, limit: int) -> list[Turn]:
    """At most ``limit`` turns whose seq is higher than ``seq``, in order; raises Erased."""
    rows = work.db.scalars(
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.seq > seq)
        .order_by(Message.seq)
        .limit(limit)
    ).all()
    files = _attachments(work, conversation, [row.id for row in rows])
    return [_turn(work, conversation, row, tuple(files[row.id])) for row in rows]


def earlier_texts(work: Work, conversation: Conversation, limit: int = 10, *, before: int | None = None) -> list[str]:
    """The caller's latest texts, oldest first; ``before`` leaves out that seq and all after it."""
    rows = select(Message).where(Message.conversation_id == conversation.id, Message.author == Author.CALLER)
    if before is not None:
        rows = rows.where(Message.seq < before)
    latest = work.db.scalars(rows.order_by(Message.seq.desc()).limit(limit)).all()
    return [open_body(work.ring, conversation, row).text for row in reversed(latest)]


def versions(work: Work, message: Message) -> list[EarlierText]:
    """What the message said before each edit, oldest first; raises Erased."""
    rows = work.db.scalars(
        select(MessageVersion).where(MessageVersion.message_id == message.id).order_by(MessageVersion.version)
    )
    conversation = message.conversation
    return [EarlierText(r.version, open_body(work.ring, conversation, r).text, r.replaced_at) for r in rows]


def has_attachment(work: Work, message: Message) -> bool:
    """Whether a file came with the message."""
    return work.db.scalar(select(Attachment.id).where(Attachment.message_id == message.id).limit(1)) is not None


def attachment(work: Work, attachment_id: str) -> tuple[AttachmentInfo, bytes]:
    """A file and its bytes; raises NotFound or Erased."""
    row = work.db.get(Attachment, attachment_id)
    message = row and work.db.get(Message, row.message_id)
    if not row or not message:
        raise NotFound("attachment")
    content = work.ring.open_bytes(
        message.conversation, row.content_sealed, place("attachments.content_sealed", row.id)
    )
    name = _name(work, message.conversation, row.id, row.name_sealed)
    return AttachmentInfo(row.id, name, row.media_type, row.size), content


def _delivery(conversation: Conversation, message: Message, now: datetime) -> Outgoing:
    return Outgoing(
        kind=OutgoingKind.REPLY,
        target=str(conversation.channel),
        conversation_id=conversation.id,
        message_id=message.id,
        state=OutgoingState.DUE,
        created_at=now,
        next_at=now,
    )


def _turn(work: Work, conversation: Conversation, row: Message, files: tuple[AttachmentInfo, ...]) -> Turn:
    body = open_body(work.ring, conversation, row)
    return Turn(
        seq=row.seq,
        author=row.author,
        kind=row.kind,
        text=body.text,
        choices=body.choices,
        numbers=body.numbers,
        at=row.received_at,
        message_id=row.id,
        version=row.version,
        edited=row.version > 1,
        attachments=files,
        key_hash=row.key_hash,
        operator_id=row.operator_id,
    )


def _attachments(work: Work, conversation: Conversation, ids: Sequence[str]) -> dict[str, list[AttachmentInfo]]:
    # Columns one by one: the contents may be megabytes and nobody looks at them here.
    a = Attachment
    found: dict[str, list[AttachmentInfo]] = defaultdict(list)
    rows = work.db.execute(
        select(a.message_id, a.id, a.name_sealed, a.media_type, a.size).where(a.message_id.in_(ids)).order_by(a.id)
    )
    for message_id, row_id, name, media_type, size in rows:
        found[message_id].append(AttachmentInfo(row_id, _name(work, conversation, row_id, name), media_type, size))
    return found


def _name(work: Work, conversation: Conversation, row_id: str, sealed: bytes | None) -> str:
    return work.ring.open_text(conversation, sealed, place("attachments.name_sealed", row_id))
