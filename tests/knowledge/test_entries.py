"""What the check lets pass and what it refuses, on a real entry with one thing wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from humiao.errors import HumiaoError
from humiao.settings import ROOT
from knowledge.entries import Entry, Gravity, check, load_entries, without_second_reader
from knowledge.statutes import Statutes

MakeFolder = Callable[..., Path]
ASSAULT_OLD = {
    "law": "中华人民共和国治安管理处罚法",
    "article": "第四十三条",
    "anchor": "殴打他人的，或者故意伤害他人身体",
}


def texts(folder: Path, statutes: Statutes, day: date) -> str:
    return "\n".join(str(problem) for problem in check(folder, statutes, day))


def test_every_entry_that_we_ship_passes(statutes: Statutes, today: date, entries: dict[str, Entry]) -> None:
    assert check(ROOT / "data" / "knowledge", statutes, today) == []
    assert len(entries) >= 67


def test_an_untouched_entry_loads(folder_with: MakeFolder, statutes: Statutes, today: date) -> None:
    (entry,) = load_entries(folder_with(lambda data: None), statutes, today)
    assert entry.citations[0].short_law == "刑法"


def test_a_changed_anchor_refuses_to_load(folder_with: MakeFolder, statutes: Statutes, today: date) -> None:
    folder = folder_with(lambda data: data["citations"][0].update(anchor="属于正当防卫，应负刑事责任"))
    with pytest.raises(HumiaoError, match="anchor that is not in 《刑法》第二十条"):
        load_entries(folder, statutes, today)


def test_the_old_number_for_assault_is_caught(folder_with: MakeFolder, statutes: Statutes, today: date) -> None:
    folder = folder_with(lambda data: data["citations"].append(ASSAULT_OLD))
    with pytest.raises(HumiaoError, match="anchor that is not in 《治安管理处罚法》第四十三条"):
        load_entries(folder, statutes, today)


def test_all_faults_are_listed_at_once(folder_with: MakeFolder, statutes: Statutes, today: date) -> None:
    def spoil(data: dict[str, Any]) -> None:
        data["contacts"] = ["110", "12348", "12355", "96110"]
        data["related"] = ["no_such_entry"]
        data["citations"][1]["article"] = "第九百条"

    with pytest.raises(HumiaoError) as refused:
        load_entries(folder_with(spoil), statutes, today)
    for part in ("more than three numbers", "96110", "no_such_entry", "第九百条, which does not exist"):
        assert part in str(refused.value)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("按《刑法》第二百三十四条处理。", "《刑法》第二百三十四条"),
        ("按《婚姻法》第三条处理。", "《婚姻法》第三条"),
        ("也可看第九百条。", "第九百条"),
        ("这就是故意伤害罪。", "就是故意伤害罪"),
        ("我们保证保密。", "不承诺保密"),
        ("你一定能赢。", "不承诺结果"),
    ],
)
def test_prose_that_is_not_covered_is_a_fault(
    folder_with: MakeFolder, statutes: Statutes, today: date, said: str, found: str
) -> None:
    folder = folder_with(lambda data: data.update(adult=data["adult"] + said))
    assert found in texts(folder, statutes, today)


def test_an_honest_sentence_about_secrecy_is_allowed(folder_with: MakeFolder, statutes: Statutes, today: date) -> None:
    folder = folder_with(lambda data: data.update(child=data["child"] + "我们不能保证保密。"))
    assert texts(folder, statutes, today) == ""


def test_an_article_of_a_rule_below_the_statutes_may_be_named(
    folder_with: MakeFolder, statutes: Statutes, today: date
) -> None:
    folder = folder_with(
        lambda data: data.update(adult=data["adult"] + "见《关于依法适用正当防卫制度的指导意见》第九条。")
    )
    assert texts(folder, statutes, today) == ""


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        (lambda data: data.pop("never"), "missing: never"),
        (lambda data: data.update(contacts=[110]), "numbers need quotes"),
        (lambda data: data.update(topic="law"), "law"),
        (lambda data: data.update(extra=1), "unknown: extra"),
        (lambda data: data.update(review_by="soon"), "review_by is not a date"),
        (lambda data: data.update(questions=["只有一句"]), "at least 8 questions"),
    ],
)
def test_a_broken_file_is_named_with_its_field(
    folder_with: MakeFolder, statutes: Statutes, today: date, edit: Callable[[dict[str, Any]], None], found: str
) -> None:
    assert found in texts(folder_with(edit), statutes, today)


def test_a_file_under_another_name_is_a_fault(folder_with: MakeFolder, statutes: Statutes, today: date) -> None:
    folder = folder_with(lambda data: None, "other")
    assert "not the name of the file" in texts(folder, statutes, today)


def test_an_entry_past_its_review_is_not_served_and_is_listed(folder_with: MakeFolder, statutes: Statutes) -> None:
    folder, day = folder_with(lambda data: None), date(2027, 5, 21)
    assert load_entries(folder, statutes, day) == ()
    assert [problem.gravity for problem in check(folder, statutes, day)] == [Gravity.LAPSED]


def test_an_entry_whose_law_is_not_in_force_is_left_out_and_the_desk_still_starts(
    folder_with: MakeFolder, statutes: Statutes
) -> None:
    before_the_new_public_order_law = date(2025, 12, 31)
    folder = folder_with(lambda data: None)
    assert load_entries(folder, statutes, before_the_new_public_order_law) == ()
    assert "is not in force on 2025-12-31" in texts(folder, statutes, before_the_new_public_order_law)


def test_entries_without_a_second_reader_can_be_counted(entries: dict[str, Entry]) -> None:
    assert set(without_second_reader(tuple(entries.values()))) <= set(entries)
