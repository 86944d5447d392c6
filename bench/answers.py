"""How well and how fast questions are answered, on questions that nobody wrote answers for.

``python -m bench.answers``: the whole way of ``humiao ask``, with the NLU server, over the held-out
questions and the messages about other matters. One question in four (by its hash) chose the weights
of search; the figures are those of the others.
"""

from __future__ import annotations

import hashlib
import json
import statistics
import sys
import time
from collections.abc import Sequence
from resource import RUSAGE_SELF, getrusage
from typing import Any

import yaml

from actions.asker import load_asker
from bot.app import build_kit
from bot.asking import Asking
from humiao.clock import local, now
from humiao.settings import ROOT, read_settings
from nlu.batch import Judge
from nlu.serve import serving

HELD_OUT = ROOT / "tests" / "knowledge" / "held_out.yml"
OFF_TOPIC = ROOT / "tests" / "knowledge" / "held_out_off_topic.yml"
Row = dict[str, Any]


def tunes(text: str) -> bool:
    """Whether this question chose weights; such a question reports nothing."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 4 == 0


def read(path: Any) -> list[Row]:
    rows: list[Row] = yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]
    return rows


def main() -> None:
    """Prints the figures as JSON; a minute, and longer when the answers' vectors are still to make."""
    settings = read_settings()
    start = time.perf_counter()
    kit = build_kit(settings)
    ready = time.perf_counter() - start
    with serving(settings.number("nlu_port")) as client:
        judge = Judge.load(settings.path("data"), client.parse if client else None, degraded=client is None)
        asker = load_asker(settings.path("data") / "words" / "asker.yml")
        asking = Asking(kit, judge, asker, local(now()).date())
        held = [row for row in read(HELD_OUT) if not tunes(row["ask"])]
        found, times = _asked(asking, held)
        off, _ = _asked(asking, read(OFF_TOPIC))
    cited = {entry.id: {f"{one.law}{one.article}" for one in entry.citations} for entry in kit.knowledge.entries}
    figures = {
        "questions": len(held),
        **_quality(held, found, cited),
        "other matters answered": _share([bool(row["answered"]) for row in off]),
        "median ms": round(statistics.median(times) * 1000, 1),
        "99 of 100 under ms": round(statistics.quantiles(times, n=100)[98] * 1000, 1),
        "ready s": round(ready, 1),
        "memory MB": getrusage(RUSAGE_SELF).ru_maxrss // 1024,
        "with the NLU server": client is not None,
    }
    sys.stdout.write(json.dumps(figures, ensure_ascii=False, indent=1) + "\n")


def _asked(asking: Asking, rows: Sequence[Row]) -> tuple[list[Row], list[float]]:
    found, times = [], []
    for number, row in enumerate(rows):
        start = time.perf_counter()
        found.append(asking.row({"id": number, "text": row["ask"]}))
        times.append(time.perf_counter() - start)
    return found, times


def _quality(held: Sequence[Row], found: Sequence[Row], cited: dict[str, set[str]]) -> dict[str, float]:
    first, among, law, law_among = [], [], [], []
    for row, answer in zip(held, found, strict=True):
        right, articles = {row["entry"], *row.get("also", ())}, set(row["articles"])
        named = [answer["entry"]] if answer["entry"] else []
        four = [*named, *answer["alternatives"]][:4]
        first.append(bool(named) and named[0] in right)
        among.append(bool(right & set(four)))
        law.append(bool(named) and bool(articles & cited[named[0]]))
        law_among.append(any(articles & cited[one] for one in four))
    return {
        "answered": _share([bool(answer["answered"]) for answer in found]),
        "right answer first": _share(first),
        "right answer among four": _share(among),
        "right article cited": _share(law),
        "right article among four": _share(law_among),
    }


def _share(hits: Sequence[bool]) -> float:
    return round(sum(hits) / len(hits), 3)


if __name__ == "__main__":
    main()
