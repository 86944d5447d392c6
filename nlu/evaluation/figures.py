"""All figures of one measurement, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import humiao
from humiao.vocabulary import RiskLevel
from nlu.evaluation.calibration import calibration
from nlu.evaluation.conversations import Talk, conversation_figures
from nlu.evaluation.dialects import Dialects
from nlu.evaluation.groups import group_figures
from nlu.evaluation.judging import Heard, Judged, Judges, judge_all
from nlu.evaluation.levels import columns
from nlu.evaluation.robustness import Track, disguise_figures
from nlu.evaluation.shares import Figures
from nlu.evaluation.topics import TopicGroups, topic_figures
from nlu.sentences import Example


@dataclass(frozen=True)
class Scales:
    """What the sentences are divided by: data, so that people who know the field can change it."""

    groups: TopicGroups
    dialects: Dialects
    disguises: Mapping[str, Callable[[str], str]]


def evaluate(
    examples: Iterable[Example],
    judge: Judges,
    heard: Heard | None,
    scales: Scales,
    track: Track = lambda judged, _: judged,
    talks: Sequence[Talk] = (),
) -> Figures:
    """Judges every example by itself; ``heard`` is what ``judge`` asks, None for the rules alone."""
    judged = list(judge_all(examples, judge, heard))
    return {
        "versions": versions(judged),
        "sentences": len(judged),
        "by_level": {str(level): sum(one.example.level is level for one in judged) for level in reversed(RiskLevel)},
        "columns": columns(judged),
        "topics": topic_figures(judged, scales.groups),
        "groups": group_figures(judged, scales.dialects),
        "disguises": disguise_figures(judged, judge, scales.disguises, track) if scales.disguises else None,
        "conversations": conversation_figures(talks, judge),
        "calibration": calibration(judged),
        "misses": _misses(judged),
        "milliseconds": _times([one.milliseconds for one in judged]),
    }


def versions(judged: Sequence[Judged]) -> dict[str, str]:
    """Of program, rules and model; a model that did not answer has none."""
    models = sorted({one.found.model_version for one in judged} - {""})
    rules = sorted({one.found.rules_version for one in judged})
    return {"program": humiao.__version__, "rules": " ".join(rules), "model": " ".join(models)}


def _misses(judged: Sequence[Judged]) -> Figures:
    """Worst first. The sentences are written for the project, so they may be shown to who improves it."""
    unseen = [one for one in judged if one.is_red and not one.found.level.needs_a_human]
    alarms = [one for one in judged if one.example.level is RiskLevel.NONE and one.found.level is RiskLevel.RED]
    return {
        "red_unseen": [_miss(one) for one in sorted(unseen, key=lambda one: one.danger or 0.0)],
        "none_called_red": [_miss(one) for one in sorted(alarms, key=lambda one: -(one.danger or 0.0))],
    }


def _miss(one: Judged) -> Figures:
    rules = [reason.id for reason in one.found.reasons if reason.start is not None]
    return {
        "text": one.example.text,
        "intent": one.example.intent,
        "sender": one.example.sender,
        "level": str(one.found.level),
        "danger": one.danger,
        "rules": rules,
    }


def _times(milliseconds: Sequence[float]) -> Figures:
    ordered = sorted(milliseconds)
    return {"median": median(ordered), "p99": ordered[int(0.99 * (len(ordered) - 1))]}
