"""Sentences that no rule quotes: what the rules make of words put together in a new way."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from humiao.vocabulary import RiskLevel, highest
from nlu.safety import RULES_FOLDER, SafetyRules

RULES = SafetyRules.load()
SENTENCES = yaml.safe_load((RULES_FOLDER / "examples" / "levels.yml").read_text(encoding="utf-8"))
DOCS = Path(__file__).resolve().parents[2] / "docs" / "safety-rules.md"


@pytest.mark.parametrize("level", SENTENCES)
def test_the_rules_alone_give_the_level(level: str) -> None:
    given = {text: highest(reason.level for reason in RULES.check(text)) for text in SENTENCES[level]}

    assert {text: found for text, found in given.items() if found is not RiskLevel(level)} == {}


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_the_docs_list_every_rule_as_it_is(rule: object) -> None:
    row = f"| `{rule.id}` | {rule.level} | {rule.topic} | {rule.reason} |"

    assert row in DOCS.read_text(encoding="utf-8")


def test_the_docs_list_no_rule_that_is_gone() -> None:
    rows = [line for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]

    assert len(rows) == len(RULES.rules)
