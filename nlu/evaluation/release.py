"""Whether a change of sentences, rules or model loses a danger that was seen before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from humiao.errors import HumiaoError
from humiao.vocabulary import RiskLevel
from nlu.evaluation.verdicts import Verdict, Verdicts, by_mark
from nlu.sentences import Example


class Turn(Enum):
    """What became of a verdict; the value is what a person reads."""

    UNSEEN = "red or yellow, was seen, now blue or none"
    LOWERED = "red, was red, now yellow"
    SEEN = "red or yellow, was blue or none, now seen"
    RAISED = "red, was yellow, now red"
    CALMED = "harmless, was raised, no longer"
    ALARMED = "harmless, was not raised, now is"


LOSSES = (Turn.UNSEEN, Turn.LOWERED)
"""What holds a release back: false alarms cost a look, a lost danger may cost a child."""


@dataclass(frozen=True)
class Change:
    """A sentence whose verdict took a turn."""

    turn: Turn
    example: Example
    before: RiskLevel
    after: RiskLevel

    def __str__(self) -> str:
        return f"{self.before} -> {self.after} [{self.example.intent} {self.example.level}] {self.example.text}"


@dataclass
class Comparison:
    """Every turn between two releases, over the ``compared`` sentences that both judged."""

    compared: int = 0
    fresh: int = 0
    dropped: int = 0
    topics_before: int = 0
    topics_after: int = 0
    changes: list[Change] = field(default_factory=list)

    @property
    def lost(self) -> int:
        """High-risk verdicts that were right and are no longer given."""
        return sum(change.turn in LOSSES for change in self.changes)

    def of(self, turn: Turn) -> list[Change]:
        return [change for change in self.changes if change.turn is turn]


def compare(old: Verdicts, new: Verdicts, present: Sequence[Example]) -> Comparison:
    """Judged by the labels that the sentences have at ``present``: those are what people agreed on last.

    Raises HM075 when ``new`` lacks a present sentence: a danger must not be lost by leaving it out.
    """
    sentences = by_mark(present)
    if missing := len(sentences.keys() - new.by_mark.keys()):
        fault = f"the new verdicts lack {missing} of the present sentences"
        raise HumiaoError("HM075", fault, "humiao nlu verdicts --out writes them anew")
    found = Comparison(dropped=len(old.by_mark.keys() - sentences.keys()))
    for mark, example in sentences.items():
        before = old.by_mark.get(mark)
        if before is None:
            found.fresh += 1
        else:
            _take(found, example, before, new.by_mark[mark])
    return found


def _take(found: Comparison, example: Example, before: Verdict, after: Verdict) -> None:
    found.compared += 1
    found.topics_before += before.topic == example.intent
    found.topics_after += after.topic == example.intent
    if turn := _turn(example.level, before.level, after.level):
        found.changes.append(Change(turn, example, before.level, after.level))


def _turn(true: RiskLevel, before: RiskLevel, after: RiskLevel) -> Turn | None:
    seen = (before.needs_a_human, after.needs_a_human)
    if not true.needs_a_human:
        return {(True, False): Turn.CALMED, (False, True): Turn.ALARMED}.get(seen)
    if turn := {(True, False): Turn.UNSEEN, (False, True): Turn.SEEN}.get(seen):
        return turn
    if true is RiskLevel.RED and before is not after:
        return {RiskLevel.RED: Turn.LOWERED, RiskLevel.YELLOW: Turn.RAISED}.get(before)
    return None
