"""A message as the safety rules read it: without blanks and punctuation, but knowing where they were."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import accumulate

from humiao.text import Normalised, normalise

BLANK, COMMA, STOP = 1, 2, 3
_STOPS = frozenset("。!?\n…;")
_COMMAS = frozenset(",:()[]{}<>》「」『』【】“”‘’〈〉")


@dataclass(frozen=True)
class Reading:
    """``text`` holds only letters, digits, Chinese characters and emoji; ``break_before[i]`` is the
    strongest sign that stood before character ``i``; clauses and sentences are numbered."""

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
        if self.torn[end] != self.torn[start + 1]:
            return False
        if text_is_latin(self.text[start]) and start and self._runs_on(start):
            return False
        return not (text_is_latin(self.text[end - 1]) and end < len(self.text) and self._runs_on(end))

    def opens(self, start: int) -> bool:
        """Whether a clause starts here."""
        return start == 0 or self.break_before[start] > 0

    def closes(self, end: int) -> bool:
        """Whether a clause ends here."""
        return end == len(self.text) or self.break_before[end] > 0

    def _runs_on(self, place: int) -> bool:
        return self.break_before[place] == 0 and text_is_latin(self.text[place]) and text_is_latin(self.text[place - 1])


def read(message: str) -> Reading:
    """Prepares one message; costs time in proportion to its length."""
    normalised = normalise(message)
    places: list[int] = []
    breaks: list[int] = []
    strongest = 0
    for place, char in enumerate(normalised.text):
        strength = _strength(char)
        # A slash that opens a word is a command of a game: /kill. Inside a word it only hides it.
        if strength and not (char == "/" and (strongest or not places)):
            strongest = max(strongest, strength)
            continue
        places.append(place)
        breaks.append(strongest if places[1:] else 0)
        strongest = 0
    return Reading(
        text="".join(normalised.text[place] for place in places),
        places=tuple(places),
        normalised=normalised,
        break_before=tuple(breaks),
        clause=tuple(accumulate(int(strength >= COMMA) for strength in breaks)),
        sentence=tuple(accumulate(int(strength == STOP) for strength in breaks)),
        torn=_torn(breaks),
    )


def text_is_latin(char: str) -> bool:
    """A letter or digit of ASCII: words made of these end only where they end."""
    return char.isascii() and char.isalnum()


def _strength(char: str) -> int:
    if char in _STOPS:
        return STOP
    if char in _COMMAS:
        return COMMA
    return 0 if char.isalnum() or char == "《" or _is_picture(char) else BLANK


def _is_picture(char: str) -> bool:
    return ord(char) > 0x2100 and unicodedata.category(char) in {"So", "Sk"}


def _torn(breaks: list[int]) -> tuple[int, ...]:
    """How many breaks up to each place a word may not bridge.

    紫。砂 is one word in disguise (one side is a lone character); 来自。杀青 is not.
    """
    length = len(breaks)
    count, counts = 0, [0]
    for place in range(length):
        lone_before = place > 0 and (place == 1 or breaks[place - 1] > 0)
        lone_after = place + 1 == length or breaks[place + 1] > 0
        if breaks[place] >= COMMA and not (lone_before or lone_after):
            count += 1
        counts.append(count)
    return tuple(counts)
