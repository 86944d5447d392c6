"""The hours of the week: the more came in, the larger and darker the square."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cases.figures.hiding import Mark
from console.charts.frame import ONE, Chart, hint, num, rect, size_of, text

_CELL, _LEFT, _TOP = 21.0, 46.0, 22.0
STEPS = 5
"""Sizes of a square: finer differences than these are not read off a picture."""


def hours(id: str, title: str, days: Sequence[str], mark: Callable[[int, int], Mark]) -> Chart:
    """``mark`` gives the count of a day (from 0) and an hour; small counts are the smallest square."""
    most = max([size_of(mark(day, hour)) for day in range(len(days)) for hour in range(24)] + [1])
    drawn = [text(_LEFT + (hour + 0.5) * _CELL, 14, f"{hour}", anchor="middle", soft=True) for hour in range(0, 24, 3)]
    busiest = (0.0, "")
    for day, name in enumerate(days):
        y = _TOP + day * _CELL
        drawn.append(text(_LEFT - 8, y + 15, name, anchor="end"))
        for hour in range(24):
            count = mark(day, hour)
            busiest = max(busiest, (size_of(count), f"{name} {hour} 时"))
            drawn.append(_square(_LEFT + hour * _CELL, y, count, most, f"{name} {hour}–{hour + 1} 时：{count}"))
    y = _TOP + len(days) * _CELL + 18
    drawn.append(text(_LEFT, y, "少", soft=True))
    for step in range(1, STEPS + 1):
        drawn.append(_square(_LEFT + 6 + step * _CELL, y - 15, int(most * step / STEPS) or 1, most, ""))
    drawn.append(text(_LEFT + 14 + (STEPS + 1) * _CELL, y, "多", soft=True))
    told = f"一周中来信最多的是{busiest[1]}。" if busiest[1] else "没有来信。"
    return Chart(id, title, told, _LEFT + 24 * _CELL + 6, y + 8, "".join(drawn))


def _square(x: float, y: float, mark: Mark, most: float, words: str) -> str:
    step = 0 if mark == 0 else 1 if isinstance(mark, str) else max(1, -(-mark * STEPS // int(max(1, most))))
    if step == 0:
        return f'<circle cx="{num(x + _CELL / 2)}" cy="{num(y + _CELL / 2)}" r="1" fill="#d5dde3" class="c-grid"/>'
    size = (_CELL - 3) * (0.35 + 0.65 * step / STEPS)
    paint = f'fill="{ONE.colour}" class="c-accent" opacity="{0.35 + 0.65 * step / STEPS:.2f}"'
    shown = hint(words) if words else ""
    return f"<g>{shown}{rect(x + (_CELL - size) / 2, y + (_CELL - size) / 2, size, size, paint)}</g>"
