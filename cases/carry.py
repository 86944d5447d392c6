"""Messages that came in after a wish to delete move to a new conversation: a cry for help is not erased unread."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from cases.bodies import open_body, seal_body
from cases.contacts import current_conversation
from cases.quality.tables import Correction
from cases.store import Work
from cases.tables import AssessmentRow, Attachment, Conversation, Message, MessageVersion
from cases.words import Author


def unanswered(work: Work, conversation: Conversation) -> list[Message]:
    """The caller's messages that nobody has answered yet, oldest first."""
    rows = select(Message).where(
        Message.conversation_id == conversation.id,
        Message.author == Author.CALLER,
        Message.processed_at.is_(None),
    )
    return list(work.db.scalars(rows.order_by(Message.seq)))


def carry_over(work: Work, old: Conversation, messages: Sequence[Message]) -> None:
    """Moves the messages out of a conversation that is about to be erased, sealed anew.

    The caller holds ``old``, whose key is still there; it counts as erased from here on.
    """
    if not messages:
        return
    old.erased_at = work.clock()
    work.db.flush()
    new = current_conversation(work, old.contact)
    work.db.flush()
    for message in messages:
        _move(work, message, old, new)
    work.db.flush()


def _move(work: Work, message: Message, old: Conversation, new: Conversation) -> None:
    new.last_seq += 1
    versions = work.db.scalars(select(MessageVersion).where(MessageVersion.message_id == message.id))
    for row in (message, *versions):
        seal_body(work.ring, new, row, open_body(work.ring, old, row))
    for file in work.db.scalars(select(Attachment).where(Attachment.message_id == message.id)):
        file.name_sealed = _sealed_anew(work, old, new, file.name_sealed, f"attachments.name_sealed/{file.id}")
        file.content_sealed = _sealed_anew(work, old, new, file.content_sealed, f"attachments.content_sealed/{file.id}")
    # An edited message was judged before; it will be judged again.
    theirs = update(AssessmentRow).where(AssessmentRow.message_id == message.id)
    work.db.execute(theirs.values(entities_sealed=None))
    # A sentence approved from its earlier words goes with the conversation whose key sealed it.
    work.db.execute(update(Correction).where(Correction.message_id == message.id).values(text_sealed=None))
    message.conversation, message.seq = new, new.last_seq


def _sealed_anew(work: Work, old: Conversation, new: Conversation, sealed: bytes | None, where: str) -> bytes | None:
    return None if sealed is None else work.ring.seal_bytes(new, work.ring.open_bytes(old, sealed, where), where)
