"""Bars, one for each row; and bars made of parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases.figures.hiding import FEW, Mark
from console.charts.frame import (
    ONE,
    REST,
    SOFT,
    Chart,
    Tone,
    fill,
    hint,
    legend,
    line,
    nice,
    rect,
    size_of,
    text,
    wide,
)

WIDTH = 560
_ROW, _BAR, _TOP = 27.0, 15.0, 6.0
_END = 62.0
"""Room for the number behind the longest bar."""


@dataclass(frozen=True)
class Row:
    """A bar of one or several parts; ``total`` is written behind it, ``before`` marks the period before."""

    label: str
    parts: tuple[Mark, ...]
    total: Mark
    before: Mark | None = None


def bars(id: str, title: str, rows: Sequence[Row], tones: Sequence[tuple[str, Tone]] = (("", ONE),)) -> Chart:
    """Horizontal bars by their length; with more than one tone a legend stands above."""
    return _draw(id, title, rows, tones, shares=False)


def shares(id: str, title: str, rows: Sequence[Row], tones: Sequence[tuple[str, Tone]]) -> Chart:
    """Bars of one length, divided by the share of each part; the number of cases stands behind."""
    return _draw(id, title, rows, tones, shares=True)


def _draw(id: str, title: str, rows: Sequence[Row], tones: Sequence[tuple[str, Tone]], *, shares: bool) -> Chart:
    left = max([wide(row.label) for row in rows] + [40.0]) + 12
    named = [(name, tone) for name, tone in tones if name]
    if len(tones) > 1 and any(_rest(row) for row in rows):
        named.append(("隐去", REST))
    key, high = legend(id, named, min(left, 90.0), WIDTH)
    top = _TOP + high
    most = nice(max([_length(row) for row in rows] + [size_of(row.before or 0) for row in rows] + [1]))
    room = WIDTH - left - _END
    drawn = [key]
    bottom = top + len(rows) * _ROW
    drawn += [line(left + room * at, top - 2, left + room * at, bottom) for at in (0, 0.25, 0.5, 0.75, 1)]
    for number, row in enumerate(rows):
        whole = _length(row) if shares else most
        drawn.append(_row(id, row, tones, left, top + number * _ROW, room / (whole or 1)))
    if not shares:
        scale = ((0, "0"), (0.5, f"{most / 2:g}"), (1, f"{most:g}"))
        drawn += [text(left + room * at, bottom + 13, words, anchor="middle", soft=True) for at, words in scale]
    told = "；".join(f"{row.label} {row.total}" for row in rows) or "没有"
    return Chart(
        id, title, told, WIDTH, bottom + (18 if not shares else 4), "".join(drawn), (*(t for _, t in tones), REST)
    )


def _row(id: str, row: Row, tones: Sequence[tuple[str, Tone]], left: float, y: float, unit: float) -> str:
    at = left
    drawn = [text(left - 8, y + 12.5, row.label, anchor="end")]
    pieces = [(size_of(part), f"{name} {part}", tone) for part, (name, tone) in zip(row.parts, tones, strict=True)]
    if len(tones) > 1:
        # Of the parts that are not printed only what they make together is drawn.
        pieces = [piece for piece, part in zip(pieces, row.parts, strict=True) if isinstance(part, int)]
        pieces.append((_rest(row), "隐去", REST))
    for count, name, tone in pieces:
        length = count * unit
        if length > 0:
            # A single count that is not printed is a pale stub: its length says nothing.
            faint = "" if len(tones) > 1 or isinstance(row.total, int) else ' opacity=".45"'
            shown = hint(f"{row.label} {name}")
            drawn.append(f"<g{faint}>{shown}{rect(at, y, max(1.5, length - 0.8), _BAR, fill(id, tone))}</g>")
            at += length
    if isinstance(row.before, int) and row.before and len(row.parts) == 1:
        place = left + row.before * unit
        drawn.append(
            f'<path d="M{place:.1f} {y - 3:.1f}v{_BAR + 6}" stroke="{SOFT}" class="l-before" stroke-width="2"/>'
        )
        at = max(at, place)
    drawn.append(text(at + 6, y + 12.5, str(row.total), bold=True))
    return "".join(drawn)


def _length(row: Row) -> float:
    if len(row.parts) == 1:
        return size_of(row.parts[0])
    return sum(part for part in row.parts if isinstance(part, int)) + _rest(row)


def _rest(row: Row) -> float:
    """What the parts that are not printed make together; a stub when the whole is not printed either."""
    if all(isinstance(part, int) for part in row.parts):
        return 0.0
    shown = sum(part for part in row.parts if isinstance(part, int))
    return row.total - shown if isinstance(row.total, int) else size_of(FEW)
