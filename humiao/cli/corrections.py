"""Approved corrections as training sentences in Rasa's format: levels that a human changed teach the assistant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from rich.console import Console

from cases.quality.corrections import Lesson, taken
from humiao.cli.open_store import open_store
from humiao.settings import read_settings

console = Console(highlight=False)


def corrections(
    out: Annotated[Path, typer.Option(help="The file to write; it is read by a person before it joins data/nlu.")],
) -> None:
    """Write the sentences that supervisors approved. Example: humiao nlu corrections --out corrections.yml"""
    store = open_store(read_settings())
    with store.session(reading=True) as work:
        lessons = taken(work)
    store.close()
    out.write_text(as_rasa(lessons), encoding="utf-8")
    console.print(f"{len(lessons)} sentences written to {out}", markup=False)


def as_rasa(lessons: Sequence[Lesson]) -> str:
    """One block a topic; the sender is left to whoever files the sentence, for nobody asked."""
    by_topic: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for lesson in lessons:
        example = {"text": f"{lesson.text}\n", "metadata": {"risk": str(lesson.should), "sender": "other"}}
        by_topic[lesson.topic or ""].append(example)
    blocks = [{"intent": topic, "examples": examples} for topic, examples in sorted(by_topic.items())]
    return yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True, sort_keys=False)
