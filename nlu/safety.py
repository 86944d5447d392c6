"""The safety rules: danger in a message, found in this process, before and without any classifier."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from humiao.assessment import Reason, Source
from nlu.safety_cues import Cues, Hit, Hits, find_sequence
from nlu.safety_loading import load_folder
from nlu.safety_reading import Reading, read
from nlu.safety_rule import Pattern, Rule, Within
from nlu.safety_scope import Scope, scope_of

RULES_FOLDER = Path(__file__).resolve().parents[1] / "data" / "safety"


WINDOW, OVERLAP = 4000, 200
"""Characters read at once, and how far windows overlap: longer than what any rule needs together."""


class SafetyRules:
    """All rules of a folder, ready to be asked about any message."""

    def __init__(self, rules: tuple[Rule, ...], cues: Cues, version: str) -> None:
        self.rules = rules
        self.version = version
        self._cues = cues
        self._asking = frozenset(rule.id for rule in rules if rule.check_in)

    @classmethod
    def load(cls, folder: Path = RULES_FOLDER) -> SafetyRules:
        """Raises HumiaoError naming file, rule and fault: without sound rules nothing may start."""
        loaded = load_folder(folder)
        return cls(tuple(loaded.rules), loaded.cues(), loaded.version)

    def check(self, text: str) -> list[Reason]:
        """One reason per rule that fires, most urgent first; spans count characters of ``text``.

        A very long text is read in overlapping windows, so that it costs no more than its length.
        """
        found: dict[str, Reason] = {}
        for start in range(0, max(1, len(text) - OVERLAP), WINDOW - OVERLAP):
            for reason in self._check_window(text[start : start + WINDOW]):
                found.setdefault(reason.id, _moved(reason, start))
        return sorted(found.values(), key=lambda reason: (-reason.level.rank, reason.start or 0))

    def _check_window(self, text: str) -> list[Reason]:
        reading = read(text)
        hits = self._cues.find(reading)
        scope = scope_of(reading, hits)
        return [
            _reason(rule, reading.span(hit.start, hit.end))
            for rule in self.rules
            if (hit := _first_match(rule, reading, hits, scope)) is not None
        ]

    def asks_back(self, reason: Reason) -> bool:
        """Whether the rule behind this reason wants one gentle question about safety."""
        return reason.id in self._asking

    def is_general(self, text: str) -> bool:
        """Whether the message asks about law, school work or a story rather than telling of somebody."""
        hits = self._cues.find(read(text))
        return bool(hits.get("about_law_or_school") or hits.get("about_game_or_story"))


def _moved(reason: Reason, by: int) -> Reason:
    if not by or reason.start is None or reason.end is None:
        return reason
    return replace(reason, start=reason.start + by, end=reason.end + by)


def _first_match(rule: Rule, reading: Reading, hits: Hits, scope: Scope) -> Hit | None:
    if any(hits.get(cue) for cue in rule.unless):
        return None
    for pattern in rule.patterns:
        if found := _match(pattern, rule, reading, hits, scope):
            return found
    return None


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


def _reason(rule: Rule, span: tuple[int, int]) -> Reason:
    return Reason(Source.RULE, rule.id, rule.level, rule.topic, start=span[0], end=span[1], note=rule.reason)
