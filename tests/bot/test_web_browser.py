"""The chat page in a real browser: sending, losing the network, leaving, keyboard and a narrow screen."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any, Literal

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect, sync_playwright
from starlette.types import ASGIApp, Receive, Scope, Send

from cases.contacts import lock_conversation
from cases.erase import request_erasure
from cases.transcript import say
from cases.words import Author
from humiao.message import Choice, MessageKind, Reply
from humiao.privacy import MasterKey
from tests.barriers import grave
from tests.webchat import Desk, open_desk

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run")  # fmt: skip
NEUTRAL = "https://www.baidu.com/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium is installed: the chat page was not tried in a browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture
def desk(tmp_path: Path, migrated_sqlite: Path, master: MasterKey) -> Iterator[Desk]:
    with open_desk(tmp_path, migrated_sqlite, master) as opened:
        yield opened


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 360, "height": 720}, locale="zh-CN")
    opened.set_default_timeout(10_000)
    opened.route(f"{NEUTRAL}**", _neutral_page)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, desk: Desk) -> Iterator[Page]:
    """The chat page, opened after another page as people do; fails the test on any error in a script."""
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto("about:blank")
    opened.goto(desk.url)
    yield opened
    assert errors == []


def _neutral_page(route: Route) -> None:
    route.fulfill(body="<title>neutral</title>", content_type="text/html")


def write(page: Page, text: str) -> None:
    page.get_by_label("写下你想说的话").fill(text)
    page.get_by_role("button", name="发送").click()


def bubbles(page: Page, author: str) -> list[str]:
    return page.locator(f"#log .{author} .bubble").all_text_contents()


def look(page: Page, name: str) -> None:
    """Keeps a picture when somebody wants to look: HUMIAO_TEST_PICTURES names the folder."""
    if folder := os.environ.get("HUMIAO_TEST_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")


def test_a_message_is_sent_confirmed_and_answered(page: Page, desk: Desk) -> None:
    write(page, "同学总是打我")

    expect(page.locator("#said .bot .bubble")).to_have_text("听到了：同学总是打我")
    expect(page.locator("#unsent .turn")).to_have_count(0)
    assert bubbles(page, "caller") == ["同学总是打我"]
    expect(page.get_by_label("写下你想说的话")).to_have_value("")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_chat_has_no_grave_barrier(page: Page, desk: Desk, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    desk.parrot.taught["你好"] = [desk.replies.say("opening"), Reply("我在。", choices=(Choice("转人工", "转人工"),))]
    assert grave(page) == []

    write(page, "你好")
    expect(page.locator("#said .bot")).not_to_have_count(0)
    assert grave(page) == []


def test_the_opening_is_said_once(page: Page, desk: Desk) -> None:
    desk.parrot.taught["你好"] = [desk.replies.say("opening"), Reply("我在。")]
    write(page, "你好")

    expect(page.locator("#said .bot")).to_have_count(1)
    expect(page.get_by_text("你好，我是护苗")).to_have_count(1)


def test_a_reload_shows_the_conversation_again_and_keeps_half_written_words(page: Page) -> None:
    write(page, "第一句")
    expect(page.locator("#said .bot")).to_have_count(1)
    page.get_by_label("写下你想说的话").fill("还没写完")

    page.reload()

    expect(page.locator("#said .turn")).to_have_count(2)
    assert bubbles(page, "caller") == ["第一句"]
    expect(page.get_by_label("写下你想说的话")).to_have_value("还没写完")


def test_messages_written_offline_wait_and_arrive_once_in_order(
    page: Page, context: BrowserContext, desk: Desk
) -> None:
    write(page, "在线")
    expect(page.locator("#said .bot")).to_have_count(1)
    context.set_offline(True)
    for text in ("断网一", "断网二", "断网三"):
        write(page, text)
    expect(page.locator("#unsent [data-state=failed]")).to_have_count(3)
    expect(page.get_by_role("status")).to_contain_text("连上以后会自动发出去")
    look(page, "offline")

    context.set_offline(False)

    expect(page.locator("#unsent .turn")).to_have_count(0)
    assert desk.heard() == bubbles(page, "caller") == ["在线", "断网一", "断网二", "断网三"]


def test_a_first_message_whose_answer_is_lost_is_not_doubled_by_a_reload(
    page: Page, context: BrowserContext, desk: Desk
) -> None:
    lost: list[str] = []

    def lose_the_answer(route: Route) -> None:
        if not lost:  # delivered beside the browser, which so learns nothing, no cookie either
            cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
            headers = {"X-Chat": "1"}
            with httpx.Client(headers=headers, cookies=cookies) as line:
                lost.append(line.post(route.request.url, content=route.request.post_data).text)
        route.abort()

    page.route("**/chat/messages", lambda route: lose_the_answer(route) if posts(route.request) else route.fallback())
    page.route("**/chat/messages?*", lambda route: route.abort())
    write(page, "只说一次")
    expect(page.locator("#unsent [data-state=failed]")).to_have_count(1)
    assert desk.heard() == ["只说一次"]
    page.unroute_all()

    page.reload()

    expect(page.locator("#said .bot")).to_have_count(1)
    expect(page.locator("#unsent .turn")).to_have_count(0)
    assert desk.heard() == bubbles(page, "caller") == ["只说一次"]


def posts(request: Request) -> bool:
    return request.method == "POST"


def test_unsent_words_survive_a_reload_while_the_server_is_away(page: Page, desk: Desk) -> None:
    page.route("**/chat/begin", lambda route: route.abort())
    write(page, "别丢了我的话")
    expect(page.locator("#unsent [data-state=failed]")).to_have_count(1)

    page.reload()
    expect(page.locator("#unsent .bubble")).to_have_text("别丢了我的话")
    page.unroute_all()
    page.get_by_role("button", name="点此重发").click()

    expect(page.locator("#said .bot")).to_have_count(1)
    assert desk.heard() == ["别丢了我的话"]


def test_two_tabs_tell_one_story(page: Page, context: BrowserContext, desk: Desk) -> None:
    write(page, "从第一页")
    expect(page.locator("#said .bot")).to_have_count(1)
    second = context.new_page()
    second.goto(desk.url)
    write(second, "从第二页")

    for each in (page, second):
        expect(each.locator("#said .bot")).to_have_count(2)
        assert bubbles(each, "caller") == ["从第一页", "从第二页"]


def test_too_long_a_text_stays_in_the_box_with_a_kind_sentence(page: Page, desk: Desk) -> None:
    write(page, "长" * 2001)

    expect(page.get_by_role("status")).to_contain_text("你写的都还在")
    expect(page.get_by_label("写下你想说的话")).to_have_value("长" * 2001)
    assert desk.turns() == []


def test_buttons_send_their_words_and_go_away(page: Page, desk: Desk) -> None:
    choices = (Choice("我现在安全", "我现在安全"), Choice("我不太安全", "我不太安全"))
    desk.parrot.taught["难受"] = [Reply("你现在安全吗？", choices, ("110", "12110", "12356", "12348"))]
    write(page, "难受")
    expect(page.locator("#said .dial")).to_have_text(["拨打 110", "发短信 12110", "拨打 12356"])
    look(page, "choices")

    page.get_by_role("button", name="我不太安全").click()

    expect(page.locator("#said .bot")).to_have_count(2)
    assert desk.heard() == ["难受", "我不太安全"]
    expect(page.locator(".choices")).to_have_count(0)
    assert page.locator(".dial").nth(1).get_attribute("href") == "sms:12110"


def test_an_operators_words_appear_by_themselves(page: Page, desk: Desk) -> None:
    write(page, "有人吗")
    expect(page.locator("#said .bot")).to_have_count(1)
    with desk.store.session() as work:
        say(work, desk.conversations()[0], Reply("我是林老师，我在看。"), Author.OPERATOR)
        work.commit()

    expect(page.locator("#said .operator .bubble")).to_have_text("我是林老师，我在看。")


def test_after_an_erasure_the_page_is_cleared(page: Page, desk: Desk) -> None:
    write(page, "请删掉")
    expect(page.locator("#said .bot")).to_have_count(1)
    with desk.store.session() as work:
        request_erasure(work, lock_conversation(work, desk.conversations()[0].id))
        work.commit()

    expect(page.locator("#log .turn")).to_have_count(0)


def test_with_the_store_down_the_emergency_text_is_shown_once_and_the_page_goes_on(page: Page, desk: Desk) -> None:
    write(page, "在吗")
    expect(page.locator("#said .bot")).to_have_count(1)
    desk.break_store()
    for text in ("他拿刀在门口", "快来"):
        write(page, text)
    expect(page.get_by_text("我们的系统这会儿出了故障")).to_have_count(1)
    expect(page.locator("#unsent [data-state=sent]")).to_have_count(2)
    look(page, "emergency")

    desk.mend_store()
    desk.spool.replay(desk.store)
    desk.parrot.answer_all(desk.conversations()[0].id)
    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(page.locator("#unsent .turn")).to_have_count(0)
    assert desk.heard() == bubbles(page, "caller") == ["在吗", "他拿刀在门口", "快来"]


def test_before_the_first_file_comes_a_warning(page: Page, desk: Desk, tmp_path: Path) -> None:
    photo = tmp_path / "伤.png"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 2000)
    page.get_by_role("button", name="发照片、录音或文件").click()
    expect(page.get_by_role("dialog")).to_contain_text("请不要发身体隐私部位的照片")
    look(page, "caution")

    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="知道了，选文件").click()
    chooser.value.set_files(photo)

    expect(page.locator("#said .caller .file")).to_have_text("照片：伤.png")
    assert desk.turns()[0].kind is MessageKind.PHOTO
    with page.expect_file_chooser():  # the second time without a word
        page.get_by_role("button", name="发照片、录音或文件").click()


def test_the_quick_exit_works_while_the_warning_is_open(page: Page, context: BrowserContext, desk: Desk) -> None:
    page.get_by_role("button", name="发照片、录音或文件").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="发照片、录音或文件").click()

    page.get_by_role("link", name="快速离开").click()

    nothing_is_left(page, context, desk)


def test_too_big_a_file_is_declined_on_the_page(page: Page, desk: Desk, tmp_path: Path) -> None:
    film = tmp_path / "a.mp4"
    film.write_bytes(b"\0" * (1024 * 1024 + 1))

    page.locator("#file").set_input_files(film)

    expect(page.get_by_role("status")).to_contain_text("最大 1 MB")
    assert desk.turns() == []


@pytest.mark.parametrize("status", [429, 507])
def test_a_file_there_is_no_room_for_says_so_and_words_go_on(
    page: Page, desk: Desk, tmp_path: Path, status: int
) -> None:
    photo = tmp_path / "a.png"
    photo.write_bytes(b"x")
    page.route("**/chat/files", lambda route: route.fulfill(status=status, json={"kept": False, "problem": "收不下"}))

    page.locator("#file").set_input_files(photo)
    write(page, "我打字说")

    expect(page.locator("#said .bot .bubble")).to_have_text("听到了：我打字说")
    expect(page.locator("#unsent [data-state=refused]")).to_contain_text("收不下")


def nothing_is_left(page: Page, context: BrowserContext, desk: Desk) -> None:
    """Back, a new visit, the cookie and the storage: none of them shows the chat."""
    page.wait_for_url(f"{NEUTRAL}**")
    page.go_back()
    assert page.url == "about:blank"
    page.goto(desk.url)
    expect(page.locator("#starting")).to_have_count(0)
    page.wait_for_timeout(700)
    expect(page.locator("#log .turn")).to_have_count(0)
    assert [cookie for cookie in context.cookies() if cookie.get("name") == "chat"] == []
    assert page.evaluate("JSON.stringify([sessionStorage, localStorage])").count("走") == 0


@pytest.mark.parametrize("way", ["button", "escape"])
def test_the_quick_exit_leaves_nothing_behind(page: Page, context: BrowserContext, desk: Desk, way: str) -> None:
    write(page, "我想走")
    expect(page.locator("#said .bot")).to_have_count(1)
    page.get_by_label("写下你想说的话").fill("走之前没写完")

    if way == "button":
        page.get_by_role("link", name="快速离开").click()
    else:
        for _ in range(3):
            page.keyboard.press("Escape")

    nothing_is_left(page, context, desk)
    assert desk.heard() == ["我想走"]


def test_the_quick_exit_works_without_a_network(page: Page, context: BrowserContext, desk: Desk) -> None:
    write(page, "我想走")
    expect(page.locator("#said .bot")).to_have_count(1)
    context.set_offline(True)

    page.get_by_role("link", name="快速离开").click()
    page.wait_for_timeout(500)
    assert "走" not in page.content()
    context.set_offline(False)
    page.goto(NEUTRAL)
    page.goto(desk.url)
    page.wait_for_timeout(1500)

    expect(page.locator("#log .turn")).to_have_count(0)
    assert [cookie for cookie in context.cookies() if cookie.get("name") == "chat"] == []


def test_pressing_send_and_leaving_at_once_still_sends(page: Page, context: BrowserContext, desk: Desk) -> None:
    write(page, "他要回来了")
    page.get_by_role("link", name="快速离开").click()
    page.wait_for_url(f"{NEUTRAL}**")
    page.wait_for_timeout(700)

    assert desk.heard() == ["他要回来了"]
    nothing_is_left_but_the_message(page, context, desk)


def nothing_is_left_but_the_message(page: Page, context: BrowserContext, desk: Desk) -> None:
    page.goto(desk.url)
    page.wait_for_timeout(700)
    expect(page.locator("#log .turn")).to_have_count(0)


class LateBegin:
    """The chat, except that answers to /chat/begin wait: they are ready, and come when let go."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.hold = False
        self.asked, self.let_go, self.left = Event(), Event(), Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def late(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                self.asked.set()
                await asyncio.to_thread(self.let_go.wait, 20)
            await send(message)

        held = self.hold and scope.get("path") == "/chat/begin"
        await self._app(scope, receive, late if held else send)
        if scope.get("path") == "/chat/leave":
            self.left.set()


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """Its address, while it runs."""
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="warning", log_config=None, ws="none", timeout_graceful_shutdown=1)
    )
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    until = monotonic() + 20
    while not server.started and monotonic() < until:
        sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.mark.parametrize("known", [True, False])
def test_a_late_answer_does_not_undo_the_quick_exit(context: BrowserContext, desk: Desk, known: bool) -> None:
    """While the other page still loads, ours lives on and its answers arrive."""
    chat, page = LateBegin(desk.chat), context.new_page()
    waiting: list[Route] = []
    page.route(f"{NEUTRAL}**", lambda route: waiting.append(route))
    with served(chat) as url:
        page.goto(url)
        if known:
            write(page, "之前说的")
            expect(page.locator("#said .bot")).to_have_count(1)
            page.reload()
        chat.hold = True
        write(page, "我想走")
        assert chat.asked.wait(10)

        page.evaluate("document.querySelector('#exit').click()")
        page.wait_for_timeout(300)
        assert chat.left.wait(10)
        chat.let_go.set()
        page.wait_for_timeout(500)

        assert context.cookies() == []
        assert "我想走" in desk.heard()
        for route in waiting:
            _neutral_page(route)


def test_everything_can_be_done_with_the_keyboard(page: Page, desk: Desk) -> None:
    stops = []
    for _ in range(9):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert stops[0] == "exit"
    assert stops[-3:] == ["attach", "write", "send"]

    page.keyboard.press("Shift+Tab")
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    page.keyboard.press("Enter")

    expect(page.locator("#said .bot")).to_have_count(1)
    assert desk.heard() == ["one\ntwo"]


def test_enter_belongs_to_the_input_method_while_pinyin_is_composed(page: Page, desk: Desk) -> None:
    box = page.get_by_label("写下你想说的话")
    box.fill("wo")
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})

    expect(box).to_have_value("wo")
    assert desk.turns() == []


def test_a_screen_reader_hears_new_turns_only(page: Page) -> None:
    log = page.get_by_role("log", name="聊天记录")

    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_have_attribute("aria-relevant", "additions")
    unnamed = page.evaluate(
        "[...document.querySelectorAll('button, a, textarea')]"
        ".filter(e => !(e.ariaLabel || e.labels?.length || e.textContent.trim())).length"
    )
    assert unnamed == 0


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_is_cut_off_or_too_small_to_touch(page: Page, desk: Desk, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 720})
    desk.parrot.taught["长"] = [Reply("a" * 300, (Choice("好的" * 8, "好"),), ("110", "12110", "12356"))]
    write(page, "长")
    expect(page.locator(".choice")).to_have_count(1)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelector('main').scrollWidth") <= width
    small = page.evaluate(
        "[...document.querySelectorAll('a, button, textarea, summary')].filter(e => e.checkVisibility())"
        ".filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
    )
    assert small == []


def test_the_page_talks_to_its_own_server_only(context: BrowserContext, desk: Desk) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text))
    page.goto(desk.url)
    write(page, "在吗")
    expect(page.locator("#said .bot")).to_have_count(1)

    assert [url for url in asked if not url.startswith(desk.url + "/")] == []
    assert len(asked) > 8
    assert complaints == []


def test_no_address_carries_a_persons_words(context: BrowserContext, desk: Desk) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(desk.url)
    write(page, "secretword")
    expect(page.locator("#said .bot")).to_have_count(1)

    assert [url for url in asked if "secretword" in url] == []
