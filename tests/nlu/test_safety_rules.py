"""Every rule is tested by its own examples: what must fire it and what must leave it quiet."""

from __future__ import annotations

import re

import pytest

from nlu.safety import SafetyRules
from nlu.safety_rule import Rule

RULES = SafetyRules.load()


def ids(text: str) -> set[str]:
    return {reason.id for reason in RULES.check(text)}


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_a_rule_fires_on_its_examples(rule: Rule) -> None:
    assert [text for text in rule.fires if rule.id not in ids(text)] == []


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_a_rule_keeps_quiet_on_its_counterexamples(rule: Rule) -> None:
    assert [text for text in rule.quiet if rule.id in ids(text)] == []


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_a_rule_says_why_and_on_what_ground(rule: Rule) -> None:
    assert re.search("[\u4e00-\u9fff]", rule.reason)  # operators read it
    assert not re.search("[A-Za-z]{2}", rule.reason)
    assert rule.source


def test_reasons_come_most_urgent_first() -> None:
    levels = [reason.level.rank for reason in RULES.check("爸爸打我，我不想活了，遗书写好了")]

    assert levels == sorted(levels, reverse=True)
    assert len(levels) > 1


def test_a_reason_names_the_rule_and_never_the_words() -> None:
    for reason in RULES.check("我想紫砂，今晚"):
        assert "紫砂" not in reason.note
