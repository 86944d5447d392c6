"""Small numbers taken out of a report, and as many others as it takes that none can be reckoned back.

A count of 1 to 4 is printed as ``<5``. What remains could still give it away: a sum less its other
parts, a sum of several small ones at its limit, a quarter less its months. So for every count that
is not printed we look for a second set of figures (cases.figures.doubt) that prints the same and
has another number there. What such a set changes beside the small counts is hidden too (``*``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cases.figures.doubt import Doubt
from cases.figures.grid import Line

FEWEST = 5
"""The smallest count that is printed; the usual threshold of published health and social statistics."""
FEW = "<5"
HIDDEN = "*"

Mark = int | str
"""What is printed for a count: its number, ``FEW`` or ``HIDDEN``."""


def hide(
    values: Mapping[str, int], lines: Sequence[Line], printed: Mapping[str, Mark] | None = None
) -> dict[str, Mark]:
    """What to print for each count; ``printed`` are those of ``values`` that were printed before, as they were.

    Where no second set is found, all that hangs together with the count is hidden. Raises ValueError
    when the counts do not add up.
    """
    _check(values, lines)
    before = printed or {}
    marks: dict[str, Mark] = {n: before.get(n, FEW if 0 < v < FEWEST else v) for n, v in values.items()}
    safe: set[str] = set()
    for name, mark in list(marks.items()):
        if isinstance(mark, str) and name not in safe:
            second = _doubt(values, lines, marks, before).about(name)
            for other, step in (_around(name, lines) if second is None else second).items():
                if values[other] and other not in before and not _covers(marks[other], values[other] + step):
                    marks[other] = HIDDEN
                safe.add(other)  # more hidden later leaves this second set as good as it is
    return marks


def _covers(mark: Mark, value: int) -> bool:
    """Whether this is printed for such a count: nothing is known of a hidden one but that it is not zero."""
    if isinstance(mark, int):
        return mark == value
    return 0 < value < FEWEST if mark == FEW else value > 0


def _doubt(
    values: Mapping[str, int], lines: Sequence[Line], marks: Mapping[str, Mark], before: Mapping[str, Mark]
) -> Doubt:
    totals = {line.total for line in lines}
    prices: dict[str, list[tuple[int | None, float]]] = {}
    for name, mark in marks.items():
        # The larger the count, the more is lost by hiding it; a sum is what people look at first.
        hiding = (None, 4.0 + 0.1 * values[name] ** 0.5 + 8.0 * (name in totals))
        if mark == HIDDEN:
            prices[name] = [(None, 0.0)]
        elif mark == FEW:
            prices[name] = [(FEWEST - 1, 0.0)] if name in before else [(FEWEST - 1, 0.0), hiding]
        elif values[name] and name not in before:
            prices[name] = [hiding]
    return Doubt(values, lines, prices)


def _around(name: str, lines: Iterable[Line]) -> dict[str, int]:
    """All counts that are tied to this one by sums, however far, as if each were another one."""
    reached, before = {name}, set[str]()
    while reached != before:
        before = set(reached)
        for line in lines:
            if before & {line.total, *line.parts}:
                reached |= {line.total, *line.parts}
    return dict.fromkeys(reached, FEWEST)


def _check(values: Mapping[str, int], lines: Iterable[Line]) -> None:
    for line in lines:
        if values[line.total] != sum(values[part] for part in line.parts):
            raise ValueError(f"{line.total} is not the sum of its parts")
