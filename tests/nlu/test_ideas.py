"""The words of the field and how they are found."""

from __future__ import annotations

import time

import pytest

from nlu.components.ideas import WORDS, Ideas, fingerprint

IDEAS = Ideas.read("# people\nfather: 爸 爸爸 老豆\nhit: 打 打我\nthreat: 打死 打我\n")


def test_words_of_one_idea_count_as_the_same() -> None:
    assert IDEAS.find("爸爸打人") == IDEAS.find("老豆打人") == ["father", "hit"]


def test_the_longest_word_wins() -> None:
    assert IDEAS.find("打死") == ["threat"]


def test_a_word_may_stand_for_two_ideas() -> None:
    assert IDEAS.find("打我") == ["hit", "threat"]


def test_single_characters_are_not_given_to_the_tokenizer() -> None:
    assert sorted(IDEAS.words) == sorted(["爸爸", "老豆", "打我", "打死"])


@pytest.mark.parametrize("line", ["no colon", "empty:", ": 打", "two words: 打"])
def test_a_broken_line_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        Ideas.read(f"hit: 打\n{line}")


def test_the_words_of_the_project_can_be_read() -> None:
    ideas = Ideas.read(WORDS.read_text("utf-8"))

    assert ideas.find("校霸收保护费") == ["bully", "take_money"] or "take_money" in ideas.find("校霸收保护费")
    assert len(ideas.of_word) > 500


def test_ten_times_the_text_takes_about_ten_times_as_long() -> None:
    ideas = Ideas.read(WORDS.read_text("utf-8"))

    def seconds(text: str) -> float:
        began = time.perf_counter()
        ideas.find(text)
        return time.perf_counter() - began

    short = min(seconds("没人跟" * 700) for _ in range(3))
    long = min(seconds("没人跟" * 7000) for _ in range(3))
    assert long < 30 * short


def test_the_fingerprint_changes_with_the_words(tmp_path: object) -> None:
    from pathlib import Path

    words = Path(str(tmp_path)) / "domain.txt"
    words.write_text("hit: 打", "utf-8")
    before = fingerprint(words)
    words.write_text("hit: 打 揍", "utf-8")

    assert fingerprint(words) != before
