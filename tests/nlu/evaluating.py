"""Small stand-ins for measuring: a classifier that looks for 桥, and a triage of it and one rule."""

from __future__ import annotations

from collections.abc import Sequence

from humiao.assessment import Assessment, Reason, Source, Understanding
from humiao.vocabulary import RiskLevel, Topic
from nlu.evaluation.dialects import Dialects
from nlu.evaluation.figures import Scales
from nlu.evaluation.judging import Heard
from nlu.evaluation.topics import TopicGroups
from nlu.sentences import Example

RED, YELLOW, BLUE, NONE = RiskLevel.RED, RiskLevel.YELLOW, RiskLevel.BLUE, RiskLevel.NONE


def said(text: str, level: RiskLevel, intent: str = "runaway", sender: str = "child") -> Example:
    return Example(text, intent, level, sender)


EXAMPLES = (
    said("我在桥下面", RED),
    said("跑出来了", RED, sender="peer"),
    said("離家出走犯法嗎", NONE),
    said("走丢了", YELLOW, "missing_trafficking", sender=""),
)


def understand(text: str) -> Understanding:
    """Red for 桥, a little danger for everything else; always a runaway, and a missing child after that."""
    risks = {RED: 0.9, NONE: 0.1} if "桥" in text else {YELLOW: 0.15, NONE: 0.85}
    topics = {"runaway": 0.6, "missing_trafficking": 0.3, "drugs": 0.1}
    return Understanding("runaway", 0.6, topics, risks, model="m1")


class Triage:
    """Red when the classifier says so, yellow by a rule for 丢; the topic is the classifier's."""

    def __init__(self, heard: Heard | None) -> None:
        self._heard = heard

    def assess(self, text: str, history: Sequence[str] = ()) -> Assessment:
        reasons = []
        if self._heard and (understood := self._heard(text)):
            level = RED if understood.risks.get(RED, 0.0) > 0.5 else NONE
            reasons.append(Reason(Source.CLASSIFIER, "risk", level, Topic.RUNAWAY, confidence=0.9))
        if "丢" in text:
            reasons.append(Reason(Source.RULE, "lost", YELLOW, start=1, end=2))
        level = max((reason.level for reason in reasons), key=lambda one: one.rank, default=NONE)
        topics = (Topic.RUNAWAY,) if self._heard else ()
        return Assessment(level, topics, reasons=tuple(reasons), rules_version="r1", model_version="m1")


SCALES = Scales(
    TopicGroups({"runaway": "gone", "missing_trafficking": "gone"}),
    Dialects({"northeast": ("咋整",)}),
    {"without bridges": lambda text: text.replace("桥", "槗"), "as it is": lambda text: text},
)
