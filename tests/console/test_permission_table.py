"""Every route times every role, over HTTP: the gate does what docs/permission-table.md says, and it names them all."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from starlette.responses import PlainTextResponse, Response

from cases import operators
from cases.access import Permission
from cases.sessions import CODE, ENROLMENT
from cases.words import Role
from console import pages
from console.pages import Route, SignedIn
from console.permission_page import PAGE, Plan, opens, page, routes
from console.visit import Visit
from tests.console.conftest import STAFF, Console, Seat

ROUTES = routes()
PEOPLE = {role: next(name for name, _, its in STAFF if its is role) for role in Role}
OPENED = (200, 303, 409)
"""Shown, led on, or refused in words because of the state of the case."""
REACHED = 299
"""What the page behind the gate answers in this file: that it was reached is all that is asked."""


@pytest.fixture
def gate(console: Console, monkeypatch: pytest.MonkeyPatch) -> Iterator[Console]:
    """The console whose pages do nothing: a walk over every act must not sign anybody out or close a case."""

    async def reached(handler: object, visit: Visit) -> Response:
        return PlainTextResponse("reached", REACHED)

    monkeypatch.setattr(pages, "_answer", reached)
    yield console


def asked(http: httpx.Client, route: Route, csrf: str = "", **headers: str) -> httpx.Response:
    path = re.sub(r"\{\w+\}", "x", route.path)
    if route.method == "GET":
        return http.get(path, headers=headers)
    return http.post(path, data={"csrf": csrf}, headers=headers)


def test_the_documented_table_is_the_one_in_force() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(ROUTES)


def test_no_route_of_the_application_is_missing_from_the_table(console: Console) -> None:
    mount = next(route for route in console.app.routes if getattr(route, "path", "") == "/console")
    served = {(next(iter(r.methods - {"HEAD"})), r.path) for r in mount.app.routes}  # type: ignore[attr-defined]

    assert served == {(route.method, route.path) for route in ROUTES}
    assert len(ROUTES) == len(served), "two routes with one path: only the first is ever reached"


def test_a_new_route_without_a_row_is_noticed() -> None:
    plan = Plan()
    plan.page("/new", needs=Permission.CASE_READ)

    assert page([*ROUTES, *plan.routes]) != PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_what_the_table_says_and_nothing_else(gate: Console, role: Role) -> None:
    seat = gate.seat(PEOPLE[role])
    missing = seat.get("/no-such-page")
    wrong = []
    for route in ROUTES:
        answer = asked(seat.http, route, seat.csrf)
        expected = REACHED if opens(role, route.needs) else 404
        if answer.status_code != expected or (expected == 404 and answer.content != missing.content):
            wrong.append((route, answer.status_code))

    assert wrong == []


def test_a_stranger_reaches_what_is_public_and_is_sent_to_sign_in_elsewhere(gate: Console) -> None:
    wrong = []
    with httpx.Client(base_url=f"{gate.url}/console") as stranger:
        for route in ROUTES:
            answer = asked(stranger, route)
            by_script = asked(stranger, route, **{"X-Console": "1"})
            if route.needs is None:
                ok = (answer.status_code, by_script.status_code) == (REACHED, REACHED)
            else:
                to = answer.headers.get("location", "").split("?")[0]
                ok = (answer.status_code, to, by_script.status_code) == (303, "/console/sign-in", 401)
            if not ok:
                wrong.append((route, answer.status_code, by_script.status_code))

    assert wrong == []


@pytest.mark.parametrize(
    ("role", "step", "page_of_it"),
    [(Role.SUPERVISOR, CODE, "/sign-in/code"), (Role.ADMIN, ENROLMENT, "/sign-in/enrol")],
)
def test_a_right_password_alone_opens_the_second_step_only(
    gate: Console, role: Role, step: str, page_of_it: str
) -> None:
    with gate.store.session() as work:
        person = operators.by_name(work, PEOPLE[role])
        token, csrf = operators.start_session(work, person, 12, waits_for=step)
        work.commit()
    half, wrong = Seat(gate.url, token, csrf), []
    for route in ROUTES:
        answer = asked(half.http, route, csrf)
        if route.needs in (None, SignedIn.HALFWAY):
            ok = answer.status_code == REACHED
        else:
            ok = (answer.status_code, answer.headers.get("location")) == (303, f"/console{page_of_it}")
        if not ok:
            wrong.append((route, answer.status_code))
    half.http.close()

    assert wrong == []


def test_no_act_is_done_without_the_forms_token(gate: Console) -> None:
    seat = gate.seat(PEOPLE[Role.SUPERVISOR])  # asked before the role is, so one role stands for all
    acts = [route for route in ROUTES if route.method == "POST" and route.needs is not None]

    assert acts
    assert [r for r in acts for csrf in ("", "made-up") if asked(seat.http, r, csrf).status_code != 403] == []


@pytest.mark.parametrize("role", list(Role))
def test_every_page_that_a_role_may_open_opens(console: Console, role: Role) -> None:
    number = console.case()
    seat, wrong = console.seat(PEOPLE[role]), []
    for route in ROUTES:
        if route.method != "GET" or not opens(role, route.needs):
            continue
        path = route.path.replace("{number}", number)
        path += "?number=HM261121-0001" if path == "/open" else ""
        if "{" not in path and (status := seat.get(path).status_code) not in OPENED:
            wrong.append((path, status))

    assert wrong == []
