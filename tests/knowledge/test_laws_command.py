"""`humiao laws`: what staff read, and what is said when there is no text."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from humiao.cli import app
from humiao.errors import HumiaoError

DAY = ["--on", "2026-11-22"]


def laws(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["laws", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return " ".join(result.stdout.split())


def refused(*arguments: str) -> str:
    with pytest.raises(HumiaoError) as error:
        CliRunner().invoke(app, ["laws", *arguments], catch_exceptions=False)
    return str(error.value)


def test_an_article_is_shown_with_its_dates_and_the_versions_known() -> None:
    shown = laws("show", "监狱法1条", *DAY)
    assert "《中华人民共和国监狱法》第一条" in shown
    assert "自 2026-11-01 起施行" in shown
    assert "2 个文本" in shown


def test_the_older_text_is_shown_on_its_day() -> None:
    assert "2012-10-26 的文本" in laws("show", "监狱法1条", "--on", "2026-10-31")


def test_the_paragraph_asked_for_is_shown_once_more() -> None:
    assert "其中第 2 款：学校对学生欺凌行为应当立即制止" in laws("show", "未保法第三十九条第二款", *DAY)
    assert "没有第 9 款" in laws("show", "未保法39条9款", *DAY)


@pytest.mark.parametrize(
    ("query", "on", "why"),
    [
        ("治安处罚法43条", "2025-06-01", "更早的文本，数据库没有它的原文"),
        ("未保法39条", "2019-01-01", "更早的文本，数据库没有它的原文"),
        ("家促法5条", "2019-01-01", "没有《家庭教育促进法》在 2019-01-01 的文本"),
        ("环境保护法5条", "2026-11-22", "已经失效"),
        ("刑法390条", "2026-11-22", "又被修改"),
        ("治安管理处罚法（2012年修正）第43条", "2026-11-22", "不是 2012 年的文本"),
        ("刑法999条", "2026-11-22", "没有第九百九十九条"),
        ("婚姻法3条", "2026-11-22", "no article in force"),
    ],
)
def test_it_says_why_there_is_no_text(query: str, on: str, why: str) -> None:
    assert why in refused("show", query, "--on", on)


def test_a_rule_below_statute_level_is_shown_marked() -> None:
    shown = laws("show", "网络保护条例26条")
    assert "未核对原文" in shown
    assert "不是条文原文" in shown
    assert "第二十六条：" in shown
    assert "要找的那一条没有记录" in laws("show", "童工规定7条")


def test_the_versions_of_a_law_are_listed() -> None:
    listed = laws("versions", "监狱法")
    assert "2012-10-26" in listed
    assert "2026-11-01" in listed
    assert "HM082" in refused("versions", "跳绳法")


def test_rules_are_listed() -> None:
    assert "未成年人网络保护条例" in laws("rules", "网络保护")
    assert "HM083" in refused("rules", "跳绳")


def test_a_search_shows_law_number_date_and_why() -> None:
    found = laws("search", "邻居的狗没拴绳把孩子咬了谁赔", "--limit", "3", *DAY)
    assert "第一千二百四十五条" in found or "第一千二百四十六条" in found
    assert "的文本）" in found
    assert "←" in found
