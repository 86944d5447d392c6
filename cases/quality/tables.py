"""Tables of the quality reviews."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cases.quality.words import Cause, Fate, Verdict
from cases.tables import Table, WordColumn, new_id
from humiao.vocabulary import RiskLevel


class QualityReview(Table):
    """How a case was worked, by the rubric; the owner may read it."""

    __tablename__ = "quality_reviews"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    reviewer_id: Mapped[str] = mapped_column(ForeignKey("operators.id"))
    at: Mapped[datetime]
    scores: Mapped[dict[str, int]] = mapped_column(JSON(), comment="points by item of the rubric; absent: not seen")
    remark_sealed: Mapped[bytes | None]


class SampleItem(Table):
    """A conversation without a red message, drawn to be read: were the quiet ones really quiet?"""

    __tablename__ = "quality_samples"
    __table_args__ = (UniqueConstraint("week", "conversation_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    week: Mapped[str] = mapped_column(String(8), comment="such as 2026-W47")
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    level: Mapped[RiskLevel] = mapped_column(comment="the highest that a message of that week was given")
    drawn_at: Mapped[datetime]
    verdict: Mapped[Verdict | None] = mapped_column(WordColumn(Verdict))
    should: Mapped[RiskLevel | None]
    judged_at: Mapped[datetime | None]
    judged_by: Mapped[str | None] = mapped_column(ForeignKey("operators.id"))


class Correction(Table):
    """A message whose level a human changed: a lesson for the assistant, once it is masked and approved."""

    __tablename__ = "quality_corrections"

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    given: Mapped[RiskLevel]
    should: Mapped[RiskLevel]
    topic: Mapped[str | None] = mapped_column(String(40), comment="what it is about, as whoever approved it says")
    cause: Mapped[Cause] = mapped_column(WordColumn(Cause))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(ForeignKey("operators.id"))
    text_sealed: Mapped[bytes | None] = mapped_column(comment="the sentence as it was approved, without names")
    fate: Mapped[Fate | None] = mapped_column(WordColumn(Fate))
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("operators.id"))
