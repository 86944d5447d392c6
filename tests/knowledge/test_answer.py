"""What a person reads, on the day that they read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from knowledge.answer import NotInForce, render
from knowledge.directory import Directory
from knowledge.entries import Entry
from knowledge.statutes import Statutes


def read(entry: Entry, statutes: Statutes, directory: Directory, day: date, *, adult: bool) -> str:
    return render(entry, adult=adult, statutes=statutes, directory=directory, area="430181", on=day)


def test_an_adult_reads_answer_steps_law_and_numbers(
    entries: dict[str, Entry], statutes: Statutes, directory: Directory, today: date
) -> None:
    text = read(entries["self_defence"], statutes, directory, today, adult=True)
    for part in (
        "正当防卫",
        "1. 先脱身",
        "法律依据：《刑法》第二十条；《治安管理处罚法》第十九条、第九条",
        "110 报警电话",
    ):
        assert part in text


def test_a_child_reads_the_childs_words_and_no_steps_for_parents(
    entries: dict[str, Entry], statutes: Statutes, directory: Directory, today: date
) -> None:
    entry = entries["bullying_what_to_do"]
    text = read(entry, statutes, directory, today, adult=False)
    assert text.startswith(entry.child)
    assert entry.adult not in text
    assert "可以这样做" not in text


def test_a_rule_below_statute_level_is_marked_wherever_it_stands(
    entries: dict[str, Entry], statutes: Statutes, directory: Directory, today: date
) -> None:
    for entry in (entry for entry in entries.values() if entry.rules):
        for adult in (True, False):
            lines = read(entry, statutes, directory, today, adult=adult).split("其他规定：\n")[1].split("\n\n")[0]
            assert all(line.endswith("（未核对原文）") for line in lines.split("\n"))


def test_every_entry_can_be_read_by_both(
    entries: dict[str, Entry], statutes: Statutes, directory: Directory, today: date
) -> None:
    for entry in entries.values():
        for adult in (True, False):
            assert read(entry, statutes, directory, today, adult=adult).count("（") < 60


def test_a_citation_that_lapsed_since_loading_stops_the_answer(
    entries: dict[str, Entry], statutes: Statutes, directory: Directory
) -> None:
    with pytest.raises(NotInForce) as stopped:
        read(entries["self_defence"], statutes, directory, date(2025, 12, 31), adult=True)
    assert stopped.value.entry == "self_defence"


def test_an_article_that_no_longer_says_so_stops_the_answer(
    entries: dict[str, Entry], statutes: Statutes, directory: Directory, today: date
) -> None:
    entry = entries["self_defence"]
    changed = replace(entry, citations=(replace(entry.citations[0], anchor="这句话不在原文里"),))
    with pytest.raises(NotInForce):
        read(changed, statutes, directory, today, adult=False)


def test_after_their_day_no_numbers_are_shown(
    entries: dict[str, Entry], statutes: Statutes, directory: Directory
) -> None:
    assert "可以打" not in read(entries["self_defence"], statutes, directory, date(2027, 6, 1), adult=True)
