"""The figures of the held-out sentences."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from humiao.assessment import Assessment, Reason, Source
from humiao.errors import HumiaoError
from humiao.vocabulary import RiskLevel, Topic
from nlu.evaluate import evaluate, show
from nlu.sentences import read_examples

SENTENCES = """
version: "3.1"
nlu:
- intent: runaway
  examples:
  - {text: 我在桥下面, metadata: {risk: red, sender: child}}
  - {text: 跑出来了, metadata: {risk: red, sender: child}}
  - {text: 离家出走犯法吗, metadata: {risk: none, sender: child}}
"""


class Says:
    """Calls everything about 桥 red and a runaway, by the classifier; the rest nothing."""

    def assess(self, text: str, history: Sequence[str] = ()) -> Assessment:
        if "桥" not in text:
            return Assessment(RiskLevel.NONE)
        reason = Reason(Source.CLASSIFIER, "risk", RiskLevel.RED)
        return Assessment(RiskLevel.RED, (Topic.RUNAWAY,), reasons=(reason,))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "runaway.yml").write_text(SENTENCES, "utf-8")
    return tmp_path


def test_recall_and_precision_are_counted_for_each_level_and_each_judge(folder: Path) -> None:
    figures = evaluate(folder, Says())

    assert figures["sentences"] == 3
    assert figures["levels"]["together"]["red"] == {"recall": 0.5, "precision": 1.0}
    assert figures["levels"]["classifier"]["red"]["recall"] == 0.5
    assert figures["levels"]["rules"]["red"] == {"recall": 0.0, "precision": None}
    assert figures["topic"]["right"] == pytest.approx(1 / 3)


def test_missed_reds_are_listed_for_who_improves_them(folder: Path) -> None:
    assert [missed["text"] for missed in evaluate(folder, Says())["missed_red"]] == ["跑出来了"]


def test_the_table_can_be_read(folder: Path) -> None:
    console = Console(file=io.StringIO(), width=120)
    show(evaluate(folder, Says()), console)

    assert "50% / 100%" in console.file.getvalue()  # type: ignore[attr-defined]


@pytest.mark.parametrize("broken", ["nlu: 3", "nlu: [{intent: nothing, examples: []}]", "a: b", "- [", ""])
def test_a_broken_file_is_named(tmp_path: Path, broken: str) -> None:
    (tmp_path / "broken.yml").write_text(broken, "utf-8")

    with pytest.raises(HumiaoError, match=r"broken\.yml"):
        read_examples(tmp_path)


def test_a_folder_without_sentences_is_named(tmp_path: Path) -> None:
    with pytest.raises(HumiaoError, match="HM073"):
        read_examples(tmp_path)
