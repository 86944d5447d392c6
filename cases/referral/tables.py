"""The tables of handing on; what a person said, names and receipts are in sealed columns only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.referral.words import Basis, CallOutcome, FlagKind, Organ, ReferralState, SubTaskState, Told, Way
from cases.tables import Table, Ticket, WordColumn, new_id

_BY = "operators.id"
_CASE = "tickets.id"


class Referral(Table):
    """A case, or a part of it, handed on to an agency."""

    __tablename__ = "referrals"
    __table_args__ = (Index("ix_referrals_due", "state", "due_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(30), unique=True, comment="readable, such as HM261121-0007-Z1")
    ticket_id: Mapped[str] = mapped_column(ForeignKey(_CASE), index=True)
    kind: Mapped[str] = mapped_column(String(40), comment="of agency, data/desk/agencies.yml")
    state: Mapped[ReferralState] = mapped_column(WordColumn(ReferralState), default=ReferralState.DRAFT)
    basis: Mapped[Basis] = mapped_column(WordColumn(Basis))
    fields: Mapped[list[str]] = mapped_column(comment="ids of what is passed on")
    green: Mapped[bool] = mapped_column(default=False, comment="by the green channel")
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(ForeignKey(_BY))
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[str | None] = mapped_column(ForeignKey(_BY))
    changed_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(comment="when the next word of the agency is owed")
    reminders: Mapped[int] = mapped_column(default=0, comment="in the present state")
    content_sealed: Mapped[bytes | None] = mapped_column(comment="JSON: agency, what is sent and asked, consent")
    ticket: Mapped[Ticket] = relationship()


class ReferralEvent(Table):
    """Something that happened with a referral: a move, an opening of its link, a wrong code, a reminder."""

    __tablename__ = "referral_events"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id"), index=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey(_CASE))
    at: Mapped[datetime]
    operator_id: Mapped[str | None] = mapped_column(ForeignKey(_BY), comment="null: the agency, or the clock")
    what: Mapped[str] = mapped_column(String(40))
    words_sealed: Mapped[bytes | None]
    origin: Mapped[str | None] = mapped_column(String(64), comment="address of who opened the link, hashed")


class ReferralLink(Table):
    """The link by which an agency answers; token and code follow from the seed and the master key."""

    __tablename__ = "referral_links"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id"), index=True)
    seed: Mapped[str] = mapped_column(String(64), comment="random; says nothing without the master key")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    wrong_codes: Mapped[int] = mapped_column(default=0)


class Disclosure(Table):
    """One line of the sharing log: what went to whom, on which basis, and whether the child knows."""

    __tablename__ = "disclosures"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey(_CASE), index=True)
    at: Mapped[datetime]
    operator_id: Mapped[str] = mapped_column(ForeignKey(_BY))
    source: Mapped[str] = mapped_column(String(80), comment="such as referral/<id>")
    fields: Mapped[list[str]]
    basis: Mapped[Basis] = mapped_column(WordColumn(Basis))
    told: Mapped[Told] = mapped_column(WordColumn(Told))
    told_at: Mapped[datetime | None]
    words_sealed: Mapped[bytes | None] = mapped_column(comment="JSON: to, what, why the child does not know")


class PoliceCall(Table):
    """A call to 110 for a child, step by step."""

    __tablename__ = "police_calls"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey(_CASE), index=True)
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(ForeignKey(_BY))
    called_at: Mapped[datetime | None]
    three_way: Mapped[bool] = mapped_column(default=False, comment="the child was on the line too")
    arrived_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[CallOutcome | None] = mapped_column(WordColumn(CallOutcome))
    script_sealed: Mapped[bytes | None]
    record_sealed: Mapped[bytes | None] = mapped_column(comment="JSON: officer, receipt, result")


class PoliceLine(Table):
    """What was said in a call to the police, or seen, at which moment."""

    __tablename__ = "police_lines"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    call_id: Mapped[str] = mapped_column(ForeignKey("police_calls.id"), index=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey(_CASE))
    at: Mapped[datetime]
    operator_id: Mapped[str] = mapped_column(ForeignKey(_BY))
    text_sealed: Mapped[bytes | None]


class SubTask(Table):
    """One unit's share of a case 一门受理、分工负责."""

    __tablename__ = "subtasks"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey(_CASE), index=True)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(ForeignKey(_BY))
    owner_id: Mapped[str] = mapped_column(ForeignKey(_BY), comment="who at the desk sees to it")
    due_at: Mapped[datetime | None]
    state: Mapped[SubTaskState] = mapped_column(WordColumn(SubTaskState), default=SubTaskState.OPEN)
    changed_at: Mapped[datetime]
    content_sealed: Mapped[bytes | None] = mapped_column(comment="JSON: unit, what")
    result_sealed: Mapped[bytes | None]


class MandatoryReport(Table):
    """A mandatory report 强制报告 to one organ (未成年人保护法 第十一条)."""

    __tablename__ = "mandatory_reports"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey(_CASE), index=True)
    operator_id: Mapped[str] = mapped_column(ForeignKey(_BY))
    organ: Mapped[Organ] = mapped_column(WordColumn(Organ))
    way: Mapped[Way] = mapped_column(WordColumn(Way))
    situations: Mapped[list[str]] = mapped_column(comment="ids, data/desk/report_situations.yml")
    reported_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None] = mapped_column(comment="the result told to who brought it to us")
    content_sealed: Mapped[bytes | None] = mapped_column(comment="JSON: office, receiver, receipt, content, informed")
    answer_sealed: Mapped[bytes | None]
    told_sealed: Mapped[bytes | None]


class ReportFlag(Table):
    """What a supervisor must see: we were kept from reporting, or somebody decided not to report."""

    __tablename__ = "report_flags"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey(_CASE), index=True)
    kind: Mapped[FlagKind] = mapped_column(WordColumn(FlagKind))
    at: Mapped[datetime]
    operator_id: Mapped[str] = mapped_column(ForeignKey(_BY))
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[str | None] = mapped_column(ForeignKey(_BY))
    words_sealed: Mapped[bytes | None]
