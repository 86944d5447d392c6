"""The tables of the knowledge: entries, every revision of each, marks of changed law, numbers.

Nothing here was written by a caller. A column says nothing about a case.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Date, ForeignKey, Index, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from humiao.moment import Moment
from humiao.vocabulary import Word


class State(Word):
    """Where a revision stands. Which approved one is served follows from the dates: knowledge/desk/served.py."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    """The reviewer sent it back, with a reason; the next save is a draft again."""
    APPROVED = "approved"


class Origin(Word):
    """Where a revision's text came from."""

    SHIPPED = "shipped"
    """With the program: a newer program may replace it, as long as nobody at the desk has edited it."""
    DESK = "desk"
    IMPORTED = "imported"


class KnowledgeTable(DeclarativeBase):
    """Base of every table of the knowledge."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment(),
        date: Date(),
        dict[str, Any]: JSON(),
        dict[str, str]: JSON(),
    }


class EntryRow(KnowledgeTable):
    """An entry: its name for good, and whether it was retired."""

    __tablename__ = "knowledge_entries"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    latest: Mapped[int] = mapped_column(comment="number of the newest revision; a save must know it")
    retired_on: Mapped[date | None] = mapped_column(comment="first day on which it is not served any more")
    retired_why: Mapped[str | None] = mapped_column(String(400))


class RevisionRow(KnowledgeTable):
    """One version of an entry's text; never changed after it was saved, only judged."""

    __tablename__ = "knowledge_revisions"
    __table_args__ = (Index("ix_knowledge_revisions_state", "state", "publish_on"),)

    entry_id: Mapped[str] = mapped_column(ForeignKey("knowledge_entries.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    parent: Mapped[int] = mapped_column(comment="the revision that was open when this was written; 0: none")
    state: Mapped[str] = mapped_column(String(40))
    origin: Mapped[str] = mapped_column(String(40))
    content: Mapped[dict[str, Any]] = mapped_column(comment="the entry's fields as in its YAML file")
    content_hash: Mapped[str] = mapped_column(String(64))
    author: Mapped[str] = mapped_column(String(80), comment="operator id; empty for shipped text")
    author_name: Mapped[str] = mapped_column(String(80))
    saved_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(String(400), comment="what the author says about the change")
    reviewer: Mapped[str | None] = mapped_column(String(80))
    reviewer_name: Mapped[str | None] = mapped_column(String(80))
    reviewed_at: Mapped[datetime | None]
    review_note: Mapped[str | None] = mapped_column(String(400))
    publish_on: Mapped[date | None] = mapped_column(comment="first day on which it is served, once approved")
    cited: Mapped[dict[str, str]] = mapped_column(comment="fingerprints of the cited articles as the reviewer saw them")


class MarkRow(KnowledgeTable):
    """A cited article that reads otherwise than when the answer was approved."""

    __tablename__ = "knowledge_marks"

    entry_id: Mapped[str] = mapped_column(ForeignKey("knowledge_entries.id"), primary_key=True)
    citation: Mapped[str] = mapped_column(String(200), primary_key=True)
    seen_on: Mapped[date] = mapped_column(comment="past a grace period from here the entry is not served")


class VersionRow(KnowledgeTable):
    """One row that counts every change of what is served, so that each process notices it."""

    __tablename__ = "knowledge_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]


class NumberRow(KnowledgeTable):
    """An agency or number of the directory, with the day until which somebody vouches for it."""

    __tablename__ = "knowledge_numbers"
    __table_args__ = (UniqueConstraint("number", "area", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(300), comment="what to call it for")
    duty: Mapped[str] = mapped_column(String(80), comment="kind of agency, such as 公安 or 民政; empty: a hotline")
    hours: Mapped[str] = mapped_column(String(200))
    area: Mapped[str] = mapped_column(String(12), comment="area code of 6 to 12 digits; empty: the whole country")
    verified_at: Mapped[date]
    verified_from: Mapped[str] = mapped_column(String(300))
    expires_at: Mapped[date]
    origin: Mapped[str] = mapped_column(String(40))
