"""Access in a real browser: setting up a phone, signing in with its code, break-glass, its notice and its review."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from cases import operators, tickets
from cases.callers.profile import Profile, keep_profile
from humiao.vocabulary import RiskLevel
from tests.conftest import HeldClock
from tests.console.conftest import PASSWORD, Console

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium is installed: access was not tried in a browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@contextmanager
def person(browser: Browser, console: Console) -> Iterator[Page]:
    """Somebody's own browser at the sign-in page; fails the test when a script or a style was blocked."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    context.set_default_timeout(20_000)
    opened, faults = context.new_page(), []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    opened.goto(f"{console.url}/console/")
    yield opened
    context.close()
    assert faults == []


def look(page: Page, name: str) -> None:
    if folder := os.environ.get("HUMIAO_TEST_PICTURES"):
        page.screenshot(path=Path(folder) / f"access-{name}.png")


def password(page: Page, name: str) -> None:
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")


def set_up(page: Page, name: str, clock: HeldClock) -> pyotp.TOTP:
    password(page, name)
    expect(page.locator("svg.qr")).to_be_visible()
    look(page, "enrol")
    phone = pyotp.TOTP(re.sub(r"\s", "", page.locator("#secret").inner_text()))
    page.get_by_label("应用现在显示的六位数字").fill(phone.at(clock.now))
    page.keyboard.press("Enter")
    expect(page.locator(".codes li")).to_have_count(10)
    look(page, "codes")
    page.locator("#onward").click()
    return phone


def test_from_the_first_phone_to_the_review_of_a_broken_glass(
    browser: Browser, console: Console, held_clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(console.settings.values, "totp", "required")  # type: ignore[arg-type]
    number = console.case("他又打我", RiskLevel.YELLOW)
    with console.store.session() as work:
        keep_profile(work, tickets.by_number(work, number).conversation, Profile(area="430181"), None)
        operators.by_name(work, "bai").areas = ["430102"]
        work.commit()

    with person(browser, console) as zhao, person(browser, console) as bai:
        set_up(zhao, "zhao", held_clock)
        expect(zhao.get_by_role("heading", name="队列")).to_be_visible()
        phone = set_up(bai, "bai", held_clock)
        expect(bai.get_by_role("heading", name="队列")).to_be_visible()
        expect(bai.locator("#queue")).not_to_contain_text(number)

        bai.get_by_role("button", name="退出登录").click()
        held_clock.forward(timedelta(seconds=60))
        password(bai, "bai")
        bai.get_by_label("手机验证器上的六位数字").fill("000000")
        bai.keyboard.press("Enter")
        expect(bai.get_by_role("alert")).to_contain_text("验证码不对")
        look(bai, "code")
        bai.get_by_label("手机验证器上的六位数字").fill(phone.at(held_clock.now))
        bai.keyboard.press("Enter")
        expect(bai.get_by_role("heading", name="队列")).to_be_visible()

        bai.goto(f"{console.url}/console/cases/{number}")
        expect(bai.get_by_role("heading", name="没有这个页面")).to_be_visible()
        look(bai, "missing")
        bai.get_by_role("link", name="紧急查阅").click()
        bai.get_by_label("单号", exact=True).fill(number)
        bai.get_by_label("为什么现在必须看").fill("医院来电，孩子正在急诊，要找监护人")
        look(bai, "break-glass")
        bai.get_by_role("button", name="打开并通知督导").click()
        expect(bai.get_by_role("heading", name=number)).to_be_visible()
        bai.get_by_label("案件资料分页").get_by_text("更多").click()
        bai.locator("#tab-access").click()
        expect(bai.get_by_text("您正在紧急查阅这个单")).to_be_visible()
        look(bai, "tab")

        expect(zhao.get_by_text("紧急查阅待复核 1 次")).to_be_visible()  # nobody touched the page
        look(zhao, "notice")
        zhao.get_by_role("link", name="去复核").click()
        zhao.get_by_label("复核意见").fill("已向医院核实，属实")
        look(zhao, "review")
        zhao.get_by_role("button", name="理由成立").click()
        expect(zhao.get_by_text("没有待复核的紧急查阅")).to_be_visible()
        expect(zhao.get_by_role("cell", name="已向医院核实，属实")).to_be_visible()


def test_an_admin_sees_who_is_overdue_and_writes_the_check_down(browser: Browser, console: Console) -> None:
    with person(browser, console) as he:
        password(he, "he")
        expect(he.get_by_role("row", name="林老师")).to_contain_text("还没有查过")
        look(he, "staff")
        he.get_by_role("link", name="管理 lin").click()
        he.locator("#check").click()
        expect(he.get_by_text("2027-11-21 前")).to_be_visible()
        he.get_by_label("地区代码").fill("430181 430102")
        he.locator("#set-areas").click()
        expect(he.locator(".tag").first).to_contain_text("湖南")
        look(he, "member")
        he.goto(f"{console.url}/console/account")
        look(he, "account")
        assert he.evaluate("document.documentElement.scrollWidth <= innerWidth")
