"""The queue: the order of helping, the alarm and what makes it stop, and the banner when recognition fails."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import monotonic, sleep

import pytest

from console import queue
from humiao.vocabulary import RiskLevel
from tests.conftest import HeldClock
from tests.console.conftest import Console, Seat


def numbers(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a id="row-(HM[\d-]+)"', page)


def test_the_most_urgent_come_first_and_among_them_the_longest_waiting(
    console: Console, lin: Seat, held_clock: HeldClock
) -> None:
    order: list[str] = []
    for level in (RiskLevel.YELLOW, RiskLevel.RED, RiskLevel.YELLOW, RiskLevel.RED):
        order.append(console.case(level=level, sender=f"child {len(order)}"))
        held_clock.forward(timedelta(minutes=1))

    assert numbers(lin.get("/").text) == [order[1], order[3], order[0], order[2]]


def test_a_row_says_its_level_in_words_and_its_topics_in_chinese(console: Console, lin: Seat) -> None:
    console.case()

    page = lin.get("/").text

    assert "红 · 紧急" in page
    assert "正在发生的人身危险" in page
    assert "网页" in page
    assert "待接单" in page


def test_a_red_case_rings_until_somebody_claims_it(console: Console, lin: Seat) -> None:
    number = console.case()
    assert lin.get("/events").json()["ringing"] == [number]

    lin.post(f"/cases/{number}/claim")

    news = lin.get("/events").json()
    assert (news["ringing"], news["alerts"]) == ([], [])
    assert ("alert:acknowledged", f"ticket/{console.ticket(number).id}") in console.trail("lin")


def test_an_acknowledged_red_case_is_quiet_but_stays_in_sight(console: Console, lin: Seat) -> None:
    number = console.case()

    lin.post(f"/cases/{number}/acknowledge")

    news = lin.get("/events").json()
    assert news["ringing"] == []
    assert "红色单还没有人接" in news["banners"]
    assert console.ticket(number).owner_id is None


def test_a_released_red_case_rings_again(console: Console, lin: Seat) -> None:
    number = console.case()
    lin.post(f"/cases/{number}/claim")

    lin.post(f"/cases/{number}/release")

    assert lin.get("/events").json()["ringing"] == [number]


def test_a_yellow_case_is_announced_and_does_not_ring(console: Console, lin: Seat) -> None:
    console.case("他们天天打我", RiskLevel.YELLOW)

    news = lin.get("/events").json()

    assert news["ringing"] == []
    assert len(news["alerts"]) == 1


def test_a_waiting_page_is_told_at_once_and_otherwise_left_in_peace(console: Console, lin: Seat) -> None:
    mark = lin.get("/events").json()["mark"]
    with ThreadPoolExecutor() as threads:
        started = monotonic()
        waiting = threads.submit(lin.get, "/events", seen=mark, wait=20, rows=1)
        sleep(0.5)
        number = console.case()
        news = waiting.result().json()

    assert monotonic() - started < 10
    assert (news["ringing"], numbers(news["rows"])) == ([number], [number])
    assert lin.get("/events", seen=news["mark"], wait=1).json()["mark"] == news["mark"]


def test_the_desk_learns_that_the_nlu_server_is_down(console: Console, lin: Seat) -> None:
    assert "自动识别" not in lin.get("/").text

    console.nlu.up = False

    assert "自动识别没有运行" in lin.get("/").text


def test_the_desk_learns_that_the_last_message_was_judged_without_the_classifier(
    console: Console, lin: Seat, held_clock: HeldClock
) -> None:
    console.case(degraded=True)
    assert "自动识别刚才中断过" in lin.get("/").text

    held_clock.forward(timedelta(seconds=1))
    console.case(sender="another child")
    assert "自动识别" not in lin.get("/").text


def test_a_closed_case_is_found_by_its_number(console: Console, lin: Seat) -> None:
    number = console.case()

    sent = lin.http.post("/search", data={"csrf": lin.csrf, "q": f" {number.lower()} "})
    assert sent.headers["location"] == f"/console/cases/{number}"


def test_reading_the_queue_is_in_the_audit_trail(console: Console, lin: Seat) -> None:
    lin.get("/")

    assert ("queue:read", "queue") in console.trail("lin")


def test_a_long_queue_shows_the_most_urgent_and_ones_own_and_the_rest_on_demand(
    console: Console, lin: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "MOST", 1)
    red = console.case(sender="one")
    blue = console.case("好累", RiskLevel.BLUE, sender="two")
    mine = console.case("好累", RiskLevel.BLUE, sender="three")
    lin.post(f"/cases/{mine}/claim")

    short, news = lin.get("/").text, lin.get("/events", rows=1).json()["rows"]
    for page in (short, news):
        assert [number in page for number in (red, mine)] == [True, True]
        assert f'id="row-{blue}"' not in page
        assert "显示其余 1 单" in page
    assert f'id="row-{blue}"' in lin.get("/", all=1).text
    assert f'id="row-{blue}"' in lin.get("/events", rows=1, all=1).json()["rows"]
