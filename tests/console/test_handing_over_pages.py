"""Handing over in the console: offers, presence, talk among colleagues, the roster, the wall, leaving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from cases import tickets
from cases.roster import rounds
from console import watch
from humiao.vocabulary import RiskLevel
from tests.conftest import HeldClock
from tests.console.conftest import Console, Seat

NOTE = {"risk": "父亲在家", "promised": "八点前回复", "next": "联系派出所"}
INSIDE = "我认识这所学校的政教主任"


@pytest.fixture
def bai(console: Console) -> Seat:
    return console.seat("bai")


@pytest.fixture
def zhao(console: Console) -> Seat:
    return console.seat("zhao")


def arrive(*seats: Seat) -> None:
    for seat in seats:
        assert seat.get("/events", wait=0).status_code == 200


def ask_bai(console: Console, lin: Seat, bai: Seat) -> str:
    """lin has a red case and asks bai to go on."""
    number = console.case()
    lin.post(f"/cases/{number}/claim")
    arrive(lin, bai)
    answer = lin.post(f"/cases/{number}/offer", to=console.operator_id("bai"), **NOTE)
    assert answer.json() == {"ok": True}
    return number


def test_a_colleague_reads_the_note_signs_and_the_child_hears_who_goes_on(
    console: Console, lin: Seat, bai: Seat
) -> None:
    number = ask_bai(console, lin, bai)
    assert f"offered-{number}" in bai.get("/events").json()["banners"]
    assert f"offered-{number}" not in lin.get("/events").json()["banners"]
    assert "八点前回复" in bai.get(f"/cases/{number}", tab="together").text
    assert "八点前回复" not in console.seat("zhao").get(f"/cases/{number}").text  # only on the tab it belongs to

    assert bai.post(f"/cases/{number}/accept", tell="1").json() == {"ok": True}

    ticket = console.ticket(number)
    assert ticket.owner_id == ticket.conversation.operator_id == console.operator_id("bai")
    assert "我是刚才那位老师的同事" in console.turns(number)[-1].text
    assert lin.post(f"/cases/{number}/reply", text="还在吗").status_code == 409
    assert "白老师已签收" in lin.get("/events").json()["banners"]
    page = bai.get(f"/cases/{number}").text
    assert "移交：林老师 → 白老师" in page


def test_a_colleague_who_is_not_there_is_refused_with_a_sentence(console: Console, lin: Seat) -> None:
    number = console.case()
    lin.post(f"/cases/{number}/claim")
    answer = lin.post(f"/cases/{number}/offer", to=console.operator_id("bai"), **NOTE)
    assert (answer.status_code, "不在线" in answer.json()["problem"]) == (409, True)


def test_a_red_case_needs_the_whole_note(console: Console, lin: Seat, bai: Seat) -> None:
    number = console.case()
    lin.post(f"/cases/{number}/claim")
    arrive(bai)
    answer = lin.post(f"/cases/{number}/offer", to=console.operator_id("bai"), risk="x")
    assert (answer.status_code, "风险" in answer.json()["problem"]) == (400, True)


def test_a_notice_is_shown_until_its_reader_has_read_it(console: Console, lin: Seat, bai: Seat) -> None:
    number = ask_bai(console, lin, bai)
    bai.post(f"/cases/{number}/decline", reason="手上有红色单")
    banners = lin.get("/events").json()["banners"]
    assert "白老师没有接" in banners
    id = banners.split("/notices/")[1].split("/")[0]

    assert bai.get("/notices").status_code == 404
    assert console.seat("zhao").post(f"/notices/{id}/read").status_code == 404
    assert lin.post(f"/notices/{id}/read").status_code == 200
    assert "白老师没有接" not in lin.get("/events").json()["banners"]


def test_colleagues_see_each_other_and_talk_where_the_child_never_looks(
    console: Console, lin: Seat, bai: Seat, zhao: Seat
) -> None:
    number = console.case()
    lin.post(f"/cases/{number}/claim")
    lin.get(f"/cases/{number}/events")
    bai.get(f"/cases/{number}/events", typing=1)
    zhao.get(f"/cases/{number}/events")

    strip = lin.get(f"/cases/{number}/events").json()["near"]
    assert "白老师正在输入" in strip["html"] and "督导赵主任在看" in strip["html"] and "林老师" not in strip["html"]
    ticket = f"ticket/{console.ticket(number).id}"
    assert ("ticket:listen", ticket) in console.trail("zhao") and ("ticket:listen", ticket) not in console.trail("bai")

    before = lin.get(f"/cases/{number}/events").json()
    bai.post(f"/cases/{number}/talk", text=INSIDE)
    after = lin.get(f"/cases/{number}/events").json()
    assert after["case"]["panel"] != before["case"]["panel"]
    assert (before["near"]["lines"], after["near"]["lines"]) == (0, 1)
    assert INSIDE in lin.get(f"/cases/{number}/panel", tab="together").json()["parts"]["side"]
    assert all(INSIDE not in turn.text for turn in console.turns(number))
    assert console.seat("guo").get(f"/cases/{number}", tab="together").status_code == 404


def test_the_deputy_answers_when_the_owner_is_gone_and_the_child_hears_one_voice(
    console: Console, lin: Seat, bai: Seat, held_clock: HeldClock
) -> None:
    number = console.case()
    lin.post(f"/cases/{number}/claim")
    lin.post(f"/cases/{number}/deputy", to=console.operator_id("bai"))
    arrive(lin, bai)
    assert "我是第二责任人" in bai.get("/").text
    assert bai.post(f"/cases/{number}/reply", text="我来").status_code == 409

    held_clock.forward(timedelta(seconds=100))
    arrive(bai)
    assert "由我接替" in bai.get(f"/cases/{number}/events").json()["near"]["html"]
    assert bai.post(f"/cases/{number}/reply", text="林老师不在，我接着陪你").status_code == 200
    assert console.ticket(number).owner_id == console.operator_id("bai")


def test_the_owner_is_told_that_the_child_waits_and_may_say_that_no_answer_is_due(
    console: Console, lin: Seat, held_clock: HeldClock
) -> None:
    number = console.case()
    lin.post(f"/cases/{number}/claim")
    lin.post(f"/cases/{number}/reply", text="我在")
    held_clock.forward(timedelta(minutes=1))
    console.case("好")
    assert "满 2 分钟" in lin.get(f"/cases/{number}/events").json()["near"]["html"]

    lin.post(f"/cases/{number}/still-here")
    assert "满 2 分钟" not in lin.get(f"/cases/{number}/events").json()["near"]["html"]


def test_nobody_signs_out_of_a_chat_without_giving_it_to_somebody(console: Console, lin: Seat) -> None:
    number = console.case()
    lin.post(f"/cases/{number}/claim")
    assert lin.post("/sign-out").headers["location"] == "/console/leaving"
    page = lin.get("/leaving").text
    assert number in page and "全部退回队列" in page

    assert lin.post("/sign-out", release="all").headers["location"] == "/console/sign-in"
    assert console.ticket(number).owner_id is None
    assert number in console.turns(number)[-1].text
    assert lin.get("/").status_code == 303


def test_a_supervisor_takes_over_and_an_operator_cannot(console: Console, lin: Seat, bai: Seat, zhao: Seat) -> None:
    number = console.case()
    lin.post(f"/cases/{number}/claim")
    assert bai.post(f"/cases/{number}/take-over", reason="x").status_code == 404
    assert zhao.post(f"/cases/{number}/take-over", reason="").status_code == 400
    assert zhao.post(f"/cases/{number}/take-over", reason="涉及重案").status_code == 200
    assert "赵主任接管了您的单" in lin.get("/events").json()["banners"]


def test_the_wall_counts_and_names_no_child(
    console: Console, lin: Seat, bai: Seat, zhao: Seat, held_clock: HeldClock
) -> None:
    red = console.case()
    console.case("同学每天骂我", RiskLevel.YELLOW, "other")
    arrive(lin, bai)
    assert lin.get("/wall").status_code == 404
    page = zhao.get("/wall").text
    assert '<b id="wall-red">1</b>' in page and '<b id="wall-yellow">1</b>' in page
    assert f'id="wall-oldest" href="/console/cases/{red}"' in page
    assert "在岗 2 人" in page and "骂我" not in page and "刀" not in page

    before = zhao.get("/wall/events").json()
    lin.post(f"/cases/{red}/claim")
    after = zhao.get("/wall/events", seen=before["mark"]).json()
    assert after["mark"] != before["mark"] and '<b id="wall-red">0</b>' in after["wall"]
    assert zhao.get("/wall/events", seen=after["mark"]).json()["mark"] == after["mark"]


def test_the_roster_is_written_by_supervisors_and_read_by_all(console: Console, lin: Seat, zhao: Seat) -> None:
    day = str(console.store.clock().date())
    shift = {"operator": console.operator_id("lin"), "kind": "duty", "day": day, "start": "20:00", "end": "08:00"}
    assert lin.post("/duty/add", **shift).status_code == 404
    assert zhao.post("/duty/add", **shift).status_code == 200
    assert zhao.post("/duty/add", **shift).status_code == 409
    page = lin.get("/duty").text
    assert "20:00–08:00" in page and "加一个班" not in page
    for wrong in ({"day": "2026-02-31"}, {"start": "25:00"}, {"kind": "king"}, {"operator": "nobody"}):
        assert zhao.post("/duty/add", **{**shift, **wrong}).status_code == 409

    assert zhao.post("/duty/copy", week=day).status_code == 200
    next_week = str((console.store.clock() + timedelta(days=7)).date())
    assert "20:00–08:00" in lin.get("/duty", week=next_week).text
    assert lin.get("/duty", week="9999-12-31").status_code == 200
    id = page_id(zhao.get("/duty").text)
    assert zhao.post("/duty/remove", shift=id).status_code == 200
    assert "20:00–08:00" not in lin.get("/duty").text


def page_id(page: str) -> str:
    return page.split('name="shift" value="')[1].split('"')[0]


def test_skills_and_presence_decide_who_is_suggested(console: Console, lin: Seat, bai: Seat, zhao: Seat) -> None:
    number = console.case("我想和女老师说", RiskLevel.YELLOW)
    equip = {"operator": console.operator_id("bai"), "skill-woman": "1", "capacity": "2"}
    assert lin.post("/duty/equip", **equip).status_code == 404
    assert zhao.post("/duty/equip", **equip).status_code == 200
    assert zhao.post("/duty/equip", **{**equip, "capacity": "0"}).status_code == 409
    arrive(lin, bai)
    lin.post(f"/cases/{number}/wishes", **{"wish-woman": "1"})
    page = zhao.get(f"/cases/{number}", tab="together").text
    assert page.index("对方想要：女性工作人员") < page.index("林老师（0/3")

    assert bai.post("/presence", presence="away").status_code == 200
    assert bai.post("/presence", presence="off").status_code == 409
    assert "白老师（0/2" not in zhao.get(f"/cases/{number}", tab="together").text


def test_the_worker_does_the_rounds(console: Console, lin: Seat, held_clock: HeldClock) -> None:
    number = console.case()
    lin.post(f"/cases/{number}/claim")
    held_clock.forward(timedelta(minutes=5))
    assert rounds.relieve_the_silent(console.store, ("telegram",)) == 1
    with console.store.session(reading=True) as work:
        assert tickets.by_number(work, number).owner_id is None
    assert "接单人林老师不在线，退回队列" in lin.get(f"/cases/{number}").text


def test_the_glance_holds_no_moment_that_runs(console: Console, lin: Seat, held_clock: HeldClock) -> None:
    """Otherwise every page would be drawn anew all the time."""
    arrive(lin)
    before: Callable[[], str] = lambda: watch.Watch(console.store, lambda: True).glance().mark  # noqa: E731
    first = before()
    held_clock.forward(timedelta(seconds=30))
    assert before() == first
