"""Approved corrections come out in the form in which sentences are learnt."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

from cases.quality.corrections import Lesson
from cases.quality.words import Cause
from humiao.cli.corrections import as_rasa
from humiao.vocabulary import RiskLevel
from nlu.sentences import read_examples


def lesson(text: str, should: RiskLevel, topic: str) -> Lesson:
    return Lesson("m", text, RiskLevel.RED, should, topic, Cause.CASE, datetime(2026, 11, 21, tzinfo=timezone.utc))


def test_what_is_written_is_read_as_training_sentences(tmp_path: Path) -> None:
    lessons = [
        lesson("我要被作业打死了", RiskLevel.NONE, "service_info"),
        lesson("他: 天天 #堵我", RiskLevel.YELLOW, "physical_bullying"),
    ]
    (tmp_path / "corrections.yml").write_text(as_rasa(lessons), encoding="utf-8")

    read = {(example.intent, example.text, example.level) for example in read_examples(tmp_path)}

    assert read == {
        ("service_info", "我要被作业打死了", RiskLevel.NONE),
        ("physical_bullying", "他: 天天 #堵我", RiskLevel.YELLOW),
    }
