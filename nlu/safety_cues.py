"""Finding the cues of the safety rules in a reading: all words in one pass, phrases from their parts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

import ahocorasick

from nlu.safety_reading import Reading, has_latin_edge
from nlu.safety_rule import Sequence

HARMLESS = "harmless"


class Hit(NamedTuple):
    """A cue or a sequence found in ``[start, end)``; ``heads`` are the starts of its steps."""

    start: int
    end: int
    heads: tuple[int, ...]


Hits = dict[str, list[Hit]]
Groups = dict[tuple[str, ...], list[Hit]]
"""What was found, by the set of cues that the words belong to: each word once, however many cues it has."""


@dataclass(frozen=True)
class Word:
    """A word of one or more cues; ``opens`` and ``closes`` tie it to the edges of a clause."""

    cues: tuple[str, ...]
    length: int
    opens: bool
    closes: bool
    latin: bool


@dataclass(frozen=True)
class Need:
    """What must be there at all before a sequence is looked for: one set of cues for each step."""

    steps: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, sequences: Iterable[Sequence]) -> Need:
        return cls(tuple(dict.fromkeys(frozenset(step.cues) for sequence in sequences for step in sequence)))

    def met(self, hits: Hits) -> bool:
        there = hits.keys()
        return not any(map(there.isdisjoint, self.steps))


class Cues:
    """All words in one automaton, and the phrases that are made of them."""

    def __init__(self, words: Mapping[str, Iterable[str]], phrases: Mapping[str, tuple[Sequence, ...]]) -> None:
        wider, self._phrases = _split(phrases)
        entries: dict[str, dict[tuple[bool, bool], set[str]]] = {}
        for cue, forms in words.items():
            for form in forms:
                bare, edges = form.removeprefix("^").removesuffix("$"), (form[0] == "^", form[-1] == "$")
                entries.setdefault(bare, {}).setdefault(edges, set()).update({cue}, wider.get(cue, ()))
        self.commonness = {cue: sum(10 if len(form) == 1 else 1 for form in forms) for cue, forms in words.items()}
        """How likely a cue is to occur, roughly: single characters stand in many messages."""
        for part, names in wider.items():
            for cue in names:
                self.commonness[cue] = self.commonness.get(cue, 0) + self.commonness.get(part, 0)
        self._automaton = ahocorasick.Automaton()
        for bare, by_edges in entries.items():
            found = tuple(
                Word(tuple(sorted(cues)), len(bare), *edges, has_latin_edge(bare)) for edges, cues in by_edges.items()
            )
            self._automaton.add_word(bare, found)
        self._automaton.make_automaton()

    def find(self, reading: Reading) -> Hits:
        """Every cue with where it stands, in order of place; time in proportion to the text."""
        hits = _by_cue(_without_harmless(self._words(reading)))
        for cue, need, sequences in self._phrases:  # parts come before the phrases made of them
            found: set[Hit] = set()
            for each, sequence in zip(need, sequences, strict=True):
                if each.met(hits):
                    found.update(find_sequence(sequence, hits, reading))
            if found:
                hits[cue] = sorted({*found, *hits.get(cue, ())}, key=_by_end)
        return hits

    def _words(self, reading: Reading) -> Groups:
        groups: Groups = {}
        torn = reading.torn
        for last, meanings in self._automaton.iter(reading.text):
            for word in meanings:
                start, end = last + 1 - word.length, last + 1
                if torn[start] != torn[last] or (word.latin and not reading.is_whole(start, end)):
                    continue
                if (word.opens and not reading.opens(start)) or (word.closes and not reading.closes(end)):
                    continue
                groups.setdefault(word.cues, []).append(Hit(start, end, (start,)))
        return groups


Phrases = list[tuple[str, tuple[Need, ...], tuple[Sequence, ...]]]


def _split(phrases: Mapping[str, tuple[Sequence, ...]]) -> tuple[dict[str, set[str]], Phrases]:
    """``{family|keeper}`` alone only widens a cue: its words get both names, and no search is needed."""
    searched = {cue for cue, sequences in phrases.items() if any(len(sequence) > 1 for sequence in sequences)}
    wider: dict[str, set[str]] = {}
    kept: Phrases = []
    for cue, sequences in phrases.items():
        rest = []
        for sequence in sequences:
            if len(sequence) == 1 and not searched & set(sequence[0].cues):
                for part in sequence[0].cues:
                    wider.setdefault(part, set()).add(cue)
            else:
                rest.append(sequence)
        if rest:
            searched.add(cue)
            kept.append((cue, tuple(Need.of([sequence]) for sequence in rest), tuple(rest)))
    return _closed(wider), kept


def _closed(wider: dict[str, set[str]]) -> dict[str, set[str]]:
    """A word of ``keeper`` belongs to ``adult``, and by it to ``anyone``."""

    def above(cue: str) -> set[str]:
        return {name for parent in wider.get(cue, ()) for name in (parent, *above(parent))}

    return {cue: above(cue) for cue in wider}


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


def _by_cue(groups: Groups) -> Hits:
    found: dict[str, list[list[Hit]]] = {}
    for cues, hits in groups.items():
        for cue in cues:
            found.setdefault(cue, []).append(hits)
    return {cue: lists[0] if len(lists) == 1 else sorted(chain(*lists), key=_by_end) for cue, lists in found.items()}


def _without_harmless(groups: Groups) -> Groups:
    """Drops words that belong to a harmless word: 紫砂 inside 紫砂壶, and 想死 before 死记硬背."""
    harmless = sorted((hit for cues, hits in groups.items() if HARMLESS in cues for hit in hits), key=itemgetter(0))
    if not harmless:
        return groups
    starts = [hit.start for hit in harmless]
    reach, furthest = [0], 0
    for hit in harmless:
        furthest = max(furthest, hit.end)
        reach.append(furthest)

    def survives(hit: Hit) -> bool:
        inside = reach[bisect_left(starts, hit.start)] >= hit.end
        runs_into = reach[bisect_left(starts, hit.end)] > hit.end
        return not (inside or runs_into)

    kept: Groups = {(HARMLESS,): harmless}
    for cues, hits in groups.items():
        others = tuple(cue for cue in cues if cue != HARMLESS)
        if others and (surviving := [hit for hit in hits if survives(hit)]):
            kept[others] = sorted([*kept[others], *surviving], key=_by_end) if others in kept else surviving
    return kept
