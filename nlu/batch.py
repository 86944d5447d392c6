"""Judging messages one after another, outside of any conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from humiao.assessment import Assessment, Reason, Understanding
from humiao.vocabulary import RiskLevel, highest
from nlu.commands import Commands
from nlu.safety import SafetyRules
from nlu.triage import assess, joined


@dataclass(frozen=True)
class Judge:
    """The triage without a store: the history is judged first, line by line, as it would have been."""

    rules: SafetyRules
    commands: Commands
    understand: Callable[[str], Understanding | None] | None
    degraded: bool = False

    @classmethod
    def load(
        cls, data: Path, understand: Callable[[str], Understanding | None] | None, *, degraded: bool = False
    ) -> Judge:
        """``understand`` None and not ``degraded``: the safety rules alone."""
        rules, commands = SafetyRules.load(data / "safety"), Commands.load(data / "commands.yml")
        return cls(rules, commands, understand, degraded)

    def assess(self, text: str, history: Sequence[str] = ()) -> Assessment:
        """The assessment of ``text`` after the earlier messages of ``history`` (oldest first)."""
        level = RiskLevel.NONE
        for number, earlier in enumerate(history):
            level = highest([level, self._one(earlier, level, history[:number]).level])
        return self._one(text, level, history)

    def row(self, row: dict[str, Any]) -> dict[str, Any]:
        """One output line of ``humiao triage``."""
        found = self.assess(row["text"], row.get("history", []))
        return {
            "id": row["id"],
            "level": str(found.level),
            "topic": str(found.topic) if found.topic else "service_info",
            "topics": [str(topic) for topic in found.topics],
            "confidence": round(found.confidence, 4),
            "reasons": [reason_row(reason) for reason in found.reasons],
            "degraded": found.degraded,
        }

    def _one(self, text: str, earlier: RiskLevel, history: Sequence[str]) -> Assessment:
        lines = joined(history, text)
        return assess(
            text,
            rules=self.rules,
            understanding=self.understand(text) if self.understand else None,
            earlier=earlier,
            history=history,
            together=self.understand(lines) if self.understand and lines else None,
            harmless=self.commands.act(text) is not None,
            rules_only=self.understand is None and not self.degraded,
        )


def reason_row(reason: Reason) -> dict[str, Any]:
    """A reason as plain data; what is empty is left out."""
    row = {
        "source": str(reason.source),
        "id": reason.id,
        "level": str(reason.level),
        "topic": str(reason.topic) if reason.topic else None,
        "start": reason.start,
        "end": reason.end,
        "confidence": reason.confidence,
    }
    return {name: value for name, value in row.items() if value is not None}
