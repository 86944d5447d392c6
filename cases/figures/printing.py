"""What is printed of a report, seen together with the months that a quarter's readers have already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cases.figures.grid import Counted, Line, prefixed
from cases.figures.hiding import FEW, FEWEST, Mark, hide
from cases.figures.period import Period

NOT_ADDED = frozenset({"flow:start", "flow:end", "flow:handled", "callers"})
"""Counts of a quarter that are not the sum of its months: what stands at a moment, and people."""


def marks_of(found: Counted, months: Mapping[Period, tuple[Counted, Mapping[str, Mark]]]) -> dict[str, Mark]:
    """The marks of each count; ``months``: their counts as they are now, and what was printed of them."""
    values, lines, before = dict(found.values), list(found.lines), dict[str, Mark]()
    for month, (now, marks) in months.items():
        part = _as_printed(now, marks)
        before |= {f"{month}/{name}": marks.get(name, 0) for name in part.values}
        part = prefixed(part, str(month))
        values |= part.values
        lines += part.lines
    lines += _sums(found, list(map(str, months)), values)
    made = hide(values, lines, before)
    return {name: made[name] for name in found.values}


def _as_printed(now: Counted, marks: Mapping[str, Mark]) -> Counted:
    """The counts that still are what was printed of them: others no longer add up to anything printed."""
    same = {name for name, value in now.values.items() if _still(marks.get(name, 0), value)}
    return Counted(
        {name: value for name, value in now.values.items() if name in same},
        lines=tuple(line for line in now.lines if same.issuperset((line.total, *line.parts))),
    )


def _still(mark: Mark, value: int) -> bool:
    if isinstance(mark, int):
        return mark == value
    return 0 < value < FEWEST if mark == FEW else value > 0


def _sums(found: Counted, months: Sequence[str], values: Mapping[str, int]) -> list[Line]:
    """Each count of the quarter as the sum of its months; not where a case has changed since."""
    lines = []
    for name, value in found.values.items():
        parts = tuple(part for month in months if (part := f"{month}/{name}") in values)
        if parts and name not in NOT_ADDED and value == sum(values[part] for part in parts):
            lines.append(Line(name, parts))
    return lines
