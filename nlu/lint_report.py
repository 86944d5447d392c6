"""What the linter of the labelled sentences found, for a program and for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from humiao.vocabulary import RiskLevel
from nlu.lint import Finding
from nlu.sentences import Example

Counts = Mapping[str, Counter[str]]
"""As ``nlu.lint.counts`` gives them: by intent the levels, in ``*`` the senders."""
SENDERS = "*"


def report(found: Sequence[Finding], trained: Counts, held_out: Counts) -> dict[str, Any]:
    """Plain data for JSON: ``findings``, and the counts of both folders."""
    return {
        "findings": [
            {"fault": one.fault.name.lower(), "one": _row(one.one), "other": _row(one.other)} for one in found
        ],
        "trained": _plain(trained),
        "held_out": _plain(held_out),
    }


def show(found: Sequence[Finding], trained: Counts, held_out: Counts, console: Console) -> None:
    """The counts first and the findings last, where the eye rests; texts are shown in full in their files."""
    for title, counts in (("trained on", trained), ("held out", held_out)):
        console.print(_levels(title, counts))
        senders = ", ".join(f"{sender or 'unknown'} {count}" for sender, count in counts[SENDERS].most_common())
        console.print(f"{title}, by sender: {senders}", markup=False)
    for one in found:
        console.print(str(one), markup=False, soft_wrap=True)
    console.print(f"findings: {len(found)}")


def _levels(title: str, counts: Counts) -> Table:
    levels = [str(level) for level in reversed(RiskLevel)]
    table = Table(title=title)
    for column in ("intent", *levels, "all"):
        table.add_column(column)
    rows = {intent: by_level for intent, by_level in counts.items() if intent != SENDERS}
    for intent, by_level in rows.items():
        table.add_row(intent, *(str(by_level[level]) for level in levels), str(by_level.total()))
    together = sum(rows.values(), Counter[str]())
    table.add_section()
    table.add_row("all", *(str(together[level]) for level in levels), str(together.total()))
    return table


def _plain(counts: Counts) -> dict[str, Any]:
    return {
        "by_topic": {intent: dict(by_level) for intent, by_level in counts.items() if intent != SENDERS},
        "by_sender": {sender or "unknown": count for sender, count in counts[SENDERS].items()},
    }


def _row(example: Example) -> dict[str, str]:
    return {
        "file": example.file,
        "intent": example.intent,
        "risk": str(example.level),
        "sender": example.sender,
        "text": example.text,
    }
