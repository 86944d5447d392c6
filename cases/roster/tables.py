"""Tables of the roster: shifts, skills, who is there, and how cases change hands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cases.roster.words import HandoverKind, HandoverState, Presence, ShiftKind
from cases.tables import Table, WordColumn, new_id


class Shift(Table):
    """Somebody is on duty from one moment to another."""

    __tablename__ = "shifts"
    __table_args__ = (Index("ix_shifts_time", "starts_at", "ends_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"), index=True)
    kind: Mapped[ShiftKind] = mapped_column(WordColumn(ShiftKind))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class Seat(Table):
    """A person's place at the desk: what they chose, when a page of theirs last asked, how much they can carry."""

    __tablename__ = "seats"

    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"), primary_key=True)
    presence: Mapped[Presence] = mapped_column(WordColumn(Presence))
    seen_at: Mapped[datetime | None] = mapped_column(comment="null: signed out")
    capacity: Mapped[int] = mapped_column(comment="open chats at once")


class StaffSkill(Table):
    """A skill of data/desk/skills.yml that somebody has."""

    __tablename__ = "staff_skills"

    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"), primary_key=True)
    skill: Mapped[str] = mapped_column(String(40), primary_key=True)


class TicketWish(Table):
    """A skill that the child asked for, such as a woman to talk to."""

    __tablename__ = "ticket_wishes"

    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    skill: Mapped[str] = mapped_column(String(40), primary_key=True)


class Deputy(Table):
    """The second person responsible 第二责任人 for a ticket."""

    __tablename__ = "ticket_deputies"

    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"), index=True)
    since: Mapped[datetime]


class CaseLook(Table):
    """Somebody has the case open; a row that was not renewed lately means nothing."""

    __tablename__ = "case_looks"

    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"), primary_key=True)
    since: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    typing_at: Mapped[datetime | None]


class Handover(Table):
    """A case offered to somebody, or taken from somebody; at most one is open per ticket."""

    __tablename__ = "handovers"
    __table_args__ = (Index("ix_handovers_open", "state", "expires_at"), Index("ix_handovers_answered", "answered_at"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    kind: Mapped[HandoverKind] = mapped_column(WordColumn(HandoverKind))
    state: Mapped[HandoverState] = mapped_column(WordColumn(HandoverState))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("operators.id"), comment="null: the roster")
    from_id: Mapped[str | None] = mapped_column(ForeignKey("operators.id"), comment="the owner until then")
    to_id: Mapped[str | None] = mapped_column(ForeignKey("operators.id"), comment="null: back to the queue")
    offered_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    giver_told_at: Mapped[datetime | None] = mapped_column(comment="who gave it has read what became of it")
    taker_told_at: Mapped[datetime | None] = mapped_column(comment="who got it has read that it is theirs")
    note_sealed: Mapped[bytes | None] = mapped_column(comment="JSON: risk, promised, next")


class CaseTalk(Table):
    """What colleagues say to each other about a case; the caller never sees it."""

    __tablename__ = "case_talk"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"))
    at: Mapped[datetime]
    body_sealed: Mapped[bytes | None]
