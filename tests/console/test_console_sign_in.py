"""Signing in: one sentence for every refusal, a lockout, and a session that ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from threading import Event

import httpx
import pytest
from anyio import create_task_group, run
from starlette.requests import Request
from starlette.responses import Response

from cases import operators
from console import gate
from console.door import set_cookie
from console.looks import environment
from console.visit import Desk, Visit
from console.watch import Watch
from humiao.settings import read_settings
from tests.conftest import HeldClock
from tests.console.conftest import PASSWORD, Console, Seat, token_in


@pytest.fixture
def stranger(console: Console) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{console.url}/console", timeout=30) as browser:
        yield browser


def knock(browser: httpx.Client, name: str, password: str, **more: str) -> httpx.Response:
    form = browser.get("/sign-in").text
    return browser.post("/sign-in", data={"csrf": token_in(form), "name": name, "password": password, **more})


def test_an_unknown_name_and_a_wrong_password_look_the_same(stranger: httpx.Client) -> None:
    wrong = knock(stranger, "lin", "not this one")
    unknown = knock(stranger, "nobody", "not this one")

    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.text.replace('value="lin"', "") == unknown.text.replace('value="nobody"', "")
    assert "not this one" not in wrong.text


@pytest.mark.parametrize(("name", "home"), [("lin", "/"), ("zhao", "/"), ("guo", "/audit"), ("he", "/staff")])
def test_everybody_starts_at_a_page_of_their_own(stranger: httpx.Client, name: str, home: str) -> None:
    answer = knock(stranger, name, PASSWORD)

    assert answer.headers["location"] == f"/console{home}"
    assert stranger.get(home).status_code == 200


def test_five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(
    stranger: httpx.Client, held_clock: HeldClock
) -> None:
    for _ in range(5):
        assert knock(stranger, "lin", "not this one").status_code == 401

    assert knock(stranger, "lin", PASSWORD).status_code == 401
    held_clock.forward(timedelta(minutes=16))
    assert knock(stranger, "lin", PASSWORD).status_code == 303


def test_too_many_tries_from_one_address_are_turned_away_before_any_password_is_checked(
    console: Console, stranger: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "PER_MINUTE", 2)
    assert [knock(stranger, "lin", "not this one").status_code for _ in range(3)] == [401, 401, 503]

    turned_away = knock(stranger, "lin", PASSWORD)

    assert (turned_away.status_code, turned_away.headers["retry-after"]) == (503, "60")
    with console.store.session(reading=True) as work:
        assert operators.by_name(work, "lin").failures == 2


def test_who_waits_behind_too_many_is_told_so_at_once_and_a_minute_later_may_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gate, "MOST_WAITING", 2)
    monkeypatch.setattr(gate, "PER_MINUTE", 1)
    seconds, release = [0.0], Event()

    async def crowd() -> list[str]:
        door, said = gate.Gate(lambda: seconds[0]), []

        async def knock_at(address: str) -> None:
            try:
                await door.passed(address, lambda: release.wait(10))
                said.append("passed")
            except gate.Busy:
                said.append("busy")
                release.set()

        async with create_task_group() as group:
            for address in ("a", "b", "c"):
                group.start_soon(knock_at, address)
        await knock_at("a")
        seconds[0] += 60
        await knock_at("a")
        return said

    assert run(crowd) == ["busy", "passed", "passed", "busy", "passed"]


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("somewhere", "somewhere"),
        (None, ""),
    ],
)
def test_addresses_that_one_connection_is_given_count_as_one(host: str | None, counted: str) -> None:
    assert gate.origin(host) == counted


def test_the_cookie_is_for_the_console_alone_and_for_no_script(stranger: httpx.Client) -> None:
    answer = knock(stranger, "lin", PASSWORD)

    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("desk="))
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/console", "max-age=43200"} <= parts
    assert "secure" not in parts


def test_behind_tls_the_cookie_never_travels_in_the_clear(console: Console) -> None:
    settings = read_settings({"HUMIAO_PUBLIC_URL": "https://hf.example.cn"})
    desk = Desk(console.store, settings, environment(), Watch(console.store, console.nlu.alive), console.kit)
    answer = Response()

    set_cookie(Visit(desk, Request({"type": "http", "headers": []}), {}, None), answer, "desk", "token")

    assert "Secure" in answer.headers["set-cookie"]


def test_a_sign_in_form_from_elsewhere_is_refused(console: Console, stranger: httpx.Client) -> None:
    fields = {"csrf": "made-up", "name": "lin", "password": PASSWORD}

    assert stranger.post("/sign-in", data=fields).status_code == 403
    stranger.get("/sign-in")
    assert stranger.post("/sign-in", data=fields).status_code == 403
    assert console.trail("lin") == []


def test_signing_out_ends_the_session_on_the_server_too(lin: Seat) -> None:
    token = lin.http.cookies["desk"]

    assert lin.http.post("/sign-out", data={"csrf": lin.csrf}).headers["location"] == "/console/sign-in"

    lin.http.cookies.set("desk", token, path="/console")
    assert lin.get("/").status_code == 303


def test_a_session_ends_by_itself(lin: Seat, held_clock: HeldClock) -> None:
    held_clock.forward(timedelta(hours=13))

    assert lin.get("/").headers["location"] == "/console/sign-in?next=/console/"
    assert lin.http.get("/events", headers={"X-Console": "1"}).status_code == 401


def test_after_signing_in_one_is_back_at_the_case_and_never_elsewhere(console: Console, stranger: httpx.Client) -> None:
    number = console.case()
    onward = f"/console/cases/{number}"

    assert knock(stranger, "lin", PASSWORD, next=onward).headers["location"] == onward
    for trap in ("https://evil.example", "//evil.example", "/console/../", "/console/cases/x\nSet-Cookie: a=b"):
        assert knock(stranger, "lin", PASSWORD, next=trap).headers["location"] == "/console/"


def test_a_form_without_the_sessions_token_changes_nothing(console: Console, lin: Seat) -> None:
    number, bai = console.case(), console.seat("bai")

    for wrong in ("", "made-up", bai.csrf):
        assert lin.http.post(f"/cases/{number}/claim", data={"csrf": wrong}).status_code == 403
    assert lin.http.post("/sign-out", data={}).status_code == 403

    assert console.ticket(number).owner_id is None
    assert lin.get("/").status_code == 200


def test_the_token_may_come_in_a_header(console: Console, lin: Seat) -> None:
    number = console.case()

    assert lin.http.post(f"/cases/{number}/claim", headers={"X-CSRF": lin.csrf}).status_code == 303

    assert console.ticket(number).owner_id == console.operator_id("lin")


def test_a_form_of_many_megabytes_is_not_read_to_its_end(lin: Seat) -> None:
    assert lin.post("/cases/HM261121-0001/note", text="长" * 100_000).status_code == 413
