"""Questions that the knowledge did not settle: kept as pointers to messages, never as words.

The words stay in the message, sealed with its conversation's key: whoever is erased leaves this
list too, and nobody reads here what they may not read there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from cases.errors import Erased
from cases.hiding import under_seal
from cases.store import Work
from cases.tables import Message, Table
from cases.transcript import text_of
from humiao.moment import Moment
from humiao.vocabulary import Topic, Word


class GapKind(Word):
    """Why a question is on the list."""

    NO_ANSWER = "no_answer"
    UNSURE = "unsure"
    """Titles were offered instead of an answer."""
    UNHELPFUL = "unhelpful"
    """The person said that the answer did not help."""
    ESCALATED = "escalated"
    """After an answer the person asked for a human."""


class Settled(Word):
    """What became of a gap."""

    DRAFTED = "drafted"
    DISMISSED = "dismissed"


class Gap(Table):
    """A message that found no answer, or not the right one."""

    __tablename__ = "gaps"

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment(), index=True)
    topic: Mapped[str | None] = mapped_column(String(40))
    entry_id: Mapped[str | None] = mapped_column(String(80), comment="the answer that was nearest or that did not help")
    settled_at: Mapped[datetime | None]
    settled_as: Mapped[str | None] = mapped_column(String(40))
    draft: Mapped[str | None] = mapped_column(String(80), comment="the entry that was drafted for it")


_SEALED = under_seal(Gap.conversation_id, Gap.at)

MOST_DRAFTED = 50
"""Questions beside a draft: enough to hear how people ask."""


@dataclass(frozen=True)
class OpenQuestion:
    """A gap with the question's words as the caller wrote them: mask them before anybody reads."""

    gap: Gap
    text: str


def note(work: Work, message: Message, kind: GapKind, *, topic: Topic | None, entry_id: str | None) -> None:
    """Puts the message on the list, in the transaction that answers it; a second time changes nothing."""
    if work.db.get(Gap, (message.id, str(kind))) is None:
        work.db.add(
            Gap(
                message_id=message.id,
                kind=kind,
                conversation_id=message.conversation_id,
                at=work.clock(),
                topic=topic,
                entry_id=entry_id,
            )
        )
        work.db.flush()


def open_questions(work: Work, *, since: datetime, limit: int = 500) -> list[OpenQuestion]:
    """Unsettled questions, newest first; those whose conversation was erased or sealed are not there any more."""
    rows = select(Gap).where(Gap.settled_at.is_(None), Gap.at >= since, ~_SEALED)
    return _readable(work, rows.order_by(Gap.at.desc()).limit(limit))


def drafted(work: Work, entry_id: str) -> list[OpenQuestion]:
    """The questions that an answer was drafted for, newest first, as far as they can still be read."""
    return _readable(
        work, select(Gap).where(Gap.draft == entry_id, ~_SEALED).order_by(Gap.at.desc()).limit(MOST_DRAFTED)
    )


def _readable(work: Work, rows: Select[Any]) -> list[OpenQuestion]:
    found = []
    for gap in work.db.scalars(rows):
        message = work.db.get(Message, gap.message_id)
        try:
            text = text_of(work, message) if message else ""
        except Erased:
            continue
        if text:
            found.append(OpenQuestion(gap, text))
    return found


def settle(work: Work, keys: list[tuple[str, str]], how: Settled, draft: str | None = None) -> int:
    """Takes gaps (message id and kind) off the list; how many there were."""
    count = 0
    for key in keys:
        gap = work.db.get(Gap, key)
        if gap is not None and gap.settled_at is None:
            gap.settled_at, gap.settled_as, gap.draft = work.clock(), how, draft
            count += 1
    work.db.flush()
    return count
