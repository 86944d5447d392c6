"""When danger words are no danger: denied, asked about, played, supposed, over or exaggerated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from nlu.safety_cues import Hit, Hits
from nlu.safety_reading import COMMA, Reading
from nlu.safety_rule import Guard

# Cue groups with these names are required; each gives the words of one guard.
GUARD_CUES: dict[Guard, tuple[str, ...]] = {
    Guard.NEGATED: ("not_just_before", "not_shortly_before"),
    Guard.ASKED: ("about_law_or_school",),
    Guard.PLAYED: ("about_game_or_story",),
    Guard.SUPPOSED: ("supposed",),
    Guard.OVER: ("over",),
    Guard.EXAGGERATED: ("exaggerated",),
}
_REACH = {"not_just_before": 1, "not_shortly_before": 3}


FIRST_PERSON = "me"
_SOFT = frozenset({Guard.ASKED, Guard.PLAYED, Guard.SUPPOSED, Guard.EXAGGERATED, Guard.OVER})
"""Guards that give way to what somebody says of himself, 我, in another stretch."""


@dataclass(frozen=True)
class Scope:
    """Where in one message each guard holds, by sentence and by stretch between two signs or blanks."""

    denied: frozenset[int]
    sentences: dict[Guard, frozenset[int]]
    stretches: dict[Guard, frozenset[int]]
    personal: frozenset[int]
    sentence_of: tuple[int, ...]
    stretch_of: tuple[int, ...]

    def silences(self, hit: Hit, deaf_to: frozenset[Guard]) -> bool:
        """Whether a guard that the rule listens to holds for this place."""
        if Guard.NEGATED not in deaf_to and any(head in self.denied for head in hit.heads):
            return True
        touched = {self.sentence_of[hit.start], self.sentence_of[hit.end - 1]}
        return any(
            guard not in deaf_to and touched & where and not self._gives_way(guard, hit)
            for guard, where in self.sentences.items()
        )

    def is_personal(self, hit: Hit) -> bool:
        """Whether somebody speaks of himself right there."""
        return bool(self._here(hit) & self.personal)

    def _gives_way(self, guard: Guard, hit: Hit) -> bool:
        """写完作业了，我被锁在阳台: a word about homework elsewhere says nothing about what befalls me."""
        return guard in _SOFT and self.is_personal(hit) and not self._here(hit) & self.stretches[guard]

    def _here(self, hit: Hit) -> set[int]:
        return {self.stretch_of[hit.start], self.stretch_of[hit.end - 1]}


def scope_of(reading: Reading, hits: Hits) -> Scope:
    """Reads the guards of one message. Each holds for its sentence."""
    stretch_of = tuple(accumulate(int(strength > 0) for strength in reading.break_before))
    sentences: dict[Guard, frozenset[int]] = {}
    stretches: dict[Guard, frozenset[int]] = {}
    for guard, cues in GUARD_CUES.items():
        if guard is Guard.NEGATED:
            continue
        places = [hit.start for cue in cues for hit in hits.get(cue, ())]
        held = {reading.sentence[place] for place in places}
        sentences[guard] = frozenset(held)
        stretches[guard] = frozenset(stretch_of[place] for place in places)
    personal = frozenset(stretch_of[hit.start] for hit in hits.get(FIRST_PERSON, ()))
    return Scope(frozenset(_denied(reading, hits)), sentences, stretches, personal, reading.sentence, stretch_of)


def _denied(reading: Reading, hits: Hits) -> Iterable[int]:
    """Places just after a negation, in the same clause."""
    for cue, reach in _REACH.items():
        for hit in hits.get(cue, ()):
            for place in range(hit.end, min(hit.end + reach + 1, len(reading.text))):
                if reading.break_before[place] >= COMMA:
                    break
                yield place
