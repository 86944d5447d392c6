"""Finding the cues of the safety rules in a reading: all words in one pass, phrases from their parts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import ahocorasick

from nlu.safety_reading import Reading
from nlu.safety_rule import Sequence

HARMLESS = "harmless"


@dataclass(frozen=True)
class Hit:
    """A cue or a sequence found in ``[start, end)``; ``heads`` are the starts of its steps."""

    start: int
    end: int
    heads: tuple[int, ...]


Hits = dict[str, list[Hit]]


@dataclass(frozen=True)
class Word:
    """A word of one or more cues; ``opens`` and ``closes`` tie it to the edges of a clause."""

    cue: str
    length: int
    opens: bool
    closes: bool


class Cues:
    """All words in one automaton, and the phrases that are made of them."""

    def __init__(self, words: Mapping[str, Iterable[str]], phrases: Mapping[str, tuple[Sequence, ...]]) -> None:
        entries: dict[str, list[Word]] = {}
        for cue, forms in words.items():
            for form in forms:
                bare = form.removeprefix("^").removesuffix("$")
                entries.setdefault(bare, []).append(Word(cue, len(bare), form[0] == "^", form[-1] == "$"))
        self._automaton = ahocorasick.Automaton()
        for bare, meanings in entries.items():
            self._automaton.add_word(bare, tuple(meanings))
        self._automaton.make_automaton()
        self._phrases = phrases

    def find(self, reading: Reading) -> Hits:
        """Every cue with where it stands, in order of place; time in proportion to the text."""
        hits = _without_harmless(self._words(reading))
        for cue, sequences in self._phrases.items():  # parts come before the phrases made of them
            found = {hit for sequence in sequences for hit in find_sequence(sequence, hits, reading)}
            hits[cue] = sorted({*found, *hits.get(cue, ())}, key=_by_end)
        return hits

    def _words(self, reading: Reading) -> Hits:
        hits: Hits = {}
        for last, meanings in self._automaton.iter(reading.text):
            for word in meanings:
                start, end = last + 1 - word.length, last + 1
                tied = (not word.opens or reading.opens(start)) and (not word.closes or reading.closes(end))
                if tied and reading.is_whole(start, end):
                    hits.setdefault(word.cue, []).append(Hit(start, end, (start,)))
        return hits


def find_sequence(sequence: Sequence, hits: Hits, reading: Reading) -> list[Hit]:
    """Each place where the steps follow one another in one sentence; the closest start is taken."""
    partial = _any_of(sequence[0].cues, hits)
    for step in sequence[1:]:
        ends = [hit.end for hit in partial]
        extended = []
        for hit in _any_of(step.cues, hits):
            nearest = bisect_left(ends, hit.start + 1) - 1
            if nearest < 0 or hit.start - ends[nearest] > step.gap:
                continue
            before = partial[nearest]
            if _same_sentence(before, hit, reading):
                extended.append(Hit(before.start, hit.end, (*before.heads, hit.start)))
        partial = extended
        if not partial:
            return []
    return partial


def _same_sentence(before: Hit, after: Hit, reading: Reading) -> bool:
    return reading.sentence[before.end - 1] == reading.sentence[after.start]


def _any_of(cues: tuple[str, ...], hits: Hits) -> list[Hit]:
    if len(cues) == 1:
        return hits.get(cues[0], [])
    return sorted((hit for cue in cues for hit in hits.get(cue, ())), key=_by_end)


def _by_end(hit: Hit) -> tuple[int, int]:
    return hit.end, hit.start


def _without_harmless(hits: Hits) -> Hits:
    """Drops cues that belong to a harmless word: 紫砂 inside 紫砂壶, and 想死 before 死记硬背."""
    harmless = sorted(hits.get(HARMLESS, ()), key=lambda hit: hit.start)
    if not harmless:
        return hits
    starts = [hit.start for hit in harmless]
    reach, furthest = [0], 0
    for hit in harmless:
        furthest = max(furthest, hit.end)
        reach.append(furthest)

    def survives(hit: Hit) -> bool:
        inside = reach[bisect_left(starts, hit.start)] >= hit.end
        runs_into = reach[bisect_left(starts, hit.end)] > hit.end
        return not (inside or runs_into)

    return {cue: found if cue == HARMLESS else [h for h in found if survives(h)] for cue, found in hits.items()}
