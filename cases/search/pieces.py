"""A text cut for a list of results: the hits, and a little of what stands around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

AROUND = 24
"""Characters shown on either side of a hit."""


@dataclass(frozen=True)
class Piece:
    """A stretch of the text; ``hit``: it was looked for."""

    text: str
    hit: bool


def pieces(text: str, places: Iterable[tuple[int, int]]) -> Sequence[Piece]:
    """The text around the places in order, with … for what is left out."""
    return tuple(piece for piece in _cut(text, sorted(places)) if piece.text)


def _cut(text: str, places: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    at = 0
    for start, end in places:
        yield Piece(_between(text[at:start], first=at == 0), hit=False)
        yield Piece(text[max(at, start) : end], hit=True)
        at = max(at, end)
    yield Piece(text[at:] if len(text) - at <= AROUND else f"{text[at : at + AROUND]}…", hit=False)


def _between(text: str, *, first: bool) -> str:
    if first:
        return text if len(text) <= AROUND else f"…{text[-AROUND:]}"
    return text if len(text) <= 2 * AROUND else f"{text[:AROUND]} … {text[-AROUND:]}"
