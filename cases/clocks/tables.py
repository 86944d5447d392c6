"""The table of the clocks: each time one ran, and who heard that it ran out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cases.tables import Table, new_id


class ClockRun(Table):
    """One run of a clock on a ticket; it is never deleted, so a breach stays on record."""

    __tablename__ = "clock_runs"
    __table_args__ = (
        # Two workers that see the same change write it once.
        UniqueConstraint("ticket_id", "clock", "subject", "started_at"),
        Index("ix_clock_runs_next", "stopped_at", "next_at"),
        Index("ix_clock_runs_breached", "breached_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    clock: Mapped[str] = mapped_column(String(40), comment="its id in data/desk/clocks.yml")
    subject: Mapped[str] = mapped_column(String(36), default="", comment="what else it is about: a follow-up's id")
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    next_at: Mapped[datetime | None] = mapped_column(comment="when there is something to do; null: nothing more")
    stopped_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    told: Mapped[list[dict[str, Any]]] = mapped_column(default=list, comment="step, role, who (ids), when, how often")
