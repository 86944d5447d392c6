"""Signing in with a second step, accounts, areas, break-glass and field rules, as the pages do them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pyotp
import pytest

from cases import fields, lifecycle, operators, second_factor, tickets
from cases.callers.profile import Profile, keep_profile
from cases.fields import Field, Show, Tie
from cases.words import Outcome
from humiao.errors import HumiaoError
from humiao.message import Upload
from humiao.settings import ROOT
from humiao.vocabulary import RiskLevel
from tests.conftest import HeldClock
from tests.console.conftest import PASSWORD, Console, Seat, token_in

REASON = "派出所来电询问这个孩子的下落"
HOME = "浏阳河路 8 号"


@pytest.fixture
def stranger(console: Console) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{console.url}/console", timeout=30) as browser:
        yield browser


@pytest.fixture
def strict(console: Console, monkeypatch: pytest.MonkeyPatch) -> Console:
    """The same console in an office that asks everybody for a second step."""
    settings = console.settings.values
    monkeypatch.setitem(settings, "totp", "required")  # type: ignore[arg-type]
    return console


def knock(browser: httpx.Client, name: str, **more: str) -> httpx.Response:
    form = token_in(browser.get("/sign-in").text)
    return browser.post("/sign-in", data={"csrf": form, "name": name, "password": PASSWORD, **more})


def second(browser: httpx.Client, page: str, code: str, **more: str) -> httpx.Response:
    return browser.post(page, data={"csrf": token_in(browser.get(page).text), "code": code, **more})


def enrolled(console: Console, name: str, clock: HeldClock) -> pyotp.TOTP:
    """Somebody who set up a phone a minute ago."""
    with console.store.session() as work:
        person = operators.by_name(work, name)
        secret, _ = second_factor.begin(work, person)
        phone = pyotp.TOTP(secret)
        second_factor.confirm(work, person, phone.at(clock.now))
        work.commit()
    clock.forward(timedelta(seconds=60))
    return phone


def test_the_first_sign_in_leads_to_setting_up_and_nowhere_else(
    strict: Console, stranger: httpx.Client, held_clock: HeldClock
) -> None:
    number = strict.case()
    onward = f"/console/cases/{number}"
    assert knock(stranger, "lin", next=onward).headers["location"] == f"/console/sign-in/enrol?next={onward}"
    assert stranger.get(f"/cases/{number}").headers["location"] == "/console/sign-in/enrol"

    page = stranger.get("/sign-in/enrol").text
    secret = re.sub(r"\s", "", re.search(r'id="secret">([^<]+)<', page)[1])  # type: ignore[index]
    assert "<svg" in page
    assert second(stranger, "/sign-in/enrol", "000000").status_code == 401
    done = second(stranger, "/sign-in/enrol", pyotp.TOTP(secret).at(held_clock.now), next=onward)

    codes = re.findall(r"<code>([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})</code>", done.text)
    assert len(codes) == 10
    assert f'href="{onward}"' in done.text
    assert stranger.get(f"/cases/{number}").status_code == 200
    assert secret not in stranger.get("/sign-in/enrol", follow_redirects=True).text


def test_a_password_and_a_code_open_the_desk(console: Console, stranger: httpx.Client, held_clock: HeldClock) -> None:
    phone = enrolled(console, "lin", held_clock)

    assert knock(stranger, "lin").headers["location"] == "/console/sign-in/code"
    half = stranger.cookies["desk"]
    assert second(stranger, "/sign-in/code", "000000").status_code == 401
    code = phone.at(held_clock.now)
    assert second(stranger, "/sign-in/code", code).headers["location"] == "/console/"
    assert stranger.get("/").status_code == 200

    assert stranger.cookies["desk"] != half
    with httpx.Client(base_url=f"{console.url}/console", cookies={"desk": half}) as thief:
        assert thief.get("/").headers["location"].startswith("/console/sign-in?")
    with httpx.Client(base_url=f"{console.url}/console") as again:
        knock(again, "lin")
        assert second(again, "/sign-in/code", code).status_code == 401


def test_the_time_for_the_second_step_runs_out(console: Console, stranger: httpx.Client, held_clock: HeldClock) -> None:
    phone = enrolled(console, "lin", held_clock)
    knock(stranger, "lin")
    token = token_in(stranger.get("/sign-in/code").text)
    held_clock.forward(timedelta(minutes=10))

    late = stranger.post("/sign-in/code", data={"csrf": token, "code": phone.at(held_clock.now)})
    assert late.headers["location"] == "/console/sign-in"


def test_fresh_paper_and_another_phone_need_a_code(console: Console, held_clock: HeldClock) -> None:
    phone, lin = enrolled(console, "lin", held_clock), console.seat("lin")

    assert lin.http.post("/account/codes", data={"csrf": lin.csrf, "code": "123456"}).status_code == 401
    paper = lin.http.post("/account/codes", data={"csrf": lin.csrf, "code": phone.at(held_clock.now)}).text
    code = re.findall(r"<code>([a-z0-9-]{14})</code>", paper)[0]
    gone = lin.http.post("/account/phone", data={"csrf": lin.csrf, "code": code})

    assert gone.headers["location"] == "/console/sign-in/enrol"
    assert "手动输入密钥" in lin.get("/sign-in/enrol").text


def test_an_admin_makes_an_account_that_works(console: Console, stranger: httpx.Client) -> None:
    he = console.seat("he")
    form = {"csrf": he.csrf, "name": "qin", "shown_as": "秦老师", "role": "operator", "areas": "430181，430102"}

    made = he.http.post("/staff", data=form).text
    password = re.search(r"密码：(\S{19})", made)[1]  # type: ignore[index]
    page = token_in(stranger.get("/sign-in").text)
    answer = stranger.post("/sign-in", data={"csrf": page, "name": "qin", "password": password})

    assert answer.headers["location"] == "/console/"
    assert password not in he.get("/staff").text
    assert he.http.post("/staff", data=form).status_code == 400
    assert he.http.post("/staff", data={**form, "name": "new", "areas": "浏阳"}).status_code == 400


def test_an_admin_keeps_the_staff_file(console: Console) -> None:
    he, lin = console.seat("he"), console.operator_id("lin")
    assert "还没有查过" in he.get(f"/staff/{lin}").text

    he.post(f"/staff/{lin}/check", checked_on="2026-11-20", result="clear")
    assert "2027-11-20 前" in he.get(f"/staff/{lin}").text
    assert he.post(f"/staff/{lin}/check", checked_on="2026-12-20", result="clear").status_code == 409
    found = he.http.post(f"/staff/{lin}/check", data={"csrf": he.csrf, "checked_on": "2026-11-21", "result": "found"})

    assert "应当及时解聘" in found.text
    assert "查到有记录" in console.seat("zhao").get("/staff/checks").text
    assert "从业查询" in console.seat("zhao").get("/").text
    assert "从业查询" not in console.seat("bai").get("/").text


def test_an_admin_closes_accounts_but_not_the_last_admin(console: Console) -> None:
    he, lin = console.seat("he"), console.seat("lin")

    assert he.post(f"/staff/{console.operator_id('he')}/close", confirm="he").status_code == 409
    assert he.post(f"/staff/{console.operator_id('lin')}/close", confirm="bai").status_code == 400
    assert lin.get("/").status_code == 200
    he.post(f"/staff/{console.operator_id('lin')}/close", confirm="lin")

    assert lin.get("/").status_code == 303
    assert he.get("/staff/no-such-account").status_code == 404


def test_a_lost_phone_and_a_forgotten_password_are_reset_by_an_admin(
    console: Console, stranger: httpx.Client, held_clock: HeldClock
) -> None:
    enrolled(console, "lin", held_clock)
    he, lin = console.seat("he"), console.operator_id("lin")

    he.post(f"/staff/{lin}/second-factor")
    assert knock(stranger, "lin").headers["location"] == "/console/"
    shown = he.http.post(f"/staff/{lin}/password", data={"csrf": he.csrf}).text
    assert re.search(r"新密码：\S{19}", shown)
    assert knock(stranger, "lin").status_code == 401


def far_away(console: Console, name: str, area: str) -> Seat:
    """A seat of somebody who works for another area."""
    with console.store.session() as work:
        operators.by_name(work, name).areas = [area]
        work.commit()
    return console.seat(name)


def at_home(console: Console, number: str) -> None:
    with console.store.session() as work:
        known = Profile(area="430181", name="张小明", phone="13812345678", where=HOME, avoid_guardian=True)
        keep_profile(work, tickets.by_number(work, number).conversation, known, None)
        work.commit()


def test_the_queue_of_an_area_holds_its_own_cases_and_every_red_one(console: Console) -> None:
    ours, red = console.case("他又打我", RiskLevel.YELLOW, "a"), console.case(sender="b")
    for number in (ours, red):
        at_home(console, number)
    bai = far_away(console, "bai", "430102")

    page, rows = bai.get("/").text, bai.get("/events", rows=1).json()["rows"]
    assert red in page
    assert red in rows
    assert ours not in page + rows
    assert ours in console.seat("lin").get("/").text
    assert bai.get(f"/cases/{ours}").content == bai.get("/cases/HM261121-9999").content
    assert bai.post(f"/cases/{ours}/claim").status_code == 404


def test_break_glass_opens_tells_and_is_judged(console: Console, held_clock: HeldClock) -> None:
    number = console.case("他又打我", RiskLevel.YELLOW)
    at_home(console, number)
    bai, zhao = far_away(console, "bai", "430102"), console.seat("zhao")
    known, unknown = bai.get("/break-glass", number=number), bai.get("/break-glass", number="HM261121-9999")
    assert known.text.replace(f'value="{number}"', "") == unknown.text.replace('value="HM261121-9999"', "")

    form = {"csrf": bai.csrf, "number": number}
    assert bai.http.post("/break-glass", data={**form, "reason": "看看"}).status_code == 400
    assert bai.http.post("/break-glass", data={**form, "number": "HM261121-9999", "reason": REASON}).status_code == 404
    opened = bai.http.post("/break-glass", data={**form, "reason": REASON})

    assert opened.headers["location"] == f"/console/cases/{number}"
    assert bai.get(f"/cases/{number}").status_code == 200
    assert "紧急查阅待复核 1 次" in zhao.get("/events").json()["banners"]
    assert "紧急查阅待复核" not in console.seat("lin").get("/events").json()["banners"]
    reviews = zhao.get("/break-glass/reviews").text
    assert REASON in reviews
    grant = re.search(r"/break-glass/reviews/([0-9a-f-]{36})", reviews)[1]  # type: ignore[index]
    assert bai.post(f"/break-glass/reviews/{grant}", verdict="justified", note="我").status_code == 404
    assert zhao.post(f"/break-glass/reviews/{grant}", verdict="justified", note="已与派出所核实").status_code == 200
    assert "紧急查阅待复核" not in zhao.get("/events").json()["banners"]
    assert "已与派出所核实" in zhao.get("/break-glass/reviews").text

    held_clock.forward(timedelta(minutes=61))
    assert bai.get(f"/cases/{number}").status_code == 404
    acts = [action for action, _ in console.trail("bai")]
    assert [a for a in acts if "break" in a] == ["case:break-glass:missed", "ticket:break_glass"]


def test_a_supervisor_seals_a_closed_case_and_it_is_gone(console: Console) -> None:
    number, zhao = console.case(), console.seat("zhao")
    with console.store.session() as work:
        ticket, lin = tickets.by_number(work, number), operators.by_name(work, "lin")
        lifecycle.claim(work, ticket, lin)
        lifecycle.close(work, ticket, lin, Outcome.HELPED, "已处理", "已当面告知")
        work.commit()
    assert "封存" in zhao.get(f"/cases/{number}", tab="access").text

    assert console.seat("lin").post(f"/cases/{number}/hide", reason="判决生效").status_code == 404
    assert zhao.post(f"/cases/{number}/hide", reason="判决生效").status_code == 200

    assert zhao.get(f"/cases/{number}").status_code == 404
    zhao.post("/break-glass", number=number, reason=REASON)
    assert zhao.post(f"/cases/{number}/show-again", reason="封错了单").status_code == 200
    assert console.seat("lin").get(f"/cases/{number}").status_code == 200


def test_a_case_is_put_into_another_area_by_its_owner(console: Console, lin: Seat) -> None:
    number = console.case("他又打我", RiskLevel.YELLOW)
    bai = far_away(console, "bai", "430102")
    assert lin.post(f"/cases/{number}/area", area="430181").status_code == 409
    lin.post(f"/cases/{number}/claim")

    assert lin.post(f"/cases/{number}/area", area="浏阳").status_code == 409
    assert bai.get(f"/cases/{number}").status_code == 200
    lin.post(f"/cases/{number}/area", area="430181")
    assert bai.get(f"/cases/{number}").status_code == 404
    lin.post(f"/cases/{number}/area", area="")
    assert bai.get(f"/cases/{number}").status_code == 200


def test_a_colleague_sees_the_profile_masked_and_cannot_write_it(console: Console, lin: Seat) -> None:
    number = console.case("他又打我", RiskLevel.YELLOW, upload=Upload("a.png", "image/png", b"1"))
    at_home(console, number)
    file = console.turns(number)[0].attachments[0].id
    bai = console.seat("bai")
    assert bai.get(f"/cases/{number}/files/{file}").status_code == 200  # nobody has it yet: bai may be the one to act
    lin.post(f"/cases/{number}/claim")

    mine, theirs = (seat.get(f"/cases/{number}", tab="caller").text for seat in (lin, bai))
    assert all(text in mine for text in ("张小明", "13812345678", HOME))
    assert not any(text in theirs for text in ("张小明", "13812345678", HOME))
    assert "张**" in theirs
    assert "138****5678" in theirs
    assert "不要联系家长" in theirs
    assert bai.get(f"/cases/{number}/files/{file}").status_code == 404
    assert f"/files/{file}" not in theirs
    assert f"/files/{file}" in mine
    assert bai.post(f"/cases/{number}/profile", name="张**", phone="138****5678").status_code == 409


def test_a_red_case_hides_nothing_from_anybody(console: Console, lin: Seat) -> None:
    number = console.case()
    at_home(console, number)
    lin.post(f"/cases/{number}/claim")

    assert HOME in console.seat("bai").get(f"/cases/{number}", tab="caller").text


@pytest.mark.parametrize("name", list(Field))
@pytest.mark.parametrize("who", list(Tie))
def test_each_field_and_each_tie_has_its_rule(name: Field, who: Tie) -> None:
    assert fields.table()[name][who] in set(Show)
    if who in (Tie.OWNER, Tie.FREE):
        assert fields.table()[name][who] is Show.SHOW, "whoever acts for the child sees what they need"


def test_a_table_that_hides_warnings_stops_the_start(tmp_path: Path) -> None:
    written = (ROOT / "data" / "desk" / "fields.yml").read_text(encoding="utf-8")
    head, _, warnings = written.rpartition("warnings:")
    (tmp_path / "fields.yml").write_text(head + "warnings:" + warnings.replace("other: show", "other: hidden"), "utf-8")

    with pytest.raises(HumiaoError, match="HM146"):
        fields.read_table(tmp_path / "fields.yml")


@pytest.mark.parametrize(
    ("name", "value", "masked"),
    [(Field.PHONE, "13812345678", "138****5678"), (Field.PHONE, "82345", "****"), (Field.NAME, "张小明", "张**")],
)
def test_a_mask_tells_two_apart_and_finds_nobody(name: Field, value: str, masked: str) -> None:
    assert fields.mask(name, value) == masked
