"""A message as the safety rules read it: without blanks and punctuation, but knowing where they were."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from humiao.text import Normalised, normalise

BLANK, COMMA, STOP = 1, 2, 3
_STOPS = frozenset("。!?\n…;")
_COMMAS = frozenset(",:()[]{}<>》「」『』【】“”‘’〈〉")
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
# One letter for what each character is: k is read, the others are breaks of growing strength; / may be either.
_READ, _STRENGTHS = "k", {" ": BLANK, "/": BLANK, ",": COMMA, ".": STOP}
_BREAKS = re.compile(f"[^{_READ}]+")
# A slash that opens a word is a command of a game: /kill. Inside a word it only hides it.
_COMMAND = re.compile("(^|[ ,.])/")


@dataclass(frozen=True)
class Reading:
    """``text`` holds only letters, digits, Chinese characters and emoji; ``break_before[i]`` is the
    strongest sign that stood before character ``i``; clauses and sentences are numbered, and so are
    the stretches that a word may not leave (``torn``)."""

    text: str
    places: tuple[int, ...]
    normalised: Normalised
    break_before: tuple[int, ...]
    clause: tuple[int, ...]
    sentence: tuple[int, ...]
    torn: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the original message behind ``text[start:end]``."""
        first, _ = self.normalised.span(self.places[start], self.places[start] + 1)
        _, last = self.normalised.span(self.places[end - 1], self.places[end - 1] + 1)
        return first, last

    def is_whole(self, start: int, end: int) -> bool:
        """Whether ``text[start:end]`` is one word, not the end of a clause and the start of the next."""
        if self.torn[end - 1] != self.torn[start]:
            return False
        text = self.text
        if text[start] in _LATIN and start and self._runs_on(start):
            return False
        return not (text[end - 1] in _LATIN and end < len(text) and self._runs_on(end))

    def opens(self, start: int) -> bool:
        """Whether a clause starts here."""
        return start == 0 or self.break_before[start] > 0

    def closes(self, end: int) -> bool:
        """Whether a clause ends here."""
        return end == len(self.text) or self.break_before[end] > 0

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """From the break before ``start`` to the one after ``end``."""
        while start and not self.break_before[start]:
            start -= 1
        while end < len(self.text) and not self.break_before[end]:
            end += 1
        return start, end

    def _runs_on(self, place: int) -> bool:
        return self.break_before[place] == 0 and self.text[place] in _LATIN and self.text[place - 1] in _LATIN


def has_latin_edge(word: str) -> bool:
    """Whether a word begins or ends with a letter or digit: others are whole wherever no sign tears them."""
    return word[0] in _LATIN or word[-1] in _LATIN


def read(message: str) -> Reading:
    """Prepares one message; costs time in proportion to its length."""
    normalised = normalise(message)
    kinds = _COMMAND.sub(rf"\1{_READ}", normalised.text.translate(_KINDS))
    pieces: list[str] = []
    places: list[int] = []
    breaks: list[int] = []
    clauses: list[int] = []
    sentences: list[int] = []
    torn: list[int] = []
    clause = sentence = tear = 0
    for start, end, strength, lone in _stretches(kinds):
        clause += strength >= COMMA
        sentence += strength == STOP
        tear += strength >= COMMA and not lone
        length = end - start
        pieces.append(normalised.text[start:end])
        places += range(start, end)
        breaks += [strength] + [0] * (length - 1)
        clauses += [clause] * length
        sentences += [sentence] * length
        torn += [tear] * length
    return Reading(
        "".join(pieces), tuple(places), normalised, tuple(breaks), tuple(clauses), tuple(sentences), tuple(torn)
    )


def _stretches(kinds: str) -> list[tuple[int, int, int, bool]]:
    """Where text stands between breaks, the strength of the break before it, and whether a lone
    character touches that break: 紫。砂 is one word in disguise, 来自。杀青 is not."""
    found: list[tuple[int, int, int, bool]] = []
    start = strength = 0
    for gap in [*_BREAKS.finditer(kinds), None]:
        end = gap.start() if gap else len(kinds)
        if end > start:
            before = found[-1][1] - found[-1][0] if found else 0
            found.append((start, end, strength if found else 0, before == 1 or end - start == 1))
        if gap:
            strength = max(_STRENGTHS[kind] for kind in set(gap[0]))
            start = gap.end()
    return found


class _Kinds(dict[int, str]):
    """The kind of each character, found when it is first met."""

    def __missing__(self, code: int) -> str:
        kind = _kind(chr(code))
        if len(self) < 50_000:  # a flood of rare characters must not fill the memory
            self[code] = kind
        return kind


_KINDS = _Kinds()


def _kind(char: str) -> str:
    if char in _STOPS:
        return "."
    if char in _COMMAS:
        return ","
    if char.isalnum() or char == "《" or _is_picture(char):
        return _READ
    return "/" if char == "/" else " "


def _is_picture(char: str) -> bool:
    return ord(char) > 0x2100 and unicodedata.category(char) in {"So", "Sk"}
