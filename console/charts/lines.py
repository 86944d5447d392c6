"""Lines over time: a few series of the last periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases.figures.hiding import Mark
from console.charts.frame import Chart, Tone, hint, line, nice, num, size_of, text, wide

WIDTH, HEIGHT = 1_150, 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 84.0, 16.0, 30.0
_DASHES = ("", "7 4", "2 4")


def lines(id: str, title: str, times: Sequence[str], series: Sequence[tuple[str, Tone, Sequence[Mark]]]) -> Chart:
    """A point for each time; a count that is not printed is a hollow point on the ground and breaks the line."""
    most = nice(max([size_of(mark) for _, _, marks in series for mark in marks] + [1]))
    width, height = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
    xs = [_LEFT + width * (place + 0.5) / max(1, len(times)) for place in range(len(times))]
    drawn = []
    for share in (0, 0.5, 1):
        y = _TOP + height * (1 - share)
        drawn.append(line(_LEFT, y, WIDTH - _RIGHT, y))
        drawn.append(text(_LEFT - 6, y + 4, f"{most * share:g}", anchor="end", soft=True))
    step = 1 + int(max([wide(words) for words in times] + [1]) * len(times) * 1.15 // width)
    shown = list(zip(xs, times, strict=True))[::-step]
    drawn += [text(x, HEIGHT - 8, words, anchor="middle", soft=True) for x, words in shown]
    for number, (name, tone, marks) in enumerate(series):
        ys = [_TOP + height * (1 - mark / most) if isinstance(mark, int) else None for mark in marks]
        places = list(zip(xs, ys, marks, strict=True))
        drawn.append(_Series(name, tone, _DASHES[number % 3], number % 2 == 1, places).drawn(_TOP + height))
    told = "；".join(f"{name} " + "、".join(map(str, marks)) for name, _, marks in series)
    return Chart(id, title, f"{'、'.join(times)}：{told}", WIDTH, HEIGHT, "".join(drawn))


@dataclass(frozen=True)
class _Series:
    """A line with its look: ``places`` are x, y (None: not printed) and what is printed."""

    name: str
    tone: Tone
    dash: str
    square: bool
    places: Sequence[tuple[float, float | None, Mark]]

    def drawn(self, ground: float) -> str:
        stroke = f'stroke="{self.tone.colour}" class="l-{self.tone.name}" stroke-width="2.2" fill="none"'
        dashed = f' stroke-dasharray="{self.dash}"' if self.dash else ""
        points = "".join(self._point(*place, ground) for place in self.places)
        return f'<path d="{self._path()}" {stroke}{dashed}/>{points}{self._label()}'

    def _path(self) -> str:
        path, pen = "", "M"
        for x, y, _ in self.places:
            path += "" if y is None else f"{pen}{num(x)} {num(y)}"
            pen = "M" if y is None else "L"
        return path or "M0 0"

    def _point(self, x: float, y: float | None, mark: Mark, ground: float) -> str:
        shown, paint = hint(f"{self.name} {mark}"), f'fill="{self.tone.colour}" class="c-{self.tone.name}"'
        if y is None:
            ring = f'fill="none" stroke="{self.tone.colour}" class="l-{self.tone.name}"'
            return f'<circle cx="{num(x)}" cy="{num(ground)}" r="3.5" {ring}>{shown}</circle>'
        if self.square:
            return f'<rect x="{num(x - 3.5)}" y="{num(y - 3.5)}" width="7" height="7" {paint}>{shown}</rect>'
        return f'<circle cx="{num(x)}" cy="{num(y)}" r="4" {paint}>{shown}</circle>'

    def _label(self) -> str:
        ends = [(x, y, mark) for x, y, mark in self.places if y is not None]
        return text(ends[-1][0] + 10, ends[-1][1] + 4, f"{self.name} {ends[-1][2]}", bold=True) if ends else ""
