"""Which rules match a message: only rules whose every part is there at all are looked at closely."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nlu.safety_cues import Hit, Hits, Need, find_sequence
from nlu.safety_reading import Reading
from nlu.safety_rule import Pattern, Rule, Within
from nlu.safety_scope import Scope


@dataclass(frozen=True)
class _Candidate:
    """A pattern with what it needs, and the place of its rule."""

    rule: int
    pattern: Pattern
    need: Need


class Matcher:
    """All patterns, filed under the rarest of their steps: a message opens only the drawers it has a key to."""

    def __init__(self, rules: tuple[Rule, ...], commonness: Mapping[str, int]) -> None:
        self._rules = rules
        self._drawers: dict[str, list[_Candidate]] = {}
        for place, rule in enumerate(rules):
            for pattern in rule.patterns:
                need = Need.of(pattern.parts)
                rarest = min(need.steps, key=lambda cues: sum(commonness.get(cue, 1) for cue in cues))
                for cue in rarest:
                    self._drawers.setdefault(cue, []).append(_Candidate(place, pattern, need))

    def matches(self, reading: Reading, hits: Hits, scope: Scope) -> Iterator[tuple[Rule, Hit]]:
        """Each rule that matches, once, with where."""
        found: set[int] = set()
        for candidate in self._possible(hits):
            rule = self._rules[candidate.rule]
            if candidate.rule in found or any(hits.get(cue) for cue in rule.unless):
                continue
            if hit := _match(candidate.pattern, rule, reading, hits, scope):
                found.add(candidate.rule)
                yield rule, hit

    def _possible(self, hits: Hits) -> list[_Candidate]:
        opened = {id(each): each for cue in hits for each in self._drawers.get(cue, ())}
        return [each for each in opened.values() if each.need.met(hits)]


def _match(pattern: Pattern, rule: Rule, reading: Reading, hits: Hits, scope: Scope) -> Hit | None:
    """The first stretch in which every part of the pattern occurs unguarded."""
    found: list[list[Hit]] = []
    for part in pattern.parts:
        loud = [hit for hit in find_sequence(part, hits, reading) if not scope.silences(hit, rule.deaf_to)]
        if not loud:
            return None
        found.append(loud)
    if len(found) == 1:
        return found[0][0]
    by_unit = [{_unit(hit, rule.within, reading): hit for hit in reversed(part)} for part in found]
    for unit in by_unit[0]:
        if all(unit in part for part in by_unit):
            together = [part[unit] for part in by_unit]
            return Hit(min(h.start for h in together), max(h.end for h in together), ())
    return None


def _unit(hit: Hit, within: Within, reading: Reading) -> int:
    if within is Within.MESSAGE:
        return 0
    return (reading.clause if within is Within.CLAUSE else reading.sentence)[hit.start]
