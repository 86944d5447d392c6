"""Chinese text as people type it, brought to one form without losing the way back to the original.

Both environments import this module, so it stays Python 3.10 compatible.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

# Letters of other scripts that look like Latin ones, and rare characters that only ever stand for another.
_LOOK_ALIKES = str.maketrans("асеорхукнмтвіјѕԁɡαοερνιτκ亖", "aceopxykhmtbijsdgaoepvitk死")
# One character taken apart into two: 弓虽 is only ever written for 强.
_TAKEN_APART = {"弓虽": "强", "歹匕": "死"}
# Signs put between characters to get a word past a filter. Sentence punctuation is not among them.
_INSERTED = frozenset("*_.·•・‧∙⋅~-–—/\\|+^=`'\"#@&%$丶丿灬○●◆■□▪→←•×")


@dataclass(frozen=True)
class Normalised:
    """``text`` in one form; ``origin[i]`` is the index in the original of its character ``i``."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original characters from which ``text[start:end]`` came; ``end`` must be after ``start``."""
        return self.origin[start], self.origin[end - 1] + 1


def normalise(text: str) -> Normalised:
    """One form for width, case, 繁/简, look-alikes and hidden or inserted separators; emoji stay."""
    marked = [(char, place) for place, original in enumerate(text) for char in _plain(original)]
    marked = _rejoin(_without_inserted(marked))
    return Normalised("".join(char for char, _ in marked), tuple(place for _, place in marked))


def is_han(char: str) -> bool:
    """Whether the character is a Chinese one (without the rare planes 3 and above)."""
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or "\U00020000" <= char <= "\U0002ebef"


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=16384)
def _plain(original: str) -> str:
    """What one original character becomes; nothing for marks that cannot be seen."""
    if original in "\n\r":
        return "\n"
    kept = [char for char in unicodedata.normalize("NFKC", original).lower() if not _is_hidden(char)]
    plain = "".join(kept).translate(_LOOK_ALIKES)
    # Character by character: a conversion of whole words would change the length and lose the way back.
    return "".join(str(_converter().convert(char)) if is_han(char) else char for char in plain)


def _is_hidden(char: str) -> bool:
    # Cf: zero-width and direction marks; Mn and Me: variation selectors, keycaps, stacked accents; Co: private use.
    return unicodedata.category(char) in {"Cf", "Mn", "Me", "Cc", "Co", "Cs"} or char in "\u115f\u1160\u3164"


def _without_inserted(marked: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Drops inserted signs between Chinese characters, and the blanks of t h i s spacing."""
    kept: list[tuple[str, int]] = []
    for start, end in _runs(marked):
        run = marked[start:end]
        if is_han(run[0][0]) or not _joins(marked, start, end):
            kept.extend(run)
    return kept


def _runs(marked: list[tuple[str, int]]) -> Iterator[tuple[int, int]]:
    """Stretches of separators, and every other character by itself."""
    start = 0
    while start < len(marked):
        end = start + 1
        if _separates(marked[start][0]):
            while end < len(marked) and _separates(marked[end][0]):
                end += 1
        yield start, end
        start = end


def _separates(char: str) -> bool:
    return char in _INSERTED or (char.isspace() and char != "\n")


def _joins(marked: list[tuple[str, int]], start: int, end: int) -> bool:
    """Whether the separators from ``start`` to ``end`` stand inside a word and hide it."""
    if start == 0 or end == len(marked) or not all(_separates(char) for char, _ in marked[start:end]):
        return False
    before, after = marked[start - 1][0], marked[end][0]
    if not (is_han(before) and is_han(after)):
        return False
    if any(not char.isspace() for char, _ in marked[start:end]):
        return True
    # A blank is also how people write a comma: it hides a word only where single characters stand alone.
    alone_before = start == 1 or not is_han(marked[start - 2][0])
    alone_after = end + 1 == len(marked) or not is_han(marked[end + 1][0])
    return alone_before or alone_after


def _rejoin(marked: list[tuple[str, int]]) -> list[tuple[str, int]]:
    joined: list[tuple[str, int]] = []
    place = 0
    while place < len(marked):
        pair = "".join(char for char, _ in marked[place : place + 2])
        whole = _TAKEN_APART.get(pair)
        joined.append((whole or marked[place][0], marked[place][1]))
        place += 2 if whole else 1
    return joined
