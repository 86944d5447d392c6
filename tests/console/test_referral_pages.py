"""Handing on over HTTP: the tab, the referral's own page, its letter, and the agency's link under attack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from cases import tickets
from cases.referral.links import LASTS, link_of
from cases.referral.sending import referrals_of
from cases.referral.tables import ReferralEvent
from cases.referral.words import ReferralState
from console.agency_pace import PER_MINUTE, Pace
from humiao.vocabulary import RiskLevel
from tests.conftest import HeldClock
from tests.console.conftest import Console, Seat

NASTY = "<script>alert(1)</script>\"'>{{7*7}}"
FORM = {
    "kind": "legal_aid",
    "agency": "12348 公共法律服务热线",
    "asks": "请受理",
    "basis": "duty",
    "ground": "疑似家庭暴力",
    "told": "later",
    "send_age": "1",
    "age": "约13岁",
    "send_happened": "1",
    "happened": NASTY,
    "school": "没有勾选的学校",
}


@pytest.fixture
def number(console: Console) -> str:
    return console.case()


@pytest.fixture
def stranger(console: Console) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=console.url) as client:
        yield client


def draft(lin: Seat, number: str, **fields: str) -> str:
    """Path of the new draft's page."""
    made = lin.http.post(f"/cases/{number}/refer", data={"csrf": lin.csrf, **FORM, **fields})
    assert made.status_code == 303, made.text
    return made.headers["location"].removeprefix("/console")


def send(console: Console, lin: Seat, number: str) -> tuple[str, str, str]:
    """Page of a referral that went out, the path of its link, and the code."""
    path = draft(lin, number)
    assert lin.post(f"{path}/send", summary=f"情况：{NASTY}", asks="请受理", told="later").json() == {"ok": True}
    page = lin.get(path).text
    link = re.search(r'id="link" value="http://127.0.0.1:8350(/r/[^"]+)"', page)
    code = re.search(r'id="code">(\d{6})<', page)
    assert link and code
    return path, link[1], code[1]


def state(console: Console, number: str) -> ReferralState:
    with console.store.session(reading=True) as work:
        return referrals_of(work, tickets.by_number(work, number))[-1].state


def happened(console: Console) -> list[str]:
    with console.store.session(reading=True) as work:
        return [event.what for event in work.db.query(ReferralEvent).order_by(ReferralEvent.at)]


def test_a_draft_shows_what_will_be_sent_and_only_what_was_ticked(lin: Seat, number: str) -> None:
    page = lin.get(draft(lin, number)).text

    assert "约13岁" in page and "没有勾选的学校" not in page
    assert "<script>alert" not in page and "&lt;script&gt;" in page
    assert "《中华人民共和国法律援助法》第四十二条" in page and "公共法律服务热线" in page


def test_what_the_law_forbids_is_refused_with_its_reason(console: Console, lin: Seat) -> None:
    number = console.case()

    shown = lin.get(f"/cases/{number}/refer", kind="mediation").text
    refused = lin.post(f"/cases/{number}/refer", **{**FORM, "kind": "mediation"})

    assert "不能转介给人民调解" in shown and 'name="asks"' not in shown
    assert refused.status_code == 409 and "人民调解法》第二条" in refused.json()["problem"]
    assert lin.get(f"/cases/{number}/panel", tab="handing-on").json()["parts"]["side"].count("还没有转介") == 1


def test_the_letter_is_saved_never_opened_and_noted(console: Console, lin: Seat, number: str) -> None:
    path, link, code = send(console, lin, number)

    for kind, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = lin.get(f"{path}/letter.{kind}")
        assert answer.content.startswith(start)
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert code.encode() not in answer.content
    assert [action for action, _ in console.trail("lin")][-2:] == ["referral:letter"] * 2
    assert lin.get(f"{path}/letter.exe").status_code == 404
    assert link.removeprefix("/r/")


def test_a_referral_belongs_to_its_own_case(console: Console, lin: Seat, number: str) -> None:
    path = draft(lin, number)
    other = console.case(sender="another")

    assert lin.get(path.replace(number, other)).status_code == 404
    assert console.seat("guo").get(path).status_code == 404
    assert console.seat("mei").get(f"/cases/{number}/refer").status_code == 404


def test_the_agency_acknowledges_with_the_link_alone_and_answers_with_the_code(
    console: Console, lin: Seat, stranger: httpx.Client, number: str
) -> None:
    path, link, code = send(console, lin, number)

    page = stranger.get(link)
    assert page.status_code == 200 and "请受理" in page.text
    assert "约13岁" not in page.text and "alert" not in page.text
    assert page.headers["cache-control"] == "no-store" and "noindex" in page.headers["x-robots-tag"]
    assert "set-cookie" not in page.headers

    assert stranger.post(link, data={"act": "acknowledged"}).status_code == 200
    assert state(console, number) is ReferralState.ACKNOWLEDGED
    assert stranger.post(link, data={"act": "acknowledged"}).status_code == 409
    assert stranger.post(link, data={"act": "accepted"}).status_code == 409
    assert state(console, number) is ReferralState.ACKNOWLEDGED

    seen = stranger.post(link, data={"act": "look", "code": code})
    assert "&lt;script&gt;" in seen.text and "<script>" not in seen.text
    assert stranger.post(link, data={"act": "accepted", "code": code, "text": NASTY}).status_code == 200
    assert stranger.post(link, data={"act": "done", "code": code, "text": " "}).status_code == 409
    assert stranger.post(link, data={"act": "done", "code": code, "text": "已指派律师"}).status_code == 200
    assert state(console, number) is ReferralState.DONE
    assert stranger.get(link).status_code == 404

    shown = lin.get(path).text
    assert "已指派律师" in shown and "<script>alert" not in shown
    assert {"opened", "code_right", "code_wrong", "acknowledged", "accepted", "done"} <= set(happened(console))


def test_guessing_codes_ends_the_link_and_shows_nothing(
    console: Console, lin: Seat, stranger: httpx.Client, number: str
) -> None:
    _, link, code = send(console, lin, number)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    answers = [stranger.post(link, data={"act": "look", "code": wrong}) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [409, 409, 409, 409, 404]
    assert not any("情况：" in answer.text for answer in answers)
    assert stranger.post(link, data={"act": "look", "code": code}).status_code == 404
    assert happened(console).count("code_wrong") == 5 and "link_locked" in happened(console)


def test_every_dead_link_looks_the_same(
    console: Console, lin: Seat, stranger: httpx.Client, number: str, held_clock: HeldClock
) -> None:
    path, revoked, _ = send(console, lin, number)
    lin.post(f"{path}/revoke", reason="发错了")
    _, expired, _ = send(console, lin, console.case(sender="b"))
    held_clock.forward(LASTS + timedelta(seconds=1))

    dead = [stranger.get(address) for address in (revoked, expired, "/r/" + "A" * 43, "/r/x", "/r/%00", "/r/a/b")]

    assert {answer.status_code for answer in dead} == {404}
    assert len({answer.content for answer in dead}) == 1
    assert all("x-frame-options" in answer.headers for answer in dead)


def test_another_host_header_changes_no_link(console: Console, lin: Seat, number: str) -> None:
    path, link, _ = send(console, lin, number)

    page = lin.http.get(path, headers={"Host": "evil.example"}).text
    outside = httpx.get(f"{console.url}{link}", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})

    assert "evil.example" not in page and f"http://127.0.0.1:8350{link}" in page
    assert "evil.example" not in outside.text


def test_an_acknowledgement_does_not_open_the_console(console: Console, lin: Seat, number: str) -> None:
    _, link, _ = send(console, lin, number)
    with httpx.Client(base_url=console.url) as outside:
        outside.get(link)
        assert outside.get(f"/console/cases/{number}").status_code == 303


def test_who_comes_too_often_waits_a_minute() -> None:
    seconds = [0.0]
    pace = Pace(clock=lambda: seconds[0])

    assert [pace.too_fast("a") for _ in range(PER_MINUTE + 1)] == [False] * PER_MINUTE + [True]
    assert not pace.too_fast("b")
    seconds[0] = 60.0
    assert not pace.too_fast("a")


def test_a_too_large_answer_is_refused(console: Console, lin: Seat, stranger: httpx.Client, number: str) -> None:
    _, link, code = send(console, lin, number)

    assert stranger.post(link, data={"act": "accepted", "code": code, "text": "长" * 60_000}).status_code == 413
    assert state(console, number) is ReferralState.SENT


def test_the_list_shows_what_is_overdue_and_takes_an_answer_by_telephone(
    console: Console, lin: Seat, number: str, held_clock: HeldClock
) -> None:
    path, _, _ = send(console, lin, number)
    assert f"{number}-Z1" not in lin.get("/referrals", late="1").text
    held_clock.forward(timedelta(days=2))
    lin = console.seat("lin")  # a sign-in lasts a shift

    assert f"{number}-Z1" in lin.get("/referrals", late="1").text
    assert f"{number}-Z1" not in lin.get("/referrals", mine="1").text
    assert lin.post(f"{path}/answer", state="rejected", text="").status_code == 400
    assert lin.post(f"{path}/answer", state="accepted", text="张律师来电").json() == {"ok": True}
    assert state(console, number) is ReferralState.ACCEPTED


def test_a_report_is_made_by_an_operator_alone_and_a_supervisor_sees_what_prevented_it(
    console: Console, lin: Seat, number: str
) -> None:
    tab = lin.get(f"/cases/{number}/panel", tab="reporting").json()["parts"]["side"]
    assert tab.count('type="checkbox"') == 9 and "应立即报告" in tab

    fields = {"organ": "police", "way": "phone", "told": "later", "content": "疑似家庭暴力", "office": NASTY}
    assert lin.post(f"/cases/{number}/report", **fields).status_code == 409
    assert lin.post(f"/cases/{number}/report", **fields, is_abused="1", at="2026-11-21T09:00").json() == {"ok": True}
    assert lin.post(f"/cases/{number}/report-flag", kind="prevented", text="校长不让报").json() == {"ok": True}

    tab = lin.get(f"/cases/{number}/panel", tab="reporting").json()["parts"]["side"]
    assert "11月21日 09:00:00" in tab and "<script>" not in tab and "应立即报告" not in tab
    zhao = console.seat("zhao")
    assert "升级" in zhao.get("/").text and "有人阻止报告" in zhao.get("/").text
    assert "校长不让报" in zhao.get("/referrals").text and "校长不让报" not in lin.get("/referrals").text
    flag = re.search(r'name="flag" value="([^"]+)"', zhao.get(f"/cases/{number}", tab="reporting").text)
    assert flag and lin.post(f"/cases/{number}/report-seen", flag=flag[1]).status_code == 404
    assert zhao.post(f"/cases/{number}/report-seen", flag=flag[1]).json() == {"ok": True}
    assert "校长不让报" not in zhao.get("/referrals").text


def test_the_police_panel_works_without_a_script(console: Console, lin: Seat, number: str) -> None:
    opened = lin.http.post(f"/cases/{number}/police", data={"csrf": lin.csrf})
    assert opened.headers["location"] == f"/console/cases/{number}?tab=handing-on"
    page = lin.get(f"/cases/{number}", tab="handing-on").text
    call = re.search(r'name="call" value="([^"]+)"', page)

    assert call and "我要报警" in page and "12110" in page
    assert lin.post(f"/cases/{number}/police-called", call=call[1], three_way="1").json() == {"ok": True}
    assert lin.post(f"/cases/{number}/police-end", call=call[1], outcome="x", result="y").status_code == 409
    assert "三方通话" in lin.get(f"/cases/{number}", tab="handing-on").text
    other = console.case("他走了", RiskLevel.RED, "another")
    assert lin.post(f"/cases/{other}/police-line", call=call[1], text="x").status_code == 404


def test_a_link_is_found_again_for_the_same_letter(console: Console, lin: Seat, number: str) -> None:
    _, link, code = send(console, lin, number)
    with console.store.session() as work:
        again = link_of(work, referrals_of(work, tickets.by_number(work, number))[0])
    assert again and (f"/r/{again.token}", again.code) == (link, code)
