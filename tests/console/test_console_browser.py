"""The console in a real browser: the alarm, claiming, the live talk, a draft that stays, and the keyboard alone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.console.conftest import PASSWORD, Console

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run")  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium is installed: the console was not tried in a browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, console: Console) -> Iterator[Page]:
    """The sign-in page on an office screen; fails the test on a script error, a blocked part or a foreign address."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    context.set_default_timeout(15_000)
    opened = context.new_page()
    faults: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # The browser reports a refusal (409) and a lost network as errors: those are wanted.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith(console.url):
            faults.append(f"asked {request.url}")

    opened.on("console", note)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("request", asked)
    opened.goto(f"{console.url}/console/")
    yield opened
    context.close()
    assert faults == []


def sign_in(page: Page, name: str = "lin") -> None:
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="队列")).to_be_visible()
    expect(page.locator("#spoken")).not_to_be_empty()  # the scripts are at work


def titles(page: Page, seconds: float) -> set[str]:
    """Every title that the tab showed within this time."""
    seen, until = set(), monotonic() + seconds
    while monotonic() < until:
        seen.add(page.title())
        page.wait_for_timeout(100)
    return seen


def look(page: Page, name: str) -> None:
    """Keeps a picture when somebody wants to look: HUMIAO_TEST_PICTURES names the folder."""
    folder = os.environ.get("HUMIAO_TEST_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_a_red_case_is_seen_and_heard_claimed_and_answered(page: Page, console: Console) -> None:
    sign_in(page)
    page.get_by_role("button", name="开启提示音").click()
    expect(page.get_by_role("button", name="提示音已开")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("现在没有等待处理的单")).to_be_visible()

    number = console.case()  # nobody touches the page: it learns by itself
    alarm = page.get_by_role("alert", name="红色警报")
    expect(alarm).to_contain_text(number)
    expect(page.locator("#sound")).to_have_class("plain sound ringing")
    assert titles(page, 3) == {"队列 · 值班台", "【红】1 单等人接"}
    look(page, "alarm")

    alarm.get_by_role("button", name="接单").click()
    expect(alarm).to_have_count(0)
    expect(page.locator("mark.red")).to_have_text("手里有刀")
    page.get_by_label("回复求助者").fill("我是林老师，你先别出声，我马上报警。")
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".turn.operator .said")).to_have_text("我是林老师，你先别出声，我马上报警。")
    expect(page.get_by_label("回复求助者")).to_have_value("")

    console.case("他走了，我没事")
    expect(page.locator(".turn.caller").last).to_contain_text("他走了，我没事")
    look(page, "case")
    assert [turn.text for turn in console.turns(number)][1] == "我是林老师，你先别出声，我马上报警。"


def test_a_draft_survives_a_reload_and_what_others_do_meanwhile(page: Page, console: Console) -> None:
    number = console.case()
    sign_in(page)
    page.get_by_role("button", name=f"接单 {number}").click()
    page.get_by_label("回复求助者").fill("写到一半")
    page.locator("#s-level").click()
    page.locator("#level-reason").fill("刀已收走")

    console.seat("zhao").post(f"/cases/{number}/note", text="已联系派出所")
    expect(page.locator(".notes")).to_contain_text("已联系派出所")
    expect(page.locator("#level-reason")).to_have_value("刀已收走")
    page.reload()

    expect(page.get_by_label("回复求助者")).to_have_value("写到一半")


def test_a_refusal_is_said_beside_the_form_and_nothing_is_lost(page: Page, console: Console) -> None:
    number = console.case()
    sign_in(page)
    page.get_by_role("button", name=f"接单 {number}").click()
    page.locator("#s-level").click()
    page.locator("#level").select_option("blue")
    page.locator("#level-set").click()

    expect(page.locator("#d-level .problem")).to_contain_text("理由")
    expect(page.locator("#level")).to_have_value("blue")
    page.locator("#level-reason").fill("已核实是误会")
    page.locator("#level-set").click()

    expect(page.locator("#part-head .level")).to_have_text("蓝 · 关注")
    expect(page.locator(".history")).to_contain_text("已核实是误会")


def test_the_keyboard_alone_is_enough(page: Page, console: Console) -> None:
    number = console.case()
    sign_in(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到主要内容")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == f"claim-{number}":
            break
    page.keyboard.press("Enter")

    reply = page.get_by_label("回复求助者")
    reply.focus()
    page.wait_for_load_state()  # keys belong to the page's scripts: on a busy machine the form is there before them
    page.keyboard.type("我在")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".turn.operator .said")).to_have_text("我在")
    expect(reply).to_be_focused()


def test_a_page_that_lost_its_server_or_its_session_says_so(page: Page, console: Console) -> None:
    sign_in(page)
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_contain_text("与服务器的连接断了")

    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()

    page.context.clear_cookies()
    console.case()
    expect(page.locator("#offline")).to_contain_text("登录已过期", timeout=30_000)


def test_a_small_office_screen_shows_the_reply_and_the_file_without_scrolling(page: Page, console: Console) -> None:
    number = console.case()
    for text in ("第一句", "第二句", "第三句", "第四句", "第五句", "第六句"):
        console.case(text)
    sign_in(page)
    page.get_by_role("button", name=f"接单 {number}").click()

    expect(page.get_by_role("button", name="发送")).to_be_in_viewport()
    expect(page.get_by_role("heading", name="待办")).to_be_in_viewport()
    expect(page.locator(".turn").last).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")

    one_line = 55
    for part in (".bar", "#part-head", "#part-tabs"):
        assert page.evaluate("(part) => document.querySelector(part).offsetHeight", part) < one_line
    page.keyboard.press("Alt+2")
    expect(page.locator("#tab-safety")).to_have_attribute("aria-current", "page")
    page.locator("#more-tabs-open").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#tab-caller")).to_have_attribute("aria-current", "page")
    expect(page.locator("#more-tabs-open")).to_have_text("来访者")
    expect(page.locator("#tab-caller")).to_be_hidden()
