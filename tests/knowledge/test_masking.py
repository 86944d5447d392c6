"""What an editor is not to read is gone, and what is asked is still there."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from humiao.settings import ROOT
from knowledge.masked_words import Span
from knowledge.masking import mask, merged

SENTENCES: dict[str, Any] = yaml.safe_load((ROOT / "tests" / "knowledge" / "masked.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "gone", "left"), SENTENCES["hidden"], ids=lambda value: str(value)[:24])
def test_who_it_was_is_hidden_and_what_happened_is_not(text: str, gone: list[str], left: list[str]) -> None:
    masked = mask(text)
    assert [part for part in gone if part in masked] == [], masked
    assert [part for part in left if part not in masked] == [], masked


@pytest.mark.parametrize("text", SENTENCES["kept"])
def test_where_nothing_leads_to_anybody_nothing_is_masked(text: str) -> None:
    assert mask(text) == text


def test_there_are_enough_sentences_to_mean_something() -> None:
    assert len(SENTENCES["hidden"]) >= 60
    assert len(SENTENCES["kept"]) >= 40


def test_everyday_questions_are_hardly_ever_changed() -> None:
    """The answers' own questions name hardly anybody: what is masked there is mostly masked for nothing."""
    files = sorted((ROOT / "data" / "knowledge").glob("*.yml"))[::8]
    asked = [text for file in files for text in yaml.safe_load(file.read_text(encoding="utf-8"))["questions"]]
    changed = [text for text in asked if mask(text) != text]
    assert len(changed) <= 0.03 * len(asked), changed


def test_every_name_of_a_crowd_goes() -> None:
    assert mask("张伟，李娜，王芳都打我") == "【姓名】，【姓名】，【姓名】都打我"


def test_an_address_of_many_parts_is_one_mark() -> None:
    assert mask("我家在长沙市岳麓区麓山南路36号3栋502室") == "我家在【地址】"


def test_what_a_caller_puts_in_our_brackets_is_no_mark() -> None:
    assert "13812345678" not in mask("【13812345678】")
    assert "李梓涵" not in mask("【李梓涵】打我")


@pytest.mark.parametrize("text", ["", "   ", "。。。", "😭😭😭", "a", "1", "【】", "\u200b", "打" * 5000, "1" * 5000])
def test_no_text_is_a_fault(text: str) -> None:
    mask(text)


def test_lines_become_one() -> None:
    assert mask("他打我\n怎么办") == "他打我 怎么办"


def test_overlapping_stretches_are_one_under_the_longest_label() -> None:
    spans = [Span(0, 2, "a"), Span(1, 5, "b"), Span(5, 6, "c"), Span(8, 9, "d")]
    assert list(merged(spans)) == [Span(0, 5, "b"), Span(5, 6, "c"), Span(8, 9, "d")]
