"""How well messages are judged, measured on sentences that nothing was trained on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Protocol

from rich.console import Console
from rich.table import Table

from humiao.assessment import Assessment, Source
from humiao.vocabulary import RiskLevel
from nlu.sentences import Example, read_examples


class Judges(Protocol):
    """What is measured: ``nlu.batch.Judge``, or a stand-in."""

    def assess(self, text: str, history: Sequence[str] = ()) -> Assessment: ...


@dataclass(frozen=True)
class Judged:
    """An example and what was made of it, with the time it took in milliseconds."""

    example: Example
    found: Assessment
    milliseconds: float


# The whole is what happens to a caller; the parts show who would have missed what alone.
VIEWS: dict[str, Callable[[Assessment], RiskLevel]] = {
    "together": lambda found: found.level,
    "classifier": lambda found: found.level_from(Source.CLASSIFIER),
    "classifier and floor": lambda found: found.level_from(Source.CLASSIFIER, Source.FLOOR),
    "rules": lambda found: found.level_from(Source.RULE, Source.CONTEXT),
}


def evaluate(folder: Path, judge: Judges) -> dict[str, Any]:
    """Judges every sentence of ``folder`` by itself; figures as plain data for JSON."""
    judged = [_judge(example, judge) for example in read_examples(folder)]
    return {
        "sentences": len(judged),
        "levels": {view: _levels(judged, level) for view, level in VIEWS.items()},
        "topic": _topics(judged),
        "milliseconds": _times([one.milliseconds for one in judged]),
        "degraded": sum(one.found.degraded for one in judged),
        # The sentences are written for the project, so the misses may be shown to who improves them.
        "missed_red": [
            {"text": one.example.text, "intent": one.example.intent, "level": str(one.found.level)}
            for one in judged
            if one.example.level is RiskLevel.RED and one.found.level is not RiskLevel.RED
        ],
    }


def show(figures: dict[str, Any], console: Console) -> None:
    """The figures as tables that a person reads."""
    table = Table(title=f"{figures['sentences']} held-out sentences: recall / precision")
    for column in ("judged by", *(str(level) for level in reversed(RiskLevel)), "right", "none → red"):
        table.add_column(column)
    for view, row in figures["levels"].items():
        cells = [f"{_percent(row[level]['recall'])} / {_percent(row[level]['precision'])}" for level in row["names"]]
        table.add_row(view, *cells, _percent(row["right"]), _percent(row["harmless_called_red"]))
    console.print(table)
    topic, took = figures["topic"], figures["milliseconds"]
    console.print(f"topic or act right {_percent(topic['right'])}, among those named {_percent(topic['among'])}")
    console.print(f"time for one message: median {took['median']:.1f} ms, slowest of a hundred {took['p99']:.1f} ms")
    console.print(f"reds not called red: {len(figures['missed_red'])}; answered degraded: {figures['degraded']}")


def _judge(example: Example, judge: Judges) -> Judged:
    began = time.perf_counter()
    found = judge.assess(example.text)
    return Judged(example, found, (time.perf_counter() - began) * 1000)


def _levels(judged: Sequence[Judged], level_of: Callable[[Assessment], RiskLevel]) -> dict[str, Any]:
    pairs = [(one.example.level, level_of(one.found)) for one in judged]
    row: dict[str, Any] = {str(level): _recall_precision(pairs, level) for level in RiskLevel}
    row["names"] = [str(level) for level in reversed(RiskLevel)]
    row["right"] = _share(true is found for true, found in pairs)
    row["too_low"] = _share(found.rank < true.rank for true, found in pairs)
    row["red_reaches_a_human"] = _share(found.needs_a_human for true, found in pairs if true is RiskLevel.RED)
    row["harmless_called_red"] = _share(found is RiskLevel.RED for true, found in pairs if true is RiskLevel.NONE)
    return row


def _recall_precision(pairs: Sequence[tuple[RiskLevel, RiskLevel]], level: RiskLevel) -> dict[str, float | None]:
    return {
        "recall": _share(found is level for true, found in pairs if true is level),
        "precision": _share(true is level for true, found in pairs if found is level),
    }


def _topics(judged: Sequence[Judged]) -> dict[str, float | None]:
    def names(found: Assessment) -> list[str]:
        return [str(found.act)] if found.act else [str(topic) for topic in found.topics]

    return {
        "right": _share(one.example.intent in names(one.found)[:1] for one in judged),
        "among": _share(one.example.intent in names(one.found) for one in judged),
    }


def _times(milliseconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(milliseconds)
    return {"median": median(ordered), "p99": ordered[int(0.99 * (len(ordered) - 1))]}


def _share(hits: Iterable[bool]) -> float | None:
    """None where there was nothing to count: no share is not a share of zero."""
    found = list(hits)
    return sum(found) / len(found) if found else None


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"
