"""Weak signs that add up, and what speaks against a rule's finding."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from humiao.vocabulary import RiskLevel, highest
from nlu.safety import RULES_FOLDER, SafetyRules
from nlu.safety_reading import read
from nlu.safety_signs import STRETCH
from nlu.safety_signs_loading import signs_of

RULES = SafetyRules.load()
SMALL = """
start: -10
bars: {believed: -5, yellow: 5, red: 15}
families:
  fear: {reason: 害怕, once: 4, again: 2, words: {3: 发抖, 0: 怕 躲}}
  night: {reason: 夜里, topic: runaway, once: 5, words: {4: 半夜}}
  food: {reason: 吃喝, once: -6, words: {-2: 火锅}}
"""


def points(text: str) -> int:
    signs = signs_of(yaml.safe_load(SMALL))
    reading = read(text)
    return signs.tally(signs.find(reading), 0, len(reading.text)).points


def test_a_family_counts_once_and_a_little_more_for_a_second_sign() -> None:
    assert points("你好") == -10
    assert points("怕") == points("怕怕，怕") == -6
    assert points("怕得发抖") == -10 + 4 + 2 + 3


def test_signs_of_different_families_add_up_and_harmless_ones_take_off() -> None:
    assert points("半夜发抖") == -10 + 4 + 3 + 5 + 4
    assert points("半夜发抖吃火锅") == points("半夜发抖") - 8


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("once: 4", "one: 4"), ("yellow: 5", "yellow: 50"), ("topic: runaway", "topic: weather"), ("怕 躲", "怕 怕")],
)
def test_a_fault_in_the_signs_is_refused(right: str, wrong: str) -> None:
    with pytest.raises(ValueError):
        signs_of(yaml.safe_load(SMALL.replace(right, wrong)))


def test_a_disclosure_that_no_rule_names_is_found() -> None:
    reasons = RULES.check("他每天晚上进来把门锁上，我不敢睡，也不敢告诉妈妈，我好怕")

    assert highest(reason.level for reason in reasons).needs_a_human


def test_a_reason_of_signs_speaks_of_meanings_and_asks_back() -> None:
    text = "别人都不知道，我胳膊上又多了好多青的，说是摔的，其实不是，我不敢回去"
    signs = [reason for reason in RULES.check(text) if reason.id.startswith("signs.")]

    for reason in signs:
        assert reason.note.startswith("迹象累积：")
        assert RULES.asks_back(reason) == (reason.level is RiskLevel.YELLOW)


HARMLESS_TAILS = ["今天作业写完了", "我们去吃火锅吧哈哈哈", "老师表扬我了好开心", "游戏通关了", "没事了", "开玩笑的"]


@pytest.mark.parametrize(
    "danger",
    ["我爸把我打出血了", "我拿刀片割手了", "叔叔摸我下面", "我被锁在阳台", "他说不给钱就把我的裸照发班群"],
)
@pytest.mark.parametrize("tail", HARMLESS_TAILS)
def test_harmless_words_in_another_sentence_hide_no_danger(danger: str, tail: str) -> None:
    for text in (f"{danger}。{tail}", f"{tail}。{danger}", f"{danger} {tail}"):
        assert highest(reason.level for reason in RULES.check(text)) is RiskLevel.RED


def test_a_long_story_is_judged_by_its_worst_stretch() -> None:
    everyday = "今天天气很好，我们去公园玩了，中午吃了面条，下午写作业。" * (2 * STRETCH // 28)

    assert not highest(reason.level for reason in RULES.check(everyday)).needs_a_human


def test_without_signs_every_rule_is_believed(tmp_path: Path) -> None:
    for path in RULES_FOLDER.glob("*.yml"):
        if path.name != "signs.yml":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    rules = SafetyRules.load(tmp_path)

    assert rules.check("我要自杀")
    assert rules.check("你好") == []
