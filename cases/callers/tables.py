"""Tables about callers: the profile, marks in common, merges, flags, contacts that are no case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cases.callers.words import AgeBand, FlagKind, Gender, MarkKind, NonData
from cases.tables import Table, WordColumn, new_id
from humiao.message import Channel
from humiao.vocabulary import Sender


class CallerProfile(Table):
    """Who the case is about; area, age band, gender and relation are counted, so they stay readable like a topic."""

    __tablename__ = "caller_profiles"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    area: Mapped[str] = mapped_column(String(6), default="", comment="code of the county, GB/T 2260; empty: unknown")
    age_band: Mapped[AgeBand | None] = mapped_column(WordColumn(AgeBand))
    gender: Mapped[Gender | None] = mapped_column(WordColumn(Gender))
    relation: Mapped[Sender | None] = mapped_column(WordColumn(Sender), comment="who calls")
    words_sealed: Mapped[bytes | None] = mapped_column(comment="JSON: name, age, phone, place, wish, warnings")
    changed_at: Mapped[datetime]
    changed_by: Mapped[str | None] = mapped_column(ForeignKey("operators.id"))


class CallerMark(Table):
    """A keyed hash of something that two callers may have in common; removed by an erasure."""

    __tablename__ = "caller_marks"
    __table_args__ = (Index("ix_caller_marks_mark", "mark", "at"), {"info": {"erased": "removed"}})

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    kind: Mapped[MarkKind] = mapped_column(WordColumn(MarkKind), primary_key=True)
    mark: Mapped[str] = mapped_column(String(16), primary_key=True)
    at: Mapped[datetime] = mapped_column(comment="when the ticket was opened")


class CallerMerge(Table):
    """Two tickets of one caller joined by a person; a row that says so and nothing that was moved."""

    __tablename__ = "caller_merges"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True, comment="the one that goes on")
    merged_ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id"), index=True)
    merged_contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id"), index=True)
    at: Mapped[datetime]
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"))
    reason_sealed: Mapped[bytes | None]
    before: Mapped[dict[str, Any]] = mapped_column(comment="states and ids that an undoing puts back, never words")
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(ForeignKey("operators.id"))


class ContactFlag(Table):
    """What colleagues should know of a caller until a day; it ends by itself."""

    __tablename__ = "contact_flags"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    kind: Mapped[FlagKind] = mapped_column(WordColumn(FlagKind))
    at: Mapped[datetime]
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"))
    until: Mapped[datetime]
    reason_sealed: Mapped[bytes | None]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None] = mapped_column(ForeignKey("operators.id"))


class NonDataContact(Table):
    """A contact that opened no case: counted, and taken back when it was counted by mistake."""

    __tablename__ = "non_data_contacts"
    __table_args__ = (Index("ix_non_data_contacts_at", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    channel: Mapped[Channel]
    kind: Mapped[NonData] = mapped_column(WordColumn(NonData))
    at: Mapped[datetime]
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"))
    conversation_id: Mapped[str | None] = mapped_column(
        ForeignKey("conversations.id"), index=True, comment="of the caller's number, or for the note"
    )
    note_sealed: Mapped[bytes | None]
    undone_at: Mapped[datetime | None]
