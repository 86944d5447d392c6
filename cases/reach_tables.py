"""Tables of who may see what beyond the role: break-glass, second factors, the staff file."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.tables import Operator, Table, Ticket, new_id


class CaseGrant(Table):
    """One use of break-glass 紧急查阅: who opened which case, why, until when, and what a supervisor said of it."""

    __tablename__ = "case_grants"
    __table_args__ = (Index("ix_case_grants_reach", "ticket_id", "operator_id", "until"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"))
    at: Mapped[datetime]
    until: Mapped[datetime]
    reason_sealed: Mapped[bytes | None]
    reviewed_at: Mapped[datetime | None] = mapped_column(index=True)
    reviewed_by: Mapped[str | None] = mapped_column(ForeignKey("operators.id"))
    justified: Mapped[bool | None]
    review_sealed: Mapped[bytes | None]
    ticket: Mapped[Ticket] = relationship()
    operator: Mapped[Operator] = relationship(foreign_keys=operator_id)


class SecondFactor(Table):
    """The secret that a member of staff shares with the authenticator app (RFC 6238)."""

    __tablename__ = "second_factors"

    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"), primary_key=True)
    secret_wrapped: Mapped[bytes] = mapped_column(comment="sealed with the master key")
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None] = mapped_column(comment="null: shown, and no code of it was typed yet")
    last_step: Mapped[int] = mapped_column(default=0, comment="the newest half minute whose code was used")
    failures: Mapped[int] = mapped_column(default=0, comment="wrong codes in a row")
    failed_at: Mapped[datetime | None]


class RecoveryCode(Table):
    """A code on paper for the day the phone is lost; good once."""

    __tablename__ = "recovery_codes"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), comment="keyed hash")
    used_at: Mapped[datetime | None]


class StaffCheck(Table):
    """One look into the registers of offences against minors 从业查询 (未成年人保护法 第六十二条)."""

    __tablename__ = "staff_checks"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"), index=True)
    checked_on: Mapped[date]
    clear: Mapped[bool] = mapped_column(comment="false: a record was found")
    noted_by: Mapped[str] = mapped_column(ForeignKey("operators.id"))
    noted_at: Mapped[datetime]


class StaffReminder(Table):
    """That somebody's next check was announced, once for each due day and kind."""

    __tablename__ = "staff_reminders"
    __table_args__ = (UniqueConstraint("operator_id", "due_on", "overdue"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"))
    due_on: Mapped[date]
    overdue: Mapped[bool]
    at: Mapped[datetime]
