"""The life of a case and its clocks on the pages: steps, countdowns, breaches, and who is called by name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases import operators, tickets
from cases.alerts import escalate
from cases.clocks.rounds import go_round
from cases.words import Role, TicketStatus
from humiao.vocabulary import RiskLevel
from tests.conftest import HeldClock
from tests.console.conftest import PASSWORD, Console, Seat

YELLOW = RiskLevel.YELLOW


def forward(console: Console, held_clock: HeldClock, seconds: int) -> None:
    held_clock.forward(timedelta(seconds=seconds))
    go_round(console.store)


def test_the_queue_counts_down_by_the_clocks_and_without_a_worker_by_their_rules(
    console: Console, lin: Seat, held_clock: HeldClock
) -> None:
    console.case()
    assert 'class="countdown" datetime="2026-11-21T01:31:00+00:00"' in lin.get("/").text

    forward(console, held_clock, 1)
    # The alarm has ten seconds, the human sixty.
    assert 'class="countdown" datetime="2026-11-21T01:30:10+00:00"' in lin.get("/").text


def test_a_console_that_shows_the_alarm_puts_that_on_record_once(
    console: Console, lin: Seat, held_clock: HeldClock
) -> None:
    number = console.case()
    for _ in range(2):
        assert lin.get("/events").json()["ringing"] == [number]
    forward(console, held_clock, 30)

    page = lin.get(f"/cases/{number}").text
    assert page.count("红色警报在林老师的值班台响起") == 1
    assert "红色警报响起</b>" in page and "按时完成" in page


def test_the_person_called_is_rung_for_even_when_others_have_silenced_it(
    console: Console, lin: Seat, held_clock: HeldClock
) -> None:
    number = console.case()
    zhao = console.seat("zhao")
    lin.get("/events")
    lin.post(f"/cases/{number}/acknowledge")
    assert lin.get("/events").json()["ringing"] == zhao.get("/events").json()["ringing"] == []

    forward(console, held_clock, 60)

    called = zhao.get("/events").json()
    assert called["ringing"] == [number] and "升级 · 请您处理" in called["banners"]
    assert "升级" not in lin.get("/events").json()["banners"]
    alert = called["alerts"][0]
    assert lin.post(f"/cases/{console.case(sender='other')}/acknowledge", alert=alert).status_code == 404
    assert zhao.post(f"/cases/{number}/acknowledge", alert=alert).status_code == 200
    assert zhao.get("/events").json()["banners"].count("升级") == 0


def test_a_case_shows_its_steps_its_clocks_and_what_is_owed(console: Console, lin: Seat, held_clock: HeldClock) -> None:
    number = console.case()
    forward(console, held_clock, 61)
    lin.post(f"/cases/{number}/claim")
    forward(console, held_clock, 1)

    page = lin.get(f"/cases/{number}").text
    assert '<li class="now" aria-current="step">处置' in page
    assert "超时：红色有人接" in page and "升级督导：赵主任" in page and "超时完成" in page
    assert 'id="close-told"' in page
    refused = lin.post(f"/cases/{number}/close", outcome="rescued", reason="民警已到场")
    assert refused.status_code == 400 and "强制报告还没有完成" in refused.json()["problem"]


def test_a_level_is_confirmed_in_one_click_and_a_closed_case_checked_by_a_supervisor(
    console: Console, lin: Seat
) -> None:
    number = console.case(level=YELLOW)
    assert lin.post(f"/cases/{number}/grade").status_code == 200
    assert console.ticket(number).status is TicketStatus.GRADED
    assert "林老师于" in lin.get(f"/cases/{number}").text

    lin.post(f"/cases/{number}/claim")
    assert lin.post(f"/cases/{number}/close", outcome="helped", reason="已落实").status_code == 200
    assert lin.post(f"/cases/{number}/check").status_code == 404
    zhao = console.seat("zhao")
    assert 'id="check-set"' in zhao.get(f"/cases/{number}").text
    assert zhao.post(f"/cases/{number}/check", reason="记录完整").status_code == 200
    assert console.ticket(number).status is TicketStatus.CHECKED


def test_a_clock_is_started_and_stopped_on_the_page(console: Console, lin: Seat, held_clock: HeldClock) -> None:
    number = console.case(level=YELLOW)
    lin.post(f"/cases/{number}/claim")
    assert lin.post(f"/cases/{number}/clock-start", clock="protection_order_urgent", reason="区法院").status_code == 200
    page = lin.get(f"/cases/{number}").text
    assert "开始计时：人身安全保护令（情况紧急，" in page and 'id="clock-stop-protection_order_urgent"' in page

    held_clock.forward(timedelta(hours=3))
    assert lin.post(f"/cases/{number}/clock-stop", clock="protection_order_urgent").status_code == 200
    assert "已办到" in lin.get(f"/cases/{number}").text
    assert console.seat("bai").post(f"/cases/{number}/clock-start", clock="protection_order").status_code == 409


def test_supervisors_see_all_clocks_on_one_page(console: Console, lin: Seat, held_clock: HeldClock) -> None:
    number = console.case()
    forward(console, held_clock, 61)
    zhao = console.seat("zhao")

    page = zhao.get("/clocks").text
    assert page.count(number) >= 3 and "红色有人接" in page and "2027 年的放假调休安排还没有录入" in page
    assert ("clocks:read", "clocks") in console.trail("zhao")
    assert lin.get("/clocks").status_code == 404


@pytest.mark.parametrize("level", [RiskLevel.BLUE, RiskLevel.NONE])
def test_a_case_without_danger_has_its_limit_too(console: Console, lin: Seat, level: RiskLevel) -> None:
    console.case(level=level)

    assert 'class="countdown"' in lin.get("/").text


def test_the_wall_calls_only_the_person_who_was_called(console: Console, held_clock: HeldClock) -> None:
    console.case()
    zhao = console.seat("zhao")
    forward(console, held_clock, 60)
    with console.store.session() as work:
        operators.add(work, "gao", "高主任", Role.SUPERVISOR, PASSWORD)
        work.commit()

    assert "升级 · 请您处理" in zhao.get("/wall").text
    gao = console.seat("gao")
    assert "升级 · 请您处理" not in gao.get("/wall").text
    assert "升级 · 请您处理" not in gao.get("/wall/events").json()["banners"]


def test_a_call_names_first_what_nobody_has_and_leads_only_where_one_may_go(console: Console, lin: Seat) -> None:
    numbers = [console.case(sender=sender) for sender in ("a", "b", "c")]
    for number in numbers[:2]:
        lin.post(f"/cases/{number}/claim")
    with console.store.session() as work:
        for number in numbers:
            escalate(work, tickets.by_number(work, number), operators.by_name(work, "lin"), "follow_up")
        work.commit()

    call = lin.get("/").text.partition("升级 · 请您处理")[2].partition("</section>")[0]
    assert call.index(numbers[2]) < call.index(numbers[0]) < call.index(numbers[1])
    assert "由您负责" in call and "共 3 条" in call and "/console/clocks" not in call
