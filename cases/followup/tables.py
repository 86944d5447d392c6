"""Tables of the follow-ups, and of when and whether a caller may be written to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

import cases.casework.tables  # noqa: F401 - a follow-up refers to a person of the case
from cases.followup.words import Condition, FollowUpState, Safe, Way
from cases.tables import Table, Ticket, WordColumn, new_id


class FollowUp(Table):
    """One follow-up 回访 of a ticket."""

    __tablename__ = "followups"
    __table_args__ = (
        # What the level asks for is planned once, however many workers look.
        UniqueConstraint("ticket_id", "plan", "step"),
        Index("ix_followups_due", "state", "due_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    plan: Mapped[str | None] = mapped_column(String(10), comment="the level that asked for it; null: by hand")
    step: Mapped[str | None] = mapped_column(String(20), comment="such as 72h")
    way: Mapped[Way] = mapped_column(WordColumn(Way))
    state: Mapped[FollowUpState] = mapped_column(WordColumn(FollowUpState), default=FollowUpState.PLANNED)
    due_at: Mapped[datetime]
    agreed: Mapped[bool] = mapped_column(default=False, comment="this very time was agreed with the caller")
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("operators.id"))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("case_people.id"), comment="whom to call")
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    message_id: Mapped[str | None] = mapped_column(ForeignKey("messages.id"), comment="what was sent last")
    answered_at: Mapped[datetime | None]
    answer_id: Mapped[str | None] = mapped_column(ForeignKey("messages.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("operators.id"))
    condition: Mapped[Condition | None] = mapped_column(WordColumn(Condition))
    safe: Mapped[Safe | None] = mapped_column(WordColumn(Safe))
    note_sealed: Mapped[bytes | None] = mapped_column(comment="what to ask, what was agreed")
    result_sealed: Mapped[bytes | None]
    ticket: Mapped[Ticket] = relationship()


class ContactRule(Table):
    """Whether and when a caller may be written to; none: by day."""

    __tablename__ = "contact_rules"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    unsafe: Mapped[bool] = mapped_column(default=False, comment="somebody else may read it: never write first")
    from_hour: Mapped[int | None] = mapped_column(comment="agreed hours by the clock in China; null: by day")
    to_hour: Mapped[int | None]
    stopped_at: Mapped[datetime | None] = mapped_column(comment="the caller wants no follow-up: never again")
    version: Mapped[int] = mapped_column(default=1)


Index("ix_tickets_claimed_at", Ticket.claimed_at)
