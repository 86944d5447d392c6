"""Rules below statute level: found under any of their names, always marked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from humiao.errors import HumiaoError
from humiao.settings import ROOT
from knowledge.entries import Entry
from knowledge.rules import UNVERIFIED, Rules, load_rules


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(ROOT / "data" / "rules.yml")


def test_every_record_says_that_it_was_not_compared_and_where_it_comes_from(rules: Rules) -> None:
    assert len(rules.records) >= 31
    for record in rules.records:
        assert record.verified == UNVERIFIED
        assert record.source
        assert record.articles
        assert all(article.gist for article in record.articles)


@pytest.mark.parametrize(
    ("query", "id", "article"),
    [
        ("网络保护条例26条", "network_protection", "第二十六条"),
        ("《未成年人网络保护条例》第二十六条", "network_protection", "第二十六条"),
        ("强制报告意见第四条", "mandatory_report", "第四条"),
        ("婚姻家庭编解释一第49条", "family_one", "第四十九条"),
        ("婚姻家庭编解释（二）第12条", "family_two", "第十二条"),
        ("敲诈勒索解释第二条", "extortion", "第一条至第三条"),
        ("网吧条例21", "net_cafes", "第二十一条"),
    ],
)
def test_an_article_of_a_rule_is_found_by_any_of_its_names(rules: Rules, query: str, id: str, article: str) -> None:
    found = rules.asked(query)
    assert found is not None
    record, gist = found
    assert record.id == id
    assert gist is not None
    assert gist.article == article


def test_an_article_that_we_have_nothing_of_is_not_made_up(rules: Rules) -> None:
    found = rules.asked("童工规定7条")
    assert found is not None
    assert found[1] is None


def test_a_name_that_may_mean_two_rules_means_none(rules: Rules) -> None:
    assert rules.find("婚姻家庭编解释") is None
    assert rules.find("刑法") is None


def test_the_register_knows_a_name_in_any_form_and_its_number(rules: Rules) -> None:
    assert rules.knows("《未成年人网络保护条例》", "国务院令第766号")
    assert rules.knows("网络保护条例", "国务院令766号")
    assert rules.knows("关于建立侵害未成年人案件强制报告制度的意见（试行）")
    assert not rules.knows("未成年人网络保护条例", "国务院令第700号")
    assert not rules.knows("中小学生跳绳规定")


def test_dates_are_days_or_nothing(rules: Rules) -> None:
    known = rules.find("未成年人网络保护条例")
    assert known is not None
    assert (known.in_force_from, known.issued) == (date(2024, 1, 1), None)


def test_the_rules_that_the_first_answers_name_are_in_the_register(rules: Rules, entries: dict[str, Entry]) -> None:
    named = [rule for id in ("child_support", "mandatory_report", "tattoo", "custody") for rule in entries[id].rules]
    assert [rule.name for rule in named if not rules.knows(rule.name, rule.number)] == []


def test_a_broken_register_says_which_record(tmp_path: Path) -> None:
    file = tmp_path / "rules.yml"
    file.write_text("rules:\n  - {id: odd, name: 某规定, short: []}\n", encoding="utf-8")
    with pytest.raises(HumiaoError, match=r"HM047.*odd"):
        load_rules(file)


def test_a_name_for_two_rules_is_refused(tmp_path: Path) -> None:
    row = "{{id: {id}, name: 某规定, short: [], number: '', issuer: '', issued: null, in_force_from: null, source: x"
    row += ", articles: []}}"
    file = tmp_path / "rules.yml"
    file.write_text("rules:\n" + "".join(f"  - {row.format(id=id)}\n" for id in ("one", "two")), encoding="utf-8")
    with pytest.raises(HumiaoError, match=r"HM047.*某规定"):
        load_rules(file)
