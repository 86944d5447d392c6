"""The safety rules: danger in a message, found in this process, before and without any classifier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from humiao.assessment import Reason, Source
from humiao.vocabulary import RiskLevel, Topic, highest
from nlu.safety_cues import Cues, Hit
from nlu.safety_loading import load_folder
from nlu.safety_matching import Matcher
from nlu.safety_reading import Reading, read
from nlu.safety_restore import Restorer
from nlu.safety_rule import Rule
from nlu.safety_scope import Scope, scope_of
from nlu.safety_signs import Found, Signs

RULES_FOLDER = Path(__file__).resolve().parents[1] / "data" / "safety"


WINDOW, OVERLAP = 4000, 200
"""Characters read at once, and how far windows overlap: longer than what any rule needs together."""
AROUND = 30
"""Characters before and after a finding about others that may speak against it."""
OF_ONESELF = frozenset({Topic.SUICIDE_CRISIS, Topic.SELF_HARM})
SIGNS = {RiskLevel.RED: "signs.many", RiskLevel.YELLOW: "signs.some"}
"""The reasons that no single rule gives."""


class SafetyRules:
    """All rules of a folder, ready to be asked about any message."""

    def __init__(self, rules: tuple[Rule, ...], cues: Cues, signs: Signs, restorer: Restorer, version: str) -> None:
        self.rules = rules
        self.signs = signs
        self.version = version
        self.restorer = restorer
        self._cues = cues
        self._matcher = Matcher(rules, cues.commonness)
        self._asking = frozenset(rule.id for rule in rules if rule.check_in)

    @classmethod
    def load(cls, folder: Path = RULES_FOLDER) -> SafetyRules:
        """Raises HumiaoError naming file, rule and fault: without sound rules nothing may start."""
        loaded = load_folder(folder)
        restorer = Restorer(loaded.variants, loaded.initials)
        return cls(tuple(loaded.rules), loaded.cues(), loaded.signs, restorer, loaded.version)

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
        reading = self.restorer.restore(read(text))
        hits = self._cues.find(reading)
        found, scope = self.signs.find(reading), scope_of(reading, hits)
        reasons = [
            _reason(rule, reading.span(hit.start, hit.end))
            for rule, hit in self._matcher.matches(reading, hits, scope)
            if rule.sure or not rule.level.needs_a_human or self._believes(rule, reading, hit, found, scope)
        ]
        return [*reasons, *self._by_signs(reading, found, highest(reason.level for reason in reasons))]

    def _believes(self, rule: Rule, reading: Reading, hit: Hit, found: Found, scope: Scope) -> bool:
        """Whether the words around a finding do not say clearly that it is about something else.

        What somebody tells of himself is judged by the words up to the next sign or blank alone: no joke
        beside it may hide a danger. Of dying people speak without 我.
        """
        start, end = reading.stretch(hit.start, hit.end)
        if rule.topic not in OF_ONESELF and not scope.is_personal(hit):
            start, end = min(start, hit.start - AROUND), max(end, hit.end + AROUND)
        around = self.signs.evidence(found, start, hit.start) + self.signs.evidence(found, hit.end, end)
        return around >= self.signs.bars.believed

    def _by_signs(self, reading: Reading, found: Found, level: RiskLevel) -> Iterator[Reason]:
        """What no rule names, when enough weak signs stand together."""
        tally = self.signs.worst(reading, found)
        if tally is None or not reading.text:
            return
        reached = RiskLevel.RED if tally.points >= self.signs.bars.red else RiskLevel.YELLOW
        if reached.rank > level.rank:
            start, end = reading.span(tally.start, tally.end)
            name = SIGNS[reached]
            yield Reason(Source.RULE, name, reached, tally.topic, start=start, end=end, note=tally.reason)

    def asks_back(self, reason: Reason) -> bool:
        """Whether the rule behind this reason wants one gentle question about safety."""
        return reason.id in self._asking or reason.id == SIGNS[RiskLevel.YELLOW]

    def is_general(self, text: str) -> bool:
        """Whether the message asks about law, school work or a story rather than telling of somebody."""
        hits = self._cues.find(self.restorer.restore(read(text)))
        return bool(hits.get("about_law_or_school") or hits.get("about_game_or_story"))


def is_weak(reason: Reason) -> bool:
    """Whether only weak signs that add up are behind this reason: a named danger needs nobody's consent."""
    return reason.id in SIGNS.values()


def _moved(reason: Reason, by: int) -> Reason:
    if not by or reason.start is None or reason.end is None:
        return reason
    return replace(reason, start=reason.start + by, end=reason.end + by)


def _reason(rule: Rule, span: tuple[int, int]) -> Reason:
    return Reason(Source.RULE, rule.id, rule.level, rule.topic, start=span[0], end=span[1], note=rule.reason)
