"""Closed by construction: no page without a permission, no answer that tells missing from forbidden."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import PlainTextResponse, Response

from cases.access import Permission
from cases.store import Store
from console.looks import environment
from console.pages import OpenRoute, Pages
from console.visit import Desk, Visit
from console.watch import Watch
from humiao.privacy import MasterKey
from humiao.settings import read_settings
from knowledge.search import Answers
from knowledge.statutes import Statutes
from tests.console.conftest import Console, Seat, build_kit


@pytest.fixture
def pages(tmp_path: Path, master: MasterKey, answers: Answers, statutes: Statutes) -> Pages:
    store = Store(f"sqlite:///{tmp_path / 'none.db'}", master)
    desk = Desk(store, read_settings({}), environment(), Watch(store, lambda: True), build_kit(answers, statutes))
    return Pages(FastAPI(docs_url=None, redoc_url=None, openapi_url=None), desk)


def hello(visit: Visit) -> Response:
    return PlainTextResponse("hello")


def test_a_page_that_says_nothing_about_who_may_see_it_stops_the_start(pages: Pages) -> None:
    with pytest.raises(OpenRoute):
        pages.page("/open")


def test_a_page_is_not_both_public_and_in_need_of_a_permission(pages: Pages) -> None:
    with pytest.raises(OpenRoute):
        pages.page("/both", needs=Permission.CASE_READ, public=True)


def test_a_route_added_past_the_door_stops_the_start(pages: Pages) -> None:
    pages.page("/good", needs=Permission.CASE_READ)(hello)
    pages.refuse_others()

    @pages._app.get("/bad")
    def bad() -> str:
        return "bad"

    with pytest.raises(OpenRoute, match="/bad"):
        pages.refuse_others()


def test_nothing_but_the_sign_in_and_its_looks_answers_a_stranger(console: Console) -> None:
    number = console.case()
    with httpx.Client(base_url=f"{console.url}/console") as stranger:
        assert stranger.get("/sign-in").status_code == 200
        assert stranger.get("/static/console.css").status_code == 200
        for path in ("/", f"/cases/{number}", f"/cases/{number}/panel", "/events", "/audit", "/staff"):
            answer = stranger.get(path)
            assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/console/sign-in")
        answer = stranger.post(f"/cases/{number}/claim", headers={"X-Console": "1"})
        assert answer.status_code == 401
    assert console.ticket(number).owner_id is None


@pytest.mark.parametrize("part", ["", "/events", "/turns?seqs=1", "/panel", "/files/x"])
def test_a_forbidden_case_does_not_exist(console: Console, lin: Seat, part: str) -> None:
    guo = console.seat("guo")
    number = console.case()

    forbidden = guo.get(f"/cases/{number}{part}")
    missing = guo.get(f"/cases/HM261121-9999{part}")
    missing_for_lin = lin.get(f"/cases/HM261121-9999{part}")

    assert [a.status_code for a in (forbidden, missing, missing_for_lin)] == [404] * 3
    assert forbidden.content == missing.content == missing_for_lin.content
    assert set(forbidden.headers) == set(missing.headers)


@pytest.mark.parametrize("act", ["claim", "reply", "note", "level", "close"])
def test_a_forbidden_change_does_not_exist_either(console: Console, act: str) -> None:
    guo = console.seat("guo")
    number = console.case()

    forbidden = guo.post(f"/cases/{number}/{act}", text="a", reason="a")
    missing = guo.post(f"/cases/HM261121-9999/{act}", text="a", reason="a")

    assert (forbidden.status_code, forbidden.content) == (404, missing.content)
    assert console.ticket(number).owner_id is None


def test_an_address_that_is_no_page_looks_like_a_missing_case(console: Console, lin: Seat) -> None:
    assert lin.get("/no-such-page").content == lin.get("/cases/HM261121-9999").content


def test_the_auditor_and_the_admin_see_their_page_and_no_queue(console: Console) -> None:
    number = console.case()
    guo, he = console.seat("guo"), console.seat("he")

    trail, accounts = guo.get("/audit").text, he.get("/staff").text
    assert "ticket:opened" in trail
    assert "林老师" in accounts
    for seat in (guo, he):
        assert number not in trail + accounts
        assert seat.get("/").status_code == 404
        assert seat.get("/events").status_code == 404


@pytest.mark.parametrize("before", ["9" * 23, "9" * 9, "-1", "٣", "x"])
def test_no_number_in_the_address_of_the_trail_is_a_fault(console: Console, before: str) -> None:
    assert console.seat("guo").get("/audit", before=before).status_code == 200


def test_the_auditor_can_check_the_chain(console: Console) -> None:
    guo = console.seat("guo")

    page = guo.http.post("/audit/verify", data={"csrf": guo.csrf}).text

    assert "没有被改动或抽走的记录" in page


@pytest.mark.parametrize("path", ["/sign-in", "/", "/no-such-page", "/static/queue.js", "/static/../app.py"])
def test_every_answer_has_the_security_headers(console: Console, path: str) -> None:
    with httpx.Client(base_url=f"{console.url}/console") as stranger:
        headers = stranger.get(path).headers

    assert headers["content-security-policy"].startswith("default-src 'self';")
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


def test_no_page_has_anything_inline_or_from_elsewhere() -> None:
    for template in environment().list_templates():
        source = Path("console/templates", template).read_text(encoding="utf-8")
        assert not any(sign in source for sign in ("style=", "<style", "onclick", "http://", "https://", "javascript:"))
        assert source.count("<script") == source.count('<script type="module" src="{{ base }}/static/')


def test_a_broken_store_is_said_so_and_the_headers_stay(console: Console, lin: Seat, tmp_path: Path) -> None:
    console.store.close()
    (tmp_path / "humiao.db").rename(tmp_path / "away.db")
    for part in tmp_path.glob("humiao.db-*"):
        part.unlink()
    (tmp_path / "humiao.db").mkdir()

    answer = lin.get("/")

    assert answer.status_code == 503
    assert "数据库暂时连不上" in answer.text
    assert answer.headers["x-frame-options"] == "DENY"
