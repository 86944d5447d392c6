"""A report as it is looked at: numbers above, charts, and the table behind each chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cases.figures.families import UNKNOWN
from cases.figures.grid import Grid
from cases.figures.hiding import Mark
from cases.figures.made import Figures
from cases.figures.period import Period
from console.charts.bars import Row, bars, shares
from console.charts.frame import BLUE, LEVEL_TONES, RED, STEP_TONES, Chart
from console.charts.hours import hours
from console.charts.lines import lines
from console.figures.parts import Drawn, Part, parts_of
from console.figures.words import AXES, BEFORE, DAYS, name_of, period_name, short_name

Cell = str | int
LONGEST = 16
"""Bars of one chart, the longest first; the table has all."""


@dataclass(frozen=True)
class Sheet:
    """A table with its head."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Panel:
    """A chart, what to know about it, and its table."""

    part: Part
    chart: Chart
    sheet: Sheet


@dataclass(frozen=True)
class Compared:
    """A report with the period before and the same one of last year; None where there were no cases yet."""

    now: Figures
    before: Figures | None
    last_year: Figures | None

    def marks(self, name: str) -> tuple[Mark | None, ...]:
        """The count in all three."""
        return tuple(None if one is None else one.mark(name) for one in (self.now, self.before, self.last_year))

    @property
    def times(self) -> tuple[str, ...]:
        return "本期", BEFORE[self.now.period.span], "去年同期"


def panels(seen: Compared) -> list[Panel]:
    """All parts of the report that have anything to show."""
    found = []
    for part in parts_of(seen.now.period.span):
        grid = seen.now.grid(part.grid)
        if grid is not None and _telling(seen, grid):
            found.append(_panel(seen, part, grid))
    return found


def _telling(seen: Compared, grid: Grid) -> bool:
    """Whether there is anything to see: rows of which only "unknown" or "no" occurs say nothing."""
    rows = {row for row in grid.rows for column in grid.columns or ("",) if seen.now.mark(grid.cell(row, column))}
    return bool(rows if grid.columns else rows - {UNKNOWN, "no"})


def trend(points: Sequence[tuple[Period, Mark, Mark]]) -> Chart:
    """New cases and red ones among them, one point for each period."""
    times = [short_name(period) for period, _, _ in points]
    series = (("新收", BLUE, [total for _, total, _ in points]), ("红色", RED, [red for _, _, red in points]))
    first, last = points[0][0], points[-1][0]
    return lines("trend", f"走势：{period_name(first)}至{period_name(last)}", times, series)


_OPEN = frozenset({"area", "channel", "clock", "referral_kind", "topic"})
"""Kinds of rows without an order of their own: the most first."""


def _largest_first(figures: Figures, grid: Grid) -> Grid:
    """Rows by what is printed of them; those that are not printed come last, by name, so that nothing is told."""
    rows_of = AXES.get(grid.id, (grid.id,))[0]
    if rows_of not in _OPEN:
        return grid
    marks = {row: figures.mark(f"{rows_of}:{row}") for row in grid.rows}
    sizes = {row: mark if isinstance(mark, int) else -1 for row, mark in marks.items()}
    return replace(grid, rows=tuple(sorted(grid.rows, key=lambda row: (-sizes[row], row))))


def _panel(seen: Compared, part: Part, grid: Grid) -> Panel:
    grid = _largest_first(seen.now, grid)
    id = f"c-{grid.id.replace('_', '-')}"
    sheet = _by_two(seen.now, part, grid) if grid.columns else _by_one(seen, part, grid)
    return Panel(part, _chart(id, seen, part, grid), sheet)


def _chart(id: str, seen: Compared, part: Part, grid: Grid) -> Chart:
    figures = seen.now
    if part.drawn is Drawn.HOURS:
        return hours(id, part.title, DAYS, lambda day, hour: figures.mark(grid.cell(str(day), str(hour))))
    if part.drawn is Drawn.BARS:
        shown = [row for row in grid.rows if any(seen.marks(grid.cell(row))[:2])][:LONGEST]
        one = [_bar(seen, grid, row) for row in shown]
        if grid.id == "level":
            rows = [
                Row(r.label, tuple(r.total if row == level else 0 for level in grid.rows), r.total)
                for row, r in zip(shown, one, strict=True)
            ]
            return bars(id, part.title, rows, [("", tone) for tone in LEVEL_TONES])
        return bars(id, part.title, one)
    rows_of, columns_of = AXES[grid.id]
    if part.drawn is Drawn.SHARES:
        tones = [(name_of(rows_of, row), tone) for row, tone in zip(grid.rows, STEP_TONES, strict=True)]
        return shares(id, part.title, _turned(figures, grid, columns_of), tones)
    palette = (
        LEVEL_TONES
        if columns_of == "level"
        else STEP_TONES
        if len(grid.columns) > 2
        else (STEP_TONES[0], STEP_TONES[4])
    )
    tones = [(name_of(columns_of, column), tone) for column, tone in zip(grid.columns, palette, strict=True)]
    return bars(id, part.title, _stacked(figures, grid, rows_of), tones)


def _bar(seen: Compared, grid: Grid, row: str) -> Row:
    now, before, _ = seen.marks(grid.cell(row))
    return Row(name_of(grid.id, row), (now or 0,), now or 0, before)


def _stacked(figures: Figures, grid: Grid, rows_of: str) -> list[Row]:
    rows = []
    for row in grid.rows:
        total = figures.mark(f"{rows_of}:{row}")
        if total:
            parts = tuple(figures.mark(grid.cell(row, column)) for column in grid.columns)
            rows.append(Row(name_of(rows_of, row), parts, total))
    return rows


def _turned(figures: Figures, grid: Grid, columns_of: str) -> list[Row]:
    rows = []
    for column in grid.columns:
        total = figures.mark(f"{columns_of}:{column}")
        if total:
            parts = tuple(figures.mark(grid.cell(row, column)) for row in grid.rows)
            rows.append(Row(name_of(columns_of, column), parts, total))
    return rows


def _by_one(seen: Compared, part: Part, grid: Grid) -> Sheet:
    rows = [(name_of(grid.id, row), *map(_cell, seen.marks(grid.cell(row)))) for row in grid.rows]
    if grid.whole:
        rows.append(("合计", *map(_cell, seen.marks(grid.whole))))
    return Sheet(part.title, ("", *seen.times), tuple(rows))


def _by_two(figures: Figures, part: Part, grid: Grid) -> Sheet:
    rows_of, columns_of = AXES[grid.id]
    added = grid.id != "hours"
    rows = []
    for row in grid.rows:
        cells = [_cell(figures.mark(grid.cell(row, column))) for column in grid.columns]
        rows.append((name_of(rows_of, row), *cells, *([_cell(figures.mark(f"{rows_of}:{row}"))] if added else ())))
    if added:
        sums = [_cell(figures.mark(f"{columns_of}:{column}")) for column in grid.columns]
        rows.append(("合计", *sums, _cell(figures.mark(grid.whole))))
    head = ("", *(name_of(columns_of, column) for column in grid.columns), *(("合计",) if added else ()))
    return Sheet(part.title, head, tuple(rows))


def _cell(mark: Mark | None) -> Cell:
    return "—" if mark is None else mark
