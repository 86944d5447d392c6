"""Articles found by questions in everyday words: in force on the day, with a reason, and right often enough."""

from __future__ import annotations

import time
from datetime import date

import pytest
import yaml

from humiao.settings import ROOT
from knowledge.entries import Entry
from knowledge.statute_search import StatuteSearch, load_statute_search
from knowledge.statutes import Statutes

FIRST, WITHIN = 0.8, 0.93
"""Shares that the report half must reach; measured when it was new: docs/statutes.md."""
REPORT = yaml.safe_load((ROOT / "tests" / "knowledge" / "lay_questions.yml").read_text(encoding="utf-8"))["questions"]


@pytest.fixture(scope="module")
def finder(statutes: Statutes, entries: dict[str, Entry]) -> StatuteSearch:
    return load_statute_search(ROOT / "data", statutes, tuple(entries.values()))


def named(finder: StatuteSearch, question: str, on: date, limit: int = 10) -> list[str]:
    return [
        hit.article.law.removeprefix("中华人民共和国") + hit.article.article_no
        for hit in finder.find(question, on, limit)
    ]


def test_the_questions_name_articles_in_force_and_are_enough(statutes: Statutes, today: date) -> None:
    assert len(REPORT) >= 120
    lost = [named for row in REPORT for named in row["articles"] if statutes.resolve(named, today) is None]
    assert lost == []
    assert len({row["ask"] for row in REPORT}) == len(REPORT)


def test_questions_never_tuned_on_find_their_article(finder: StatuteSearch, today: date) -> None:
    first = within = 0
    rows = REPORT[1::2]
    for row in rows:
        found = named(finder, row["ask"], today)
        first += found[:1] != [] and found[0] in row["articles"]
        within += any(one in row["articles"] for one in found)
    assert first / len(rows) >= FIRST
    assert within / len(rows) >= WITHIN


def test_an_article_that_is_not_in_force_is_never_found(finder: StatuteSearch, statutes: Statutes) -> None:
    for day in (date(2026, 11, 22), date(2026, 10, 1), date(2024, 1, 1)):
        for question in ("监狱里可以会见家人吗", "参保人看病怎么报销", "国家工作人员受贿怎么判刑", "打人拘留几天"):
            for hit in finder.find(question, day):
                assert statutes.article(hit.article.law, hit.article.article_no, day) == hit.article


def test_a_hit_says_which_words_it_was_found_by(finder: StatuteSearch, today: date) -> None:
    hit = finder.find("邻居家的狗没拴绳把孩子咬了", today)[0]
    assert "没拴绳" in hit.why or "狗" in hit.why
    assert hit.sure


def test_answers_near_to_the_question_lend_their_articles(
    finder: StatuteSearch, entries: dict[str, Entry], today: date
) -> None:
    question = "他们那样对我到底该找谁"
    cited = entries["adoption"].citations[0]
    found = finder.find(question, today, near=[(entries["adoption"], 1.0)])
    assert any((hit.article.law, hit.article.article_no) == (cited.law, cited.article) for hit in found)
    assert not any(
        (hit.article.law, hit.article.article_no) == (cited.law, cited.article)
        for hit in finder.find(question, today, near=[])
    )


@pytest.mark.parametrize("text", ["", "  ", "？？", "😭", "hello", "怎么办"])
def test_a_message_without_words_finds_nothing(finder: StatuteSearch, today: date, text: str) -> None:
    assert finder.find(text, today) == []


def test_a_long_message_is_searched_in_time(finder: StatuteSearch, today: date) -> None:
    start = time.perf_counter()
    assert finder.find("我爸喝醉了打我，老师也不管。" * 300, today)
    assert time.perf_counter() - start < 2


def test_no_more_than_asked_for(finder: StatuteSearch, today: date) -> None:
    assert len(finder.find("离婚孩子归谁", today, limit=3)) == 3
