"""The law in force on a day, out of the real database with its traps."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from humiao.errors import HumiaoError
from knowledge.statutes import Statutes, clean

CRIMINAL = "中华人民共和国刑法"
PUBLIC_ORDER = "中华人民共和国治安管理处罚法"
MINORS = "中华人民共和国未成年人保护法"


def test_the_criminal_law_is_in_force_although_every_row_says_amended(statutes: Statutes, today: date) -> None:
    article = statutes.article(CRIMINAL, "第二百三十六条", today)
    assert article is not None
    assert "奸淫不满十四周岁的幼女" in article.text
    assert article.in_force_from == date(2021, 3, 1)


def test_an_inserted_article_is_not_the_one_before_it(statutes: Statutes, today: date) -> None:
    base, inserted = (statutes.article(CRIMINAL, number, today) for number in ("第十七条", "第十七条之一"))
    assert base is not None
    assert inserted is not None
    assert "已满十六周岁的人犯罪" in base.text
    assert "已满七十五周岁的人" in inserted.text


def test_a_law_that_takes_effect_next_year_is_not_in_force_today(statutes: Statutes, today: date) -> None:
    law = "中华人民共和国医疗保障法"
    assert statutes.article(law, "第一条", today) is None
    assert statutes.article(law, "第一条", date(2027, 1, 1)) is not None


def test_until_a_new_version_takes_effect_the_old_one_stands(statutes: Statutes, today: date) -> None:
    law = "中华人民共和国商标法"
    now, later = (statutes.article(law, "第一条", day) for day in (today, date(2027, 1, 1)))
    assert now is not None
    assert later is not None
    assert (now.version_date, later.version_date) == (date(2019, 4, 23), date(2026, 6, 26))


def test_of_two_versions_the_one_in_force_on_the_day_is_shown(statutes: Statutes) -> None:
    days = (date(2026, 10, 31), date(2026, 11, 1))
    found = [statutes.resolve("监狱法第一条", day) for day in days]
    assert [article.version_date.year for article in found if article] == [2012, 2026]


def test_a_valid_law_marked_repealed_by_mistake_is_found(statutes: Statutes, today: date) -> None:
    assert statutes.resolve("农村土地承包法第一条", today) is not None


def test_a_repealed_law_ends_on_its_day(statutes: Statutes) -> None:
    law = "中华人民共和国环境保护法"
    assert statutes.article(law, "第一条", date(2026, 8, 14)) is not None
    assert statutes.article(law, "第一条", date(2026, 8, 15)) is None


def test_an_article_amended_after_the_text_that_we_have_is_never_shown(statutes: Statutes, today: date) -> None:
    assert statutes.article(CRIMINAL, "第三百九十条", today) is None
    assert statutes.article(CRIMINAL, "第三百九十条", date(2024, 2, 29)) is not None


def test_an_amended_law_shows_the_date_of_its_text_and_not_its_first_one(statutes: Statutes, today: date) -> None:
    article = statutes.resolve("网安法第二十三条", today)
    assert article is not None
    assert article.version_date == date(2025, 10, 28)
    assert article.in_force_from == date(2026, 1, 1)


def test_the_next_heading_and_stray_spaces_are_taken_off(statutes: Statutes, today: date) -> None:
    article = statutes.resolve("民法典第一千零三十九条", today)
    stray = statutes.resolve("未保法第九十五条", today)
    assert article is not None
    assert stray is not None
    assert article.text.endswith("提供。")
    assert "符合条件" in stray.text
    assert clean("甲。\n附 则") == "甲。"


@pytest.mark.parametrize(
    ("query", "law", "number"),
    [
        ("未保法11条", MINORS, "第十一条"),
        ("刑法236条之一", CRIMINAL, "第二百三十六条之一"),
        ("刑法第236之1条", CRIMINAL, "第二百三十六条之一"),
        ("《未成年人保护法》第十一条", MINORS, "第十一条"),
        ("看《中华人民共和国刑法》第二十条原文", CRIMINAL, "第二十条"),
        ("未成年人保護法第１１條", MINORS, "第十一条"),
        ("新治安处罚法的第五十一条怎么规定的", PUBLIC_ORDER, "第五十一条"),
    ],
)
def test_any_spelling_of_an_article_is_understood(
    statutes: Statutes, today: date, query: str, law: str, number: str
) -> None:
    article = statutes.resolve(query, today)
    assert article is not None
    assert (article.law, article.article_no) == (law, number)


@pytest.mark.parametrize(
    "query",
    ["婚姻法第三条", "日本刑法第二十条", "未成年人网络保护条例第49条", "刑法第一百一条", "刑法第九百条", "我12岁"],
)
def test_what_is_not_one_of_our_articles_is_not_guessed(statutes: Statutes, today: date, query: str) -> None:
    assert statutes.resolve(query, today) is None


@pytest.mark.parametrize(
    "text",
    ["未保法11条", "刑法236条之一是什么", "看《刑法》第二十条原文", "帮我查一下民法典1084条", "网络保护条例第49条原文"],
)
def test_a_short_request_for_the_original_is_one(statutes: Statutes, text: str) -> None:
    assert statutes.asks_for_original(text)


@pytest.mark.parametrize(
    "text", ["老师违反了未保法第二十七条怎么办", "刑法20条算不算正当防卫", "同学打我怎么办", "原文", "第十一条"]
)
def test_a_question_about_somebodys_case_is_not_a_request_for_the_original(statutes: Statutes, text: str) -> None:
    assert not statutes.asks_for_original(text)


def test_every_alias_means_a_law_in_force(statutes: Statutes, today: date) -> None:
    for name in ("预防法", "家促法", "反家暴法", "治安法", "法援法", "个保法", "刑诉法", "义教法", "道交法", "社矫法"):
        law = statutes.law(name)
        assert law is not None
        assert any(version.in_force(today) for version in statutes.versions(law))


def test_nothing_can_be_written_to_the_database(statutes: Statutes) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        statutes._connection.execute("DELETE FROM articles")


def test_a_missing_database_says_so(tmp_path: Path) -> None:
    with pytest.raises(HumiaoError, match="HM042"):
        Statutes.open(tmp_path / "none.db")
