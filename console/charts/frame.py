"""What every chart has: a size, a title and description that are read aloud, colours with patterns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from cases.figures.hiding import FEW, Mark

INK, SOFT, GRID_LINE, ACCENT = "#17212b", "#56636f", "#d5dde3", "#0b6b62"
FONT = 13
SMALL = 11.5


@dataclass(frozen=True)
class Tone:
    """A colour with a pattern; the style sheet of the page may give the class another colour (dark mode)."""

    name: str
    colour: str
    pattern: str = ""
    """Empty: filled; else hatch, back, dots, cross or open."""


RED = Tone("red", "#b3261e")
YELLOW = Tone("yellow", "#e0a800", "hatch")
BLUE = Tone("blue", "#1f5fae", "dots")
NONE = Tone("none", "#7c8994", "open")
LEVEL_TONES = (RED, YELLOW, BLUE, NONE)
ONE = Tone("accent", ACCENT)
REST = Tone("rest", "#aab4bc", "back")
"""What is not printed, taken together."""
STEP_TONES = (
    Tone("s1", "#0b6b62"),
    Tone("s2", "#3f9188", "back"),
    Tone("s3", "#7fb8b0", "dots"),
    Tone("s4", "#c58f2a", "hatch"),
    Tone("s5", "#b3561e", "cross"),
    Tone("s6", "#b3261e"),
)

_LINES = {
    "hatch": '<path d="M-1 1l2-2M0 6l6-6M5 7l2-2" stroke="#fff" stroke-opacity=".75" stroke-width="1.4"/>',
    "back": '<path d="M-1 5l2 2M0 0l6 6M5-1l2 2" stroke="#fff" stroke-opacity=".6" stroke-width="1.2"/>',
    "dots": '<circle cx="1.5" cy="1.5" r="1" fill="#fff" fill-opacity=".8"/>'
    '<circle cx="4.5" cy="4.5" r="1" fill="#fff" fill-opacity=".8"/>',
    "cross": '<path d="M0 3h6M3 0v6" stroke="#fff" stroke-opacity=".6"/>',
    "open": '<rect x="1" y="1" width="4" height="4" fill="#fff" fill-opacity=".55"/>',
}


@dataclass(frozen=True)
class Chart:
    """An SVG picture with its measures; ``id`` makes the names of its patterns unique on the page."""

    id: str
    title: str
    told: str
    """What the chart shows, for those who do not see it."""
    width: float
    height: float
    body: str
    tones: tuple[Tone, ...] = ()

    @property
    def svg(self) -> str:
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {num(self.width)} {num(self.height)}" '
            f'width="{num(self.width)}" height="{num(self.height)}" role="img" '
            f'aria-labelledby="{self.id}-t {self.id}-d" font-size="{FONT}">'
        )
        words = f'<title id="{self.id}-t">{escape(self.title)}</title><desc id="{self.id}-d">{escape(self.told)}</desc>'
        return f"{head}{words}{patterns(self.id, self.tones)}{self.body}</svg>"


def num(value: float) -> str:
    """A coordinate: one decimal is finer than any screen."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def fill(chart: str, tone: Tone) -> str:
    """The attributes that paint with this tone."""
    return f'fill="url(#{chart}-{tone.name})"' if tone.pattern else f'fill="{tone.colour}" class="c-{tone.name}"'


def patterns(chart: str, tones: Iterable[Tone]) -> str:
    drawn = [
        f'<pattern id="{chart}-{t.name}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="{t.colour}" class="c-{t.name}"/>{_LINES[t.pattern]}</pattern>'
        for t in tones
        if t.pattern
    ]
    return f"<defs>{''.join(drawn)}</defs>" if drawn else ""


def text(x: float, y: float, words: str, *, anchor: str = "start", soft: bool = False, bold: bool = False) -> str:
    colour, name = (SOFT, "t-soft") if soft else (INK, "t-ink")
    size = f' font-size="{SMALL}"' if soft else ""
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{num(x)}" y="{num(y)}" text-anchor="{anchor}" fill="{colour}" class="{name}"{size}{weight}>'
        f"{escape(words)}</text>"
    )


def rect(x: float, y: float, width: float, height: float, paint: str) -> str:
    place = f'x="{num(x)}" y="{num(y)}" width="{num(max(0, width))}" height="{num(height)}"'
    return f'<rect {place} rx="2" {paint}/>'


def line(x1: float, y1: float, x2: float, y2: float, *, name: str = "l-grid", colour: str = GRID_LINE) -> str:
    return f'<path d="M{num(x1)} {num(y1)}L{num(x2)} {num(y2)}" stroke="{colour}" class="{name}" fill="none"/>'


def size_of(mark: Mark) -> float:
    """How long a bar is drawn: a small count as a stub that says nothing of its number."""
    return float(mark) if isinstance(mark, int) else 2.5 if mark == FEW else 0.0


def hint(words: str) -> str:
    """What a pointer over the shape shows, and a reader says."""
    return f"<title>{escape(words)}</title>"


def wide(words: str) -> float:
    """About how wide the words are at the usual size: Chinese characters are square, others half of that."""
    # The middle dot and the dash are as wide as a character in Chinese fonts.
    return sum(FONT if ord(letter) > 0x2E80 or letter in "·–—" else FONT * 0.58 for letter in words)


def legend(chart: str, names: Sequence[tuple[str, Tone]], left: float, width: float) -> tuple[str, float]:
    """Swatches with their names, in as many rows as they need, and how high they are together."""
    drawn, x, y = [], left, 14.0
    for name, tone in names:
        end = x + 18 + wide(name) * SMALL / FONT
        if end > width and x > left:
            x, y, end = left, y + 19, left + end - x
        drawn += [rect(x, y - 9.5, 13, 11, fill(chart, tone)), text(x + 18, y, name, soft=True)]
        x = end + 16
    return "".join(drawn), y + 10 if names else 0.0


def nice(most: float) -> float:
    """The end of a scale: a round number whose half is a whole one, and never below 6."""
    step = 1.0
    while True:
        for factor in (6, 8, 10, 20, 30, 40):
            if step * factor >= most:
                return step * factor
        step *= 10
