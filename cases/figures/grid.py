"""Counts laid out as tables, and the sums that tie them together: what an attacker would reckon with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Line:
    """The count called ``total`` is the sum of the others."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table by the ids of its rows and columns; without columns each row is one count."""

    id: str
    rows: tuple[str, ...]
    columns: tuple[str, ...] = ()
    whole: str = ""
    """The count that all of its cells add up to; empty when there is no such count."""

    def cell(self, row: str, column: str = "") -> str:
        """The name of one count, such as ``level:red`` or ``family_level:family|red``."""
        return f"{self.id}:{row}|{column}" if column else f"{self.id}:{row}"


@dataclass(frozen=True)
class Counted:
    """What one counter found; several are put together with ``+``."""

    values: Mapping[str, int] = field(default_factory=dict)
    grids: tuple[Grid, ...] = ()
    lines: tuple[Line, ...] = ()
    measures: Mapping[str, float] = field(default_factory=dict)
    """Seconds and shares; only of at least ``hiding.FEWEST`` cases."""

    def __add__(self, other: Counted) -> Counted:
        return Counted(
            {**self.values, **other.values},
            (*self.grids, *other.grids),
            (*self.lines, *other.lines),
            {**self.measures, **other.measures},
        )


def one_way(id: str, counts: Mapping[str, int], whole: str, *, order: Sequence[str] = ()) -> Counted:
    """Counts that add up to ``whole``; rows of ``order`` first, those that are only found after them."""
    rows = _ordered(counts, order)
    grid = Grid(id, rows, whole=whole)
    values = {grid.cell(row): counts.get(row, 0) for row in rows}
    return Counted({**values, whole: sum(values.values())}, (grid,), (Line(whole, tuple(values)),))


def two_way(
    id: str,
    counts: Mapping[tuple[str, str], int],
    rows_of: Grid,
    columns_of: Grid,
) -> Counted:
    """Counts by two things that are also counted each by itself, in ``rows_of`` and ``columns_of``."""
    grid = Grid(id, rows_of.rows, columns_of.rows, rows_of.whole)
    values = {grid.cell(r, c): counts.get((r, c), 0) for r in grid.rows for c in grid.columns}
    lines = [Line(rows_of.cell(r), tuple(grid.cell(r, c) for c in grid.columns)) for r in grid.rows]
    lines += [Line(columns_of.cell(c), tuple(grid.cell(r, c) for r in grid.rows)) for c in grid.columns]
    return Counted(values, (grid,), tuple(lines))


def nested(id: str, counts: Mapping[str, int], parents: Mapping[str, str], parent: Grid) -> Counted:
    """Counts of the parts that each row of ``parent`` is made of; ``parents`` says which part belongs where."""
    rows = tuple(sorted(row for row in counts if counts[row]))
    grid = Grid(id, rows, whole=parent.whole)
    lines = [
        Line(parent.cell(above), tuple(grid.cell(row) for row in rows if parents[row] == above))
        for above in parent.rows
    ]
    return Counted({grid.cell(row): counts[row] for row in rows}, (grid,), tuple(line for line in lines if line.parts))


def prefixed(counted: Counted, prefix: str) -> Counted:
    """The same counts under other names: those of another period beside our own."""

    def name(plain: str) -> str:
        return f"{prefix}/{plain}"

    return replace(
        counted,
        values={name(plain): value for plain, value in counted.values.items()},
        lines=tuple(Line(name(line.total), tuple(map(name, line.parts))) for line in counted.lines),
        grids=(),
    )


def _ordered(counts: Mapping[str, int], order: Sequence[str]) -> tuple[str, ...]:
    # By name, never by number: an order by size would tell what a hidden count lies between.
    others = sorted(row for row in counts if row not in order and counts[row])
    return (*order, *others)
