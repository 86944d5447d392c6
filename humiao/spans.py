"""A message cut at the edges of what the rules matched, so that a page or a terminal can mark the grounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from humiao.vocabulary import RiskLevel, highest


@dataclass(frozen=True)
class Segment:
    """A stretch of text; ``level`` is None where nothing matched, ``ids`` names the rules that did."""

    text: str
    level: RiskLevel | None = None
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    level: RiskLevel
    id: str


def segments(text: str, reasons: Iterable[Mapping[str, Any]]) -> list[Segment]:
    """The whole text in order; overlapping spans are cut, the most urgent level shows."""
    spans = [span for reason in reasons if (span := _span(reason, len(text)))]
    edges = sorted({0, len(text), *(s.start for s in spans), *(s.end for s in spans)})
    return [_segment(text, start, end, spans) for start, end in pairwise(edges)]


def _segment(text: str, start: int, end: int, spans: list[_Span]) -> Segment:
    here = [span for span in spans if span.start <= start and end <= span.end]
    if not here:
        return Segment(text[start:end])
    return Segment(text[start:end], highest(s.level for s in here), tuple(sorted({s.id for s in here})))


def _span(reason: Mapping[str, Any], length: int) -> _Span | None:
    """The span inside the text; a reason without one, or one of an earlier text, marks nothing."""
    start, end = reason.get("start"), reason.get("end")
    if start is None or end is None or not 0 <= start < end <= length:
        return None
    return _Span(start, end, RiskLevel(reason["level"]), str(reason["id"]))
