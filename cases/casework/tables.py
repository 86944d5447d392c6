"""Tables of the work on a case; each has a ticket, so that an erasure empties its sealed columns."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cases.casework.words import AttentionLevel, HelpList, SheetKind, Side, VisitKind
from cases.tables import Table, WordColumn, new_id


class Sheet(Table):
    """One version of a form; earlier versions stay."""

    __tablename__ = "case_sheets"
    __table_args__ = (UniqueConstraint("ticket_id", "kind", "version"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    kind: Mapped[SheetKind] = mapped_column(WordColumn(SheetKind))
    version: Mapped[int]
    at: Mapped[datetime]
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"))
    mark: Mapped[str | None] = mapped_column(String(40), comment="a code such as the grade of bullying, never words")
    body_sealed: Mapped[bytes | None] = mapped_column(comment="JSON: field to text")


class HelpItem(Table):
    """One thing to do for the child: of the service plan, or of the relief list."""

    __tablename__ = "help_items"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    list: Mapped[HelpList] = mapped_column(WordColumn(HelpList))
    category: Mapped[str] = mapped_column(String(40))
    what_sealed: Mapped[bytes | None]
    who_sealed: Mapped[bytes | None] = mapped_column(comment="the person or unit that does it")
    yuan: Mapped[int | None]
    due_on: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(ForeignKey("operators.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("operators.id"))
    dropped: Mapped[bool] = mapped_column(default=False, comment="ended without having been done")
    result_sealed: Mapped[bytes | None]


class Visit(Table):
    """A visit 走访, planned or made."""

    __tablename__ = "visits"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    kind: Mapped[VisitKind] = mapped_column(WordColumn(VisitKind))
    planned_on: Mapped[date]
    plan_sealed: Mapped[bytes | None] = mapped_column(comment="who goes and what for")
    created_by: Mapped[str] = mapped_column(ForeignKey("operators.id"))
    made_on: Mapped[date | None]
    report_sealed: Mapped[bytes | None] = mapped_column(comment="JSON: who went, whom seen, findings, next")
    reported_by: Mapped[str | None] = mapped_column(ForeignKey("operators.id"))
    cancelled_at: Mapped[datetime | None]


class Person(Table):
    """Somebody at home, at school or elsewhere; an unsafe one is never contacted."""

    __tablename__ = "case_people"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    side: Mapped[Side] = mapped_column(WordColumn(Side))
    unsafe: Mapped[bool]
    person_sealed: Mapped[bytes | None] = mapped_column(comment="JSON: name, relation, phone, note")
    at: Mapped[datetime]
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"))
    removed_at: Mapped[datetime | None]


class Attention(Table):
    """关注等级 of a case, for visits; never read where urgency is decided."""

    __tablename__ = "case_attention"

    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    level: Mapped[AttentionLevel] = mapped_column(WordColumn(AttentionLevel))
    leader_sealed: Mapped[bytes | None] = mapped_column(comment="the named leader; red needs one")
    since: Mapped[date]
    version: Mapped[int]
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"))


class CaseFile(Table):
    """A file that staff put into a case, encrypted."""

    __tablename__ = "case_files"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"))
    at: Mapped[datetime]
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(comment="bytes before encryption")
    traces: Mapped[bool] = mapped_column(comment="a photo with EXIF: it may tell where and when it was taken")
    name_sealed: Mapped[bytes | None]
    note_sealed: Mapped[bytes | None]
    content_sealed: Mapped[bytes | None]
