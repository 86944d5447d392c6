"""Article numbers in every spelling."""

from __future__ import annotations

import pytest

from knowledge.numerals import article_number, to_chinese, to_int


@pytest.mark.parametrize(
    ("number", "spelled"),
    [
        (1, "一"), (10, "十"), (17, "十七"), (20, "二十"), (101, "一百零一"), (110, "一百一十"),
        (1001, "一千零一"), (1084, "一千零八十四"), (1195, "一千一百九十五"),
    ],
)  # fmt: skip
def test_a_number_is_spelled_as_the_statutes_spell_it(number: int, spelled: str) -> None:
    assert to_chinese(number) == spelled


def test_every_number_up_to_the_last_article_of_the_civil_code_reads_back() -> None:
    assert all(to_int(to_chinese(number)) == number for number in range(1, 1261))


@pytest.mark.parametrize(("text", "number"), [("236", 236), ("二三六", 236), ("两百三十六", 236), ("一百十七", 117)])
def test_everyday_spellings_are_understood(text: str, number: int) -> None:
    assert to_int(text) == number


@pytest.mark.parametrize("text", ["一百一", "百", "十十", "零", "0", "几", ""])
def test_a_spelling_with_two_readings_or_none_is_refused(text: str) -> None:
    assert to_int(text) is None


def test_an_inserted_article_has_a_number_of_its_own() -> None:
    assert article_number(236, 1) == "第二百三十六条之一"
