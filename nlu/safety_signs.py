"""Weak signs: words that mean little alone and much together. Their points add up, and a bar decides."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter

import ahocorasick

from humiao.vocabulary import Topic
from nlu.safety_reading import Reading, has_latin_edge

STRETCH, STEP = 200, 100
"""A longer message is judged by its worst stretch, for in a novel every word occurs."""


@dataclass(frozen=True)
class Family:
    """Signs that say the same: ``once`` counts when there is one of them, ``again`` when there is another."""

    name: str
    reason: str
    topic: Topic | None
    once: int
    again: int
    words: Mapping[str, int]
    only: str = ""


@dataclass(frozen=True)
class Bars:
    """Points from which the signs alone make a level; evidence below which a rule's finding is not believed."""

    red: int
    yellow: int
    believed: int


@dataclass(frozen=True)
class Tally:
    """The points of a stretch, the families that gave most of them, and where the strongest sign stands."""

    points: int
    families: tuple[Family, ...]
    start: int
    end: int

    @property
    def topic(self) -> Topic | None:
        """What the strongest family that belongs to a topic is about."""
        return next((family.topic for family in self.families if family.topic), None)

    @property
    def reason(self) -> str:
        """The strongest families in words; never the words of the message."""
        return "迹象累积：" + "、".join(family.reason for family in self.families[:4])


@dataclass(frozen=True)
class Sign:
    """A word with its own points, and the places of its families."""

    word: str
    points: int
    families: tuple[int, ...]


Found = list[tuple[int, int, Sign]]


class Signs:
    """All signs in one automaton."""

    def __init__(self, families: Iterable[Family], start: int, bars: Bars) -> None:
        self.bars = bars
        self._start = start
        self.families = tuple(families)
        self._automaton = ahocorasick.Automaton()
        for word, (points, members) in self._by_word().items():
            self._automaton.add_word(word, (len(word), has_latin_edge(word), Sign(word, points, tuple(members))))
        if self._automaton:
            self._automaton.make_automaton()

    def _by_word(self) -> dict[str, tuple[int, list[int]]]:
        signs: dict[str, tuple[int, list[int]]] = {}
        for place, family in enumerate(self.families):
            for word, points in family.words.items():
                before, members = signs.get(word, (0, []))
                signs[word] = before + points, [*members, place]
        return signs

    def find(self, reading: Reading) -> Found:
        """Every sign with where it stands, in order of its end."""
        if not self._automaton:
            return []
        torn = reading.torn
        return [
            (last + 1 - length, last + 1, sign)
            for last, (length, latin, sign) in self._automaton.iter(reading.text)
            if torn[last + 1 - length] == torn[last] and (not latin or reading.is_whole(last + 1 - length, last + 1))
        ]

    def worst(self, reading: Reading, found: Found) -> Tally | None:
        """The stretch of the message with the most points, if they reach a bar."""
        points, start, end = self._most(reading, found)
        return self.tally(found, start, end) if points >= self.bars.yellow else None

    def points(self, reading: Reading) -> int:
        """The points of the worst stretch."""
        return self._most(reading, self.find(reading))[0]

    def _most(self, reading: Reading, found: Found) -> tuple[int, int, int]:
        stretches = _stretches(len(reading.text))
        sums = ((self._start + self._sum(_between(found, *stretch)), *stretch) for stretch in stretches)
        return max(sums, key=itemgetter(0))

    def evidence(self, found: Found, start: int, end: int) -> int:
        """What the signs between ``start`` and ``end`` say for danger (positive) or against it (negative)."""
        return self._sum(_between(found, start, end))

    def tally(self, found: Found, start: int, end: int) -> Tally:
        """The points of all different signs between ``start`` and ``end``."""
        here = _between(found, start, end)
        worth = self._worth(here)
        gains = dict(worth)
        for _, _, sign in here:
            for place in sign.families:
                gains[place] += sign.points
        families = sorted((place for place in gains if gains[place] > 0), key=lambda place: -gains[place])
        strongest = max(here, key=lambda each: _gain(each[2], worth), default=(start, end, None))
        points = self._start + self._sum(here)
        return Tally(points, tuple(self.families[place] for place in families), *strongest[:2])

    def _sum(self, here: Found) -> int:
        return sum(sign.points for _, _, sign in here) + sum(self._worth(here).values())

    def _worth(self, here: Found) -> dict[int, int]:
        """The points that each family gives by itself."""
        counts = Counter(place for _, _, sign in here for place in sign.families)
        return {
            place: self.families[place].once + (self.families[place].again if count > 1 else 0)
            for place, count in counts.items()
        }


def _between(found: Found, start: int, end: int) -> Found:
    """The signs that stand between the two places, each once however often it is there."""
    here = found[bisect_right(found, start, key=_end) : bisect_right(found, end, key=_end)]
    return list({id(each[2]): each for each in here if each[0] >= start}.values())


def _end(found: tuple[int, int, Sign]) -> int:
    return found[1]


def _gain(sign: Sign, worth: Mapping[int, int]) -> int:
    return sign.points + sum(worth[place] for place in sign.families)


def _stretches(length: int) -> Iterator[tuple[int, int]]:
    for start in range(0, max(1, length - STEP), STEP):
        yield start, min(start + STRETCH, length)
