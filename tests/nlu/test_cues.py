"""Age, relation, place, phone and time, found by rule."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.components.cues import find_cues


def cues(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for cue in find_cues(text):
        found.setdefault(cue.name, []).append(cue.value)
    return found


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("我今年13岁", "13岁"),
        ("女儿才四岁半", "四岁半"),
        ("我上初二", "初二"),
        ("五年级的男生", "五年级"),
        ("宝宝八个月大", "八个月大"),
        ("我才13，他十九", "13"),
    ],
)
def test_ages_and_school_years(text: str, age: str) -> None:
    assert age in cues(text)["age"]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("昨天晚上他又来了", "昨天晚上"),
        ("下午三点在校门口", "下午三点"),
        ("星期五放学", "星期五"),
        ("11月20号那天", "11月20号"),
        ("两个月前开始的", "两个月前"),
        ("他现在在砸门", "现在"),
    ],
)
def test_times(text: str, time: str) -> None:
    assert time in cues(text)["time"]


def test_people_and_places() -> None:
    found = cues("班主任和我爸在学校门口，妈妈的男朋友在幸福小区3栋")

    assert found["relation"] == ["班主任", "爸", "妈妈的男朋友"]
    assert "学校门口" in found["place"]


@pytest.mark.parametrize("phone", ["13812345678", "138 1234 5678", "0745-2712345", "１３８１２３４５６７８"])
def test_phone_numbers_in_the_forms_people_write(phone: str) -> None:
    assert cues(f"打这个 {phone} 找我")["phone"] == [phone]


@pytest.mark.parametrize("text", ["编号202611210001234567", "一百块钱", "三天打鱼", "你好"])
def test_what_only_looks_like_a_phone_or_an_age_is_left_alone(text: str) -> None:
    found = cues(text)

    assert "phone" not in found
    assert "age" not in found


@pytest.mark.parametrize("text", ["我​今年１３歲", "  我今年13岁", "😭我今年13岁", "我 今年 1 3 岁"])
def test_places_count_characters_of_the_original(text: str) -> None:
    for cue in find_cues(text):
        assert text[cue.start : cue.end] == cue.value


@given(st.text(alphabet=st.sampled_from("我爸妈13岁昨天学校家里在三点半１歲後媽​* 。😭a"), max_size=60))
def test_cues_never_overlap_and_always_fit(text: str) -> None:
    found = find_cues(text)

    assert all(text[cue.start : cue.end] == cue.value for cue in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
