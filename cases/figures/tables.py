"""The reports that were made: aggregates only, with small numbers already taken out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from cases.tables import Table


class MadeReport(Table):
    """What was printed for a period, once and for all: figures that change afterwards would give others away."""

    __tablename__ = "made_reports"

    period: Mapped[str] = mapped_column(String(10), primary_key=True, comment="such as 2026-W47, 2026-11, 2026-Q4")
    span: Mapped[str] = mapped_column(String(10))
    made_at: Mapped[datetime]
    figures: Mapped[dict[str, Any]]


class ReportRead(Table):
    """Who has opened a made report: until then it is new to that person."""

    __tablename__ = "report_reads"

    period: Mapped[str] = mapped_column(ForeignKey("made_reports.period"), primary_key=True)
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"), primary_key=True)
    at: Mapped[datetime]
