"""Every page of the console is looked at by axe: no serious or critical barrier, in light and in dark.

Closed by construction: each route that answers with a page is found here. One whose address cannot be
filled in, or that nobody can open, fails the test.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext

from cases import lifecycle
from cases.operators import by_name
from cases.quality import sample
from cases.referral import sending
from cases.referral.content import Agency, Content, Ground
from cases.referral.words import Basis
from cases.tickets import by_number
from cases.words import Outcome
from console.case_sections import SECTIONS
from console.permission_page import routes
from humiao.vocabulary import RiskLevel
from tests.barriers import grave
from tests.conftest import HeldClock
from tests.console.conftest import Console, Seat
from tests.console.test_console_browser import browser

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

SEATS = ("zhao", "lin", "he", "guo", "xu")
"""Between them they may open every page."""
ELSEWHERE = {
    "/static/{name}": "styles and scripts",
    "/cases/{number}/files/{file}": "a download",
    "/cases/{number}/files/{file}/raw": "the bytes of a file",
    "/cases/{number}/files/{file}/view": "tests/console/test_casework_browser.py",
    "/r/{token}": "tests/console/test_referral_browser.py",
    "/sign-in/code": "tests/console/test_access_browser.py: half signed in",
    "/sign-in/enrol": "tests/console/test_access_browser.py: half signed in",
}


def made(console: Console) -> dict[str, str]:
    """Something of everything that an address can name."""
    quiet = console.case("最近有点烦", RiskLevel.YELLOW, sender="quiet")
    console.store.clock.forward(timedelta(days=7))  # type: ignore[attr-defined]
    number = console.case(sender="loud")
    with console.store.session() as work:
        sample.draw(work)
        item = sample.items(work, "2026-W47")[0].id
        lin, ticket = by_name(work, "lin"), by_number(work, number)
        old = by_number(work, quiet)
        lifecycle.claim(work, old, lin)
        lifecycle.close(work, old, lin, Outcome.INFORMED, "已解答")
        ground = Ground(Basis.DUTY, "未成年人保护法第十一条")
        content = Content(Agency("县民政局"), "孩子需要临时照料", "请核实", ground)
        referral = sending.draft(work, ticket, lin, sending.kind_of("civil_affairs"), {}, content)
        work.commit()
    return {
        "/study": quiet, "number": number, "item": item, "period": "2026-W46", "report": referral.id,
        "/staff/{id}": lin.id, "/knowledge": "dog_bite", "/cases": referral.id, "kind": "pdf",
    }  # fmt: skip


def address(path: str, known: dict[str, str], seat: Seat) -> str:
    """The path with something real for each of its names; raises KeyError for a name that nobody told here."""
    if path == "/search/{search}":
        found = seat.http.post("/search", data={"csrf": seat.csrf, "q": "有点烦"})
        return found.headers["location"].removeprefix("/console")
    if path == "/cases/{number}/study":  # of a closed case
        return f"/cases/{known['/study']}/study"
    by_place = next((place for place in ("/staff/{id}", "/knowledge", "/cases") if path.startswith(place)), "")
    filled = re.sub(r"\{(\w+)\}", lambda name: known[by_place if name[1] == "id" else name[1]], path)
    return f"{filled}?from=1&to=1" if path.endswith("/diff") else filled


def barriers(context: BrowserContext, url: str, *, scheme: str = "light") -> list[str]:
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(url)
    found = grave(page)
    page.close()
    return found


def signed_in(browser: Browser, console: Console, seat: Seat) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    cookies = [
        {"name": name, "value": value, "url": f"{console.url}/console"} for name, value in seat.http.cookies.items()
    ]
    context.add_cookies(cookies)  # type: ignore[arg-type]
    return context


def test_no_page_has_a_grave_barrier(browser: Browser, editing: Console, held_clock: HeldClock) -> None:
    known = made(editing)
    seats = {name: editing.seat(name) for name in SEATS}
    contexts = {name: signed_in(browser, editing, seat) for name, seat in seats.items()}
    paths = sorted({route.path for route in routes() if route.method == "GET"} - set(ELSEWHERE))
    found, nobody = {}, []
    for path in paths:
        answers = ((name, seat.http.get(address(path, known, seat))) for name, seat in seats.items())
        name, answer = next(((name, a) for name, a in answers if a.status_code == 200), ("", None))
        if answer is None:
            nobody.append(path)
        elif answer.headers["content-type"].startswith("text/html"):
            found[path] = barriers(contexts[name], str(answer.url))
    for section in SECTIONS:
        where = f"{editing.url}/console/cases/{known['number']}?tab={section.id}"
        found[f"tab {section.id}"] = barriers(contexts["zhao"], where)
    for path in ("/", "/wall", f"/cases/{known['number']}", "/figures/2026-W46"):
        found[f"dark {path}"] = barriers(contexts["zhao"], f"{editing.url}/console{path}", scheme="dark")

    assert ({path: its for path, its in found.items() if its}, nobody) == ({}, [])
    assert len(found) > 30
