"""Reports as they are read: as they stand now for the inside, or printed once and for all without small numbers.

What was printed for a period is kept and never counted again: figures of one day, less those of the
next, would give a single case away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from cases import audit
from cases.errors import NotAllowed
from cases.figures.grid import Counted, Grid
from cases.figures.hiding import Mark
from cases.figures.period import Period, Span
from cases.figures.printing import marks_of
from cases.figures.report import gather
from cases.figures.tables import MadeReport, ReportRead
from cases.store import Store, Work
from cases.tables import Operator, Ticket
from humiao.clock import local


@dataclass(frozen=True)
class Figures:
    """A report's counts by name, each as it may be shown; ``made_at`` is None for what stands only now."""

    period: Period
    grids: tuple[Grid, ...]
    marks: Mapping[str, Mark]
    measures: Mapping[str, float]
    made_at: datetime | None

    @property
    def exact(self) -> bool:
        """Nothing was taken out: for the inside only."""
        return self.made_at is None

    def grid(self, id: str) -> Grid | None:
        return next((grid for grid in self.grids if grid.id == id), None)

    def mark(self, name: str) -> Mark:
        """What to show for the count; 0 for one that did not occur."""
        return self.marks.get(name, 0)


def live(work: Work, period: Period) -> Figures:
    """Everything as it stands now, small numbers and all."""
    found = gather(work, period)
    return Figures(period, found.grids, found.values, found.measures, None)


def printed(store: Store, period: Period) -> Figures:
    """The report of a period that is over, made now if it was not made before.

    Counting takes its time and is done while nobody waits for the store. Raises NotAllowed while the
    period still runs.
    """
    if not period.ended(local(store.clock()).date()):
        raise NotAllowed("the period is not over")
    with store.session(reading=True) as work:
        made = work.db.get(MadeReport, str(period))
        months = [month for month in period.months if has_cases(work, month)]
    if made is not None:
        return _read(made)
    before = {month: printed(store, month).marks for month in months}
    with store.session(reading=True) as work:
        found = gather(work, period)
        marks = marks_of(found, {month: (gather(work, month), marks) for month, marks in before.items()})
    return _keep(store, period, found, marks)


def make_due(store: Store) -> list[Period]:
    """Makes the reports of the last week, month and quarter where they are not made yet."""
    today = local(store.clock()).date()
    last = [Period.of(today, span).previous for span in Span]
    with store.session(reading=True) as work:
        missing = [p for p in last if work.db.get(MadeReport, str(p)) is None and has_cases(work, p)]
    for period in missing:
        printed(store, period)
    return missing


def has_cases(work: Work, period: Period) -> bool:
    """Whether there were cases at all before its end: earlier reports would be empty pages."""
    first = first_day(work)
    return first is not None and first < period.end


def first_day(work: Work) -> date | None:
    """The day of the first case; None before it."""
    first = work.db.scalar(select(func.min(Ticket.opened_at)))
    return local(first).date() if first else None


def all_made(work: Work, operator: Operator) -> list[tuple[Period, datetime, bool]]:
    """Every made report, the latest first, and whether it is new to this person."""
    read = set(work.db.scalars(select(ReportRead.period).where(ReportRead.operator_id == operator.id)))
    rows = work.db.execute(select(MadeReport.period, MadeReport.made_at))
    found = [(Period.parse(period), made_at, period not in read) for period, made_at in rows]
    return sorted(found, key=lambda row: (row[0].end, row[0].first), reverse=True)


def note_read(work: Work, period: Period, operator: Operator) -> None:
    """The report is no longer new to this person."""
    if work.db.get(ReportRead, (str(period), operator.id)) is None:
        work.db.add(ReportRead(period=str(period), operator_id=operator.id, at=work.clock()))


def _keep(store: Store, period: Period, found: Counted, marks: Mapping[str, Mark]) -> Figures:
    grids = [{"id": g.id, "rows": list(g.rows), "columns": list(g.columns), "whole": g.whole} for g in found.grids]
    figures = {"grids": grids, "marks": dict(marks), "measures": dict(found.measures)}
    with store.session() as work:
        audit.hold_ledger(work)
        made = work.db.get(MadeReport, str(period))
        if made is None:  # else another worker was first, and what it printed stands
            made = MadeReport(period=str(period), span=str(period.span), made_at=work.clock(), figures=figures)
            work.db.add(made)
            audit.append(work, "system", "figures:made", f"report/{period}", {"counts": len(marks)})
            work.commit()
        return _read(made)


def _read(made: MadeReport) -> Figures:
    kept: dict[str, Any] = made.figures
    grids = tuple(Grid(g["id"], tuple(g["rows"]), tuple(g["columns"]), g["whole"]) for g in kept["grids"])
    return Figures(Period.parse(made.period), grids, kept["marks"], kept["measures"], made.made_at)
