"""The assistant listens while an operator types: level, topics, answers and numbers; nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from actions.turn import Kit
from console.turns import Ground, ground
from console.words import topic
from humiao.assessment import Assessment, Reason, Source, Understanding
from humiao.spans import Segment, segments
from humiao.vocabulary import RiskLevel, highest
from knowledge.answer import NotInForce, render
from knowledge.entry import Entry
from nlu.batch import reason_row
from nlu.safety import SafetyRules
from nlu.triage import assess, joined

Understand = Callable[[str], Understanding | None]

ANSWERS = 3
URGENT = ("110", "120", "12110")
SUMMARY = "看到您写的摘要"
"""The note of a reason that the operator's own words gave."""


@dataclass(frozen=True)
class Advice:
    """A reviewed answer ready to be read out, in both voices."""

    id: str
    title: str
    child: str
    adult: str


@dataclass(frozen=True)
class Heard:
    """What the assistant makes of a call so far."""

    assessment: Assessment
    segments: Sequence[Segment]
    grounds: Sequence[Ground]
    topics: Sequence[str]
    advice: Sequence[Advice]
    numbers: Sequence[str]
    """Lines such as ``110 报警电话（24小时）``."""

    @property
    def level(self) -> RiskLevel:
        return self.assessment.level


class Listener:
    """``understand`` None: the safety rules listen alone. Safe to share between threads."""

    def __init__(self, rules: SafetyRules, kit: Kit, understand: Understand | None) -> None:
        self._rules = rules
        self._kit = kit
        self._understand = understand

    @classmethod
    def load(cls, data: Path, kit: Kit, understand: Understand | None) -> Listener:
        """Raises HumiaoError when a rule is broken."""
        return cls(SafetyRules.load(data / "safety"), kit, understand)

    def judge(
        self, words: str, summary: str = "", *, earlier: RiskLevel = RiskLevel.NONE, history: Sequence[str] = ()
    ) -> Assessment:
        """As a message of the caller is judged; what the operator adds in their own words may only raise it."""
        found = self._one(words, earlier, history)
        if not summary.strip():
            return found
        added = [replace(r, start=None, end=None, note=SUMMARY) for r in self._rules.check(summary)]
        known = {reason.id for reason in found.reasons}
        return _with(found, [reason for reason in added if reason.id not in known])

    def hear(self, words: str, summary: str, on: date) -> Heard:
        """Everything that the page shows beside the form."""
        found = self.judge(words, summary)
        entries = self._entries(words, found)
        wanted = [*(URGENT if found.level is RiskLevel.RED else ()), *(n for e in entries for n in e.contacts)]
        numbers = self._kit.directory.numbers(wanted, area=self._kit.area, on=on)
        rows = [{**reason_row(reason), "note": reason.note} for reason in found.reasons]
        return Heard(
            assessment=found,
            segments=segments(words, rows),
            grounds=[ground(row, words) for row in rows],
            topics=[topic(str(one)) for one in found.topics],
            advice=list(self.advice(entries, on)),
            numbers=[number.line for number in numbers],
        )

    def advice(self, entries: Sequence[Entry], on: date) -> Iterator[Advice]:
        """The answers as they may be given today; one whose law has changed is left out."""
        kit = self._kit
        for entry in entries:
            try:
                child, adult = (
                    render(entry, adult=adult, statutes=kit.statutes, directory=kit.directory, area=kit.area, on=on)
                    for adult in (False, True)
                )
            except NotInForce:
                continue
            yield Advice(entry.id, entry.title, child, adult)

    def _one(self, text: str, earlier: RiskLevel, history: Sequence[str]) -> Assessment:
        lines = joined(history, text)
        understood = self._understand(text) if self._understand else None
        return assess(
            text,
            rules=self._rules,
            understanding=understood,
            earlier=earlier,
            history=history,
            together=self._understand(lines) if self._understand and understood and lines else None,
            rules_only=self._understand is None,
        )

    def _entries(self, words: str, found: Assessment) -> list[Entry]:
        if not words.strip():
            return []
        hits = self._kit.knowledge.find(words, shares=found.shares, limit=ANSWERS).hits
        return [hit.entry for hit in hits]


def _with(found: Assessment, more: Sequence[Reason]) -> Assessment:
    said = [replace(reason, source=Source.CONTEXT) for reason in more]
    topics = [reason.topic for reason in said if reason.topic]
    return replace(
        found,
        level=highest([found.level, *(reason.level for reason in said)]),
        topics=tuple(dict.fromkeys([*found.topics, *topics])),
        reasons=(*found.reasons, *said),
    )
