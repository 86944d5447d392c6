"""Words written to get past a filter: the rules must find what they would have found in plain words."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from humiao.vocabulary import highest
from nlu.disguises import DISGUISES
from nlu.safety import RULES_FOLDER, SafetyRules
from nlu.safety_reading import read
from nlu.safety_restore import Restorer

RULES = SafetyRules.load()
SENTENCES = yaml.safe_load((RULES_FOLDER / "examples" / "levels.yml").read_text(encoding="utf-8"))
MOST_LOST = 0.03
MIXED = "救救打我想死自杀🚪🔒zisha被qj，。 *"


def found(text: str) -> bool:
    return highest(reason.level for reason in RULES.check(text)).needs_a_human


@pytest.mark.parametrize("name", DISGUISES)
def test_a_disguise_hides_few_dangers(name: str) -> None:
    dangers = [text for text in SENTENCES["red"] if found(text)]
    lost = [text for text in dangers if not found(DISGUISES[name](text))]

    assert len(lost) <= MOST_LOST * len(dangers), lost


@pytest.mark.parametrize("name", DISGUISES)
def test_a_disguise_makes_no_danger(name: str) -> None:
    alarmed = [text for text in SENTENCES["none"] if found(DISGUISES[name](text)) and not found(text)]

    assert len(alarmed) <= MOST_LOST * len(SENTENCES["none"]), alarmed


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("救救救命", "救命"), ("我想zi杀", "我想自杀"), ("他把我🔒起来", "他把我锁起来"), ("我被qj了", "我被强奸了"),
        ("哈哈哈哈", "哈哈哈哈"), ("宜兴紫砂壶", "宜兴紫砂壶"), ("来自鲨鱼", "来自鲨鱼"),
        ("从五楼跳下去", "从五楼跳下去"),
        ("叫妈妈妈妈不应", "叫妈妈妈妈不应"), ("抬出去一个", "抬出去一个"), ("小时候爸爸带我", "小时候爸爸带我"),
    ],
)  # fmt: skip
def test_what_was_meant_is_restored_and_ordinary_words_stay(written: str, meant: str) -> None:
    assert RULES.restorer.restore(read(written)).text == meant


@given(st.text(MIXED, max_size=60))
@settings(max_examples=200, deadline=None)
def test_a_restored_reading_still_leads_back_to_the_original(text: str) -> None:
    restored = RULES.restorer.restore(read(text))

    assert len(restored.text) == len(restored.places) == len(restored.sentence) == len(restored.torn)
    assert list(restored.places) == sorted(restored.places)
    for place in range(len(restored.text)):
        first, last = restored.span(place, place + 1)
        assert 0 <= first < last <= len(text)


def test_a_restorer_without_words_changes_only_stutters() -> None:
    assert Restorer({}, {}).restore(read("打打打我zisha")).text == "打我zisha"
