"""When danger words are no danger: denied, asked about, played, supposed, over or exaggerated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Scope:
    """Where in one message each guard holds."""

    denied: frozenset[int]
    sentences: dict[Guard, frozenset[int]]
    sentence_of: tuple[int, ...]

    def silences(self, hit: Hit, deaf_to: frozenset[Guard]) -> bool:
        """Whether a guard that the rule listens to holds for this place."""
        if Guard.NEGATED not in deaf_to and any(head in self.denied for head in hit.heads):
            return True
        touched = {self.sentence_of[hit.start], self.sentence_of[hit.end - 1]}
        return any(guard not in deaf_to and touched & where for guard, where in self.sentences.items())


def scope_of(reading: Reading, hits: Hits) -> Scope:
    """Reads the guards of one message. A solved matter colours the whole message, the others a sentence."""
    sentences: dict[Guard, frozenset[int]] = {}
    for guard, cues in GUARD_CUES.items():
        if guard is Guard.NEGATED:
            continue
        held = {reading.sentence[hit.start] for cue in cues for hit in hits.get(cue, ())}
        if held and guard is Guard.OVER:
            held = set(reading.sentence)
        sentences[guard] = frozenset(held)
    return Scope(frozenset(_denied(reading, hits)), sentences, reading.sentence)


def _denied(reading: Reading, hits: Hits) -> Iterable[int]:
    """Places just after a negation, in the same clause."""
    for cue, reach in _REACH.items():
        for hit in hits.get(cue, ()):
            for place in range(hit.end, min(hit.end + reach + 1, len(reading.text))):
                if reading.break_before[place] >= COMMA:
                    break
                yield place
