"""Levels that a human changed, on their way back to the sentences that the assistant learns from.

A correction points at a message and holds none of its words. Only a sentence that a person has read
without names, and approved, is kept here, sealed with its conversation: who is erased teaches nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cases import audit
from cases.access import Permission, demand
from cases.contacts import lock_conversation
from cases.errors import Erased, NotFound, ReasonNeeded
from cases.hiding import under_seal
from cases.quality.tables import Correction
from cases.quality.words import Cause, Fate
from cases.sealing import place
from cases.store import Work
from cases.tables import AssessmentRow, Message, Operator, Ticket
from cases.transcript import text_of
from cases.words import Author
from humiao.vocabulary import RiskLevel

_TEXT = "quality_corrections.text_sealed"


@dataclass(frozen=True)
class Lesson:
    """A correction with its words: those of the message, or as they were approved."""

    message_id: str
    text: str
    given: RiskLevel
    should: RiskLevel
    topic: str | None
    cause: Cause
    at: datetime


def note_correction(
    work: Work, message: Message, given: RiskLevel, should: RiskLevel, cause: Cause, by: Operator
) -> None:
    """Once a message; a later change of mind replaces what is not settled yet."""
    known = work.db.get(Correction, message.id)
    if known is None:
        known = Correction(message_id=message.id)
        work.db.add(known)
    elif known.fate is not None:
        return
    known.given, known.should, known.cause = given, should, cause
    known.at, known.by = work.clock(), by.id
    work.db.flush()


def note_overturned(work: Work, ticket: Ticket, before: RiskLevel, after: RiskLevel, by: Operator) -> None:
    """A case's level was changed: the lesson is the caller's latest message that was given the old level.

    Without one (the level came from several lines, or from a human) there is nothing to learn from.
    """
    if before is after:
        return
    judged = (
        select(Message)
        .join(AssessmentRow, AssessmentRow.message_id == Message.id)
        .where(
            Message.conversation_id == ticket.conversation_id,
            Message.author == Author.CALLER,
            AssessmentRow.level == before,
            AssessmentRow.version == Message.version,
        )
        .order_by(Message.seq.desc())
        .limit(1)
    )
    message = work.db.scalar(judged)
    if message is not None:
        note_correction(work, message, before, after, Cause.CASE, by)


def unsettled(work: Work, limit: int = 100) -> list[Lesson]:
    """Corrections that nobody has decided on, the oldest first; what is erased or under seal is left out."""
    rows = work.db.scalars(
        select(Correction)
        .join(Message, Message.id == Correction.message_id)
        .where(Correction.fate.is_(None), ~under_seal(Message.conversation_id, Message.received_at))
        .order_by(Correction.at)
        .limit(limit)
    )
    return [lesson for row in rows if (lesson := _opened(work, row)) is not None]


def settle(work: Work, message_id: str, operator: Operator, *, text: str = "", topic: str = "") -> Correction:
    """Takes the sentence as approved, with its topic; without a text it is dismissed.

    Raises NotFound, and ReasonNeeded when a text comes without its topic.
    """
    demand(operator, Permission.QUALITY_REVIEW)
    readable = (Message.id == message_id, ~under_seal(Message.conversation_id, Message.received_at))
    row, message = work.db.get(Correction, message_id), work.db.scalar(select(Message).where(*readable))
    if row is None or message is None:
        raise NotFound("correction")
    conversation = lock_conversation(work, message.conversation_id)
    work.db.refresh(row)
    if text.strip():
        if not topic:
            raise ReasonNeeded("an approved sentence needs its topic")
        row.text_sealed = work.ring.seal_text(conversation, text.strip(), place(_TEXT, message_id))
        row.topic = topic
    row.fate = Fate.TAKEN if text.strip() else Fate.DISMISSED
    row.settled_at, row.settled_by = work.clock(), operator.id
    audit.append(work, operator.id, f"correction:{row.fate}", f"message/{message_id}")
    return row


def taken(work: Work) -> list[Lesson]:
    """The approved sentences that can still be read, in the order in which they were approved."""
    rows = work.db.execute(
        select(Correction, Message)
        .join(Message, Message.id == Correction.message_id)
        .where(Correction.fate == Fate.TAKEN, Correction.text_sealed.is_not(None))
        .order_by(Correction.settled_at)
    )
    return [
        _lesson(row, work.ring.open_text(message.conversation, row.text_sealed, place(_TEXT, row.message_id)))
        for row, message in rows
    ]


def _opened(work: Work, row: Correction) -> Lesson | None:
    message = work.db.get(Message, row.message_id)
    try:
        return _lesson(row, text_of(work, message)) if message else None
    except Erased:
        return None


def _lesson(row: Correction, text: str) -> Lesson:
    return Lesson(row.message_id, text, row.given, row.should, row.topic, row.cause, row.at)
