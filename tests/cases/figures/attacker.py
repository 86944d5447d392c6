"""Somebody who has all printed figures and wants those that are not: by linear algebra, and by trying every number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cases.figures.grid import Line
from cases.figures.hiding import FEW, FEWEST, Mark

Domain = dict[str, tuple[int, int]]


def by_algebra(marks: Mapping[str, Mark], lines: Sequence[Line]) -> set[str]:
    """The unprinted counts that the sums alone determine."""
    unknown = [name for name, mark in marks.items() if isinstance(mark, str)]
    place = {name: number for number, name in enumerate(unknown)}
    rows = np.zeros((max(1, len(lines)), len(unknown)))
    for row, line in zip(rows, lines, strict=False):
        for name, sign in ((line.total, -1), *((part, 1) for part in line.parts)):
            if name in place:
                row[place[name]] += sign
    if not unknown:
        return set()
    _, sizes, base = np.linalg.svd(rows)
    free = base[int((sizes > 1e-9).sum()) :]
    return {name for name in unknown if not (np.abs(free[:, place[name]]) > 1e-9).any()}


def by_trying(marks: Mapping[str, Mark], lines: Sequence[Line], most: int) -> set[str]:
    """The unprinted counts for which no other number fits, whole numbers and limits taken into account."""
    start: Domain = {}
    for name, mark in marks.items():
        start[name] = (mark, mark) if isinstance(mark, int) else (1, FEWEST - 1) if mark == FEW else (1, most)
    found = set()
    for name, mark in marks.items():
        if isinstance(mark, str):
            low, high = start[name]
            fitting = [n for n in range(low, high + 1) if _solvable({**start, name: (n, n)}, lines)]
            if len(fitting) < 2:
                found.add(name)
    return found


def _solvable(domain: Domain, lines: Sequence[Line]) -> bool:
    narrowed = _narrow(domain, lines)
    if narrowed is None:
        return False
    wide = [name for name, (low, high) in narrowed.items() if low < high]
    if not wide:
        return True
    name = min(wide, key=lambda one: narrowed[one][1] - narrowed[one][0])
    low, high = narrowed[name]
    return any(_solvable({**narrowed, name: (n, n)}, lines) for n in range(low, high + 1))


def _narrow(domain: Domain, lines: Sequence[Line]) -> Domain | None:
    known = dict(domain)
    changed = True
    while changed:
        changed = False
        for line in lines:
            least, most = (sum(known[part][side] for part in line.parts) for side in (0, 1))
            limits = {line.total: (least, most)}
            low, high = known[line.total]
            for part in line.parts:
                limits[part] = (low - most + known[part][1], high - least + known[part][0])
            for name, (at_least, at_most) in limits.items():
                new = (max(known[name][0], at_least), min(known[name][1], at_most))
                if new[0] > new[1]:
                    return None
                if new != known[name]:
                    known[name], changed = new, True
    return known
