"""Searching in the console: words never stand in an address, and only cases that one may open are found."""

from __future__ import annotations

import re

import httpx
import pytest

from cases.search.query import ME, Clocked, Query, Stage
from cases.tables import AuditEvent
from cases.words import TicketStatus
from console.search_language import Unclear, parse, written
from humiao.message import Channel
from humiao.vocabulary import RiskLevel, Topic
from tests.console.conftest import Console, Seat

PEOPLE = {"林老师": "id-of-lin"}


def ask(seat: Seat, **fields: str) -> httpx.Response:
    """Sends the form and follows to the results, as a browser without script does."""
    return seat.http.post("/search", data={"csrf": seat.csrf, **fields}, follow_redirects=True)


def test_words_are_found_with_the_hit_marked_and_no_word_in_the_address(console: Console, lin: Seat) -> None:
    number = console.case("我叫小雨，爸爸又<b>打我</b>了")

    answer = ask(lin, q="小雨 打我")

    assert re.fullmatch(r"/console/search/[0-9a-f-]{36}", answer.url.path)
    assert f"/console/cases/{number}#m1" in answer.text
    marked = '我叫<mark class="found">小雨</mark>，爸爸又&lt;b&gt;<mark class="found">打我</mark>&lt;/b&gt;了'
    assert marked in answer.text


def test_the_form_writes_into_the_language_of_the_field(console: Console, lin: Seat) -> None:
    red = console.case("他打我", level=RiskLevel.RED, sender="one")
    yellow = console.case("他打我", level=RiskLevel.YELLOW, sender="two")

    answer = ask(lin, q="打我", 级别="黄", 状态="未结")

    assert yellow in answer.text
    assert red not in answer.text
    assert 'value="打我 级别:黄 状态:未结"' in answer.text


def test_what_is_unclear_is_said_beside_the_field(console: Console, lin: Seat) -> None:
    answer = ask(lin, q="刀")

    assert answer.status_code == 400
    assert "至少两个字" in answer.text
    assert 'value="刀"' in answer.text


def test_pages_of_results_follow_each_other(console: Console, lin: Seat) -> None:
    for i in range(22):
        console.case("他打我", sender=f"s{i}")

    first = ask(lin, q="打我")
    older = re.search(r'id="older" href="([^"]+)"', first.text)
    assert older
    second = lin.http.get(older[1].replace("/console", "", 1))

    assert len(re.findall(r'id="hit-', first.text)) == 20
    assert len(re.findall(r'id="hit-', second.text)) == 2
    assert lin.get(f"{first.url.path.removeprefix('/console')}", after="nonsense").status_code == 404


def test_searches_are_audited_without_a_word(console: Console, lin: Seat) -> None:
    console.case("我叫小雨")
    ask(lin, q="小雨")

    trail = console.trail("lin")
    assert ("search", "search") in trail
    assert any(action == "ticket:excerpt:read" for action, _ in trail)
    with console.store.session(reading=True) as work:
        assert all("小雨" not in f"{row.subject}{row.detail}" for row in work.db.query(AuditEvent))


def test_a_search_can_be_kept_and_deleted_by_its_own_person_only(console: Console, lin: Seat) -> None:
    address = ask(lin, q="级别:红").url.path.removeprefix("/console")
    bai = console.seat("bai")

    assert lin.post(f"{address}/keep", name="所有红单").json()["ok"]
    assert "所有红单" in lin.get("/search").text
    assert "所有红单" not in bai.get("/search").text
    assert bai.get(address).status_code == 404
    assert bai.post(f"{address}/forget").status_code == 404
    lin.post(f"{address}/forget")
    assert "所有红单" not in lin.get("/search").text


def test_a_supervisor_shares_a_filter_with_the_desk_but_no_words(console: Console, lin: Seat) -> None:
    zhao = console.seat("zhao")
    facts, words = (ask(zhao, q=q).url.path.removeprefix("/console") for q in ("级别:红", "小雨"))

    assert zhao.post(f"{facts}/keep", name="红单", shared="1").json()["ok"]
    assert zhao.post(f"{words}/keep", name="小雨", shared="1").status_code == 409
    assert "红单" in lin.get("/search").text
    assert lin.get(facts).status_code == 200


@pytest.mark.parametrize("name", ["guo", "he", "mei"])
def test_who_reads_no_case_searches_none(console: Console, name: str) -> None:
    seat = console.seat(name)

    assert seat.get("/search").status_code == 404
    assert ask(seat, q="打我").status_code == 404
    assert "bar-search" not in seat.get("/").text


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("爸爸 打我", Query(("爸爸", "打我"))),
        ('"加我 微信" -学校', Query(("加我 微信",), without=("学校",))),
        ("“加我 微信”", Query(("加我 微信",))),
        ("级别：红，黄", Query(levels=(RiskLevel.RED, RiskLevel.YELLOW))),
        ("状态:未结,处理中", Query(stage=Stage.OPEN, statuses=(TicketStatus.CLAIMED,))),
        ("负责:我", Query(owner=ME)),
        ("负责:林老师", Query(owner="id-of-lin")),
        ("主题:裸聊", Query(topics=(Topic.SEXTORTION,))),
        ("渠道:网页 地区:4301", Query(channels=(Channel.WEB,), area="4301")),
        ("时钟:超时 人工:是", Query(clock=Clocked.LATE, asked_for_human=True)),
        ("hm261121-0001", Query(number="HM261121-0001")),
        ("微信:abc", Query(("微信:abc",))),
        ("、 。", Query()),
    ],
)
def test_the_language_of_the_field(typed: str, query: Query) -> None:
    assert parse(typed, PEOPLE) == query
    assert parse(written(query, PEOPLE), PEOPLE) == query


@pytest.mark.parametrize(
    "typed", ["级别:紫", "状态:睡觉", "负责:没有这个人", "从:昨天", "地区:长沙", "主题:没有的", "-刀", '"刀"']
)
def test_a_sentence_says_what_is_not_understood(typed: str) -> None:
    with pytest.raises(Unclear, match="。"):
        parse(typed, PEOPLE)
