"""The editor's desk in a real browser, with all shipped answers: what a reviewer publishes is what the chat says."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from actions.replies import load_replies
from actions.senses import Senses, load_meaning
from actions.turn import Kit
from bot.app import build
from bot.shelf import open_shelf
from cases import operators
from cases.store import Store
from cases.words import Role
from humiao.cli.web import compose
from humiao.clock import local, now
from humiao.settings import ROOT, read_settings
from knowledge.desk.stock import stock
from knowledge.directory import Directory
from knowledge.statutes import Statutes
from nlu.client import NOTHING
from tests.conftest import MASTER
from tests.rasa_server import free_port

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
expect.set_options(timeout=15_000)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run")  # fmt: skip
PASSWORD = "correct horse battery"
ASKED = "游泳课老师不教只让我们自己玩水可以吗"
TITLE = "学校游泳课没人看着怎么办"
QUESTIONS = (
    "游泳课没有老师看着",
    "学校游泳课老师不在旁边",
    "游泳课老师只顾玩手机",
    "学校泳池没有救生员",
    "游泳课没人教自己下水",
    "学校组织游泳没有安全员",
    "游泳课好危险老师不管",
    "学校的泳池水太深没人看",
    ASKED,
)
CHILD = "没有大人看着，先别下水。\n告诉老师：你害怕，想在岸上等。\n回家告诉家里人，请他们找学校说。"
ADULT = "学校应当建立安全管理制度，配备安保人员（《未成年人保护法》第三十五条）。可先向学校书面反映，仍不改的打12345。"


@dataclass
class Desk:
    """The running desk: its address, and the store behind it."""

    url: str
    store: Store


@pytest.fixture(scope="module")
def desk(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    var = tmp_path_factory.mktemp("editors")
    shutil.copy(migrated_sqlite, var / "humiao.db")
    shutil.copytree(ROOT / "var" / "vectors", var / "vectors")
    settings, statutes = read_settings({"HUMIAO_VAR": str(var), "HUMIAO_TOTP": "off"}), Statutes.open()
    store, stop, today = Store(settings.database_url, MASTER), Event(), local(now()).date()
    with store.session() as work:
        operators.add(work, "mei", "梅编辑", Role.EDITOR, PASSWORD)
        operators.add(work, "xu", "许审稿", Role.REVIEWER, PASSWORD)
        stock(work.db, ROOT / "data" / "knowledge", statutes, at=work.clock(), on=today)
        work.commit()
    data = ROOT / "data"
    shelf = open_shelf(settings, store, statutes, Senses(load_meaning(var / "vectors"), None))
    kit = Kit(load_replies(data / "replies" / "replies.yml"), shelf, statutes, Directory.load(data / "contacts.yml"))
    parts = build(settings, store=store, kit=kit, understand=lambda text: NOTHING, master=MASTER)
    parts.follow(stop)
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(compose(parts), port=port, log_level="error", timeout_graceful_shutdown=1))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    until = monotonic() + 30
    while not server.started and monotonic() < until:
        sleep(0.02)
    yield Desk(f"http://127.0.0.1:{port}", store)
    stop.set()
    server.should_exit = True
    thread.join(10)
    store.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium is installed: the editor's desk was not tried in a browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()


class Person:
    """Somebody's own browser; ``faults`` are script errors, blocked parts and foreign addresses."""

    def __init__(self, browser: Browser, url: str, width: int, height: int) -> None:
        self.context: BrowserContext = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        self.context.set_default_timeout(20_000)
        self.page: Page = self.context.new_page()
        self.url = url
        self.faults: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", lambda dialog: dialog.accept())

    def _note(self, message: ConsoleMessage) -> None:
        # A refusal (409) is reported as an error too: those are wanted.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(message.text)

    def sign_in(self, name: str) -> None:
        self.page.goto(f"{self.url}/console/sign-in")
        self.page.get_by_label("登录名").fill(name)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("heading", name="答案", exact=True)).to_be_visible()

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}/console{path}")


@pytest.fixture
def people(browser: Browser, desk: Desk) -> Iterator[tuple[Person, Person, Person]]:
    """An editor, a reviewer and a child with a phone."""
    made = (
        Person(browser, desk.url, 1366, 768),
        Person(browser, desk.url, 1366, 768),
        Person(browser, desk.url, 390, 844),
    )
    yield made
    for person in made:
        person.context.close()
    assert [person.faults for person in made] == [[], [], []]


def look(page: Page, name: str) -> None:
    """Keeps a picture when somebody wants to look: HUMIAO_TEST_PICTURES names the folder."""
    if folder := os.environ.get("HUMIAO_TEST_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")


def ask(child: Person, answer: str, *, given: bool) -> None:
    """Asks anew, for what was promised is two seconds and a machine may be busy with more than this test."""
    for _ in range(3):
        child.context.clear_cookies()
        child.page.goto(child.url)
        child.page.get_by_label("写下你想说的话").fill(ASKED)
        child.page.get_by_role("button", name="发送").click()
        replies = child.page.locator("#log .bot .bubble")
        expect(replies.last).to_be_visible()
        if (replies.filter(has_text=answer).count() > 0) is given:
            return
        child.page.wait_for_timeout(1000)
    raise AssertionError(f"{answer}: {'not ' if given else 'still '}given")


def write(page: Page) -> None:
    page.locator("#id").fill("swimming_lesson")
    page.locator("#title").fill(TITLE)
    page.locator("#topic").select_option("school_injury")
    page.locator("#questions").fill("\n".join(QUESTIONS))
    page.locator("#child").fill(CHILD)
    page.locator("#adult").fill(ADULT)
    page.locator("#steps").fill("拍下照片\n书面告诉学校\n打12345")
    page.get_by_label("12345").check()


def cite(page: Page) -> None:
    """Finds the article, and proves it by words selected in its text."""
    page.locator("#lookup").fill("未保法35条")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="引用 中华人民共和国未成年人保护法 第三十五条").click()
    expect(page.locator("#article-0")).to_have_value("第三十五条")
    page.locator('[data-law="0"] .law-text').evaluate(
        """text => {
            const node = text.firstChild, start = node.data.indexOf("建立安全管理制度"), range = document.createRange();
            range.setStart(node, start); range.setEnd(node, start + 8);
            getSelection().removeAllRanges(); getSelection().addRange(range);
            text.dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
        }"""
    )
    expect(page.locator("#anchor-0")).to_have_value("建立安全管理制度")


def test_written_reviewed_published_answered_and_retired(people: tuple[Person, Person, Person], desk: Desk) -> None:
    mei, xu, child = people
    ask(child, "先别下水", given=False)

    mei.sign_in("mei")
    look(mei.page, "knowledge-list")
    mei.page.get_by_role("link", name="写一条新答案").click()
    write(mei.page)
    expect(mei.page.locator("#preview .phone .bubble")).to_contain_text("先别下水")
    expect(mei.page.locator("#preview .faults")).to_contain_text("还没有引用法条")
    cite(mei.page)
    expect(mei.page.locator("#preview .good")).to_contain_text("没有错误")
    look(mei.page, "knowledge-cite")
    mei.page.locator("#try-question").fill(ASKED)
    mei.page.keyboard.press("Enter")
    expect(mei.page.locator("#tried .verdict")).to_contain_text(TITLE)
    mei.page.locator("#tried").scroll_into_view_if_needed()
    look(mei.page, "knowledge-try")
    mei.page.get_by_role("button", name="保存并提交审稿").click()
    expect(mei.page.get_by_text("已提交，等另一个人来审。").first).to_be_visible()
    expect(mei.page.get_by_role("button", name="批准")).to_have_count(0)
    look(mei.page, "knowledge-submitted")

    xu.sign_in("xu")
    xu.page.get_by_label("状态").select_option("mine")
    xu.page.get_by_role("button", name="筛选").click()
    xu.page.get_by_role("link", name=TITLE).click()
    look(xu.page, "knowledge-review")
    xu.page.get_by_role("button", name="批准……").click()
    expect(xu.page.get_by_role("cell", name=ASKED)).to_be_visible(timeout=60_000)
    look(xu.page, "knowledge-publish")
    xu.page.get_by_role("button", name="确认批准").click()
    expect(xu.page.get_by_text("已批准。")).to_be_visible()
    sleep(2)
    ask(child, "先别下水", given=True)
    look(child.page, "knowledge-chat")

    xu.page.locator("#d-retire summary").click()
    xu.page.locator("#retire-reason").fill("换成新的一条")
    xu.page.get_by_role("button", name="停用", exact=True).click()
    expect(xu.page.get_by_text("已设为停用。")).to_be_visible()
    sleep(2)
    ask(child, "先别下水", given=False)


def test_two_who_write_at_once_and_the_history(people: tuple[Person, Person, Person]) -> None:
    mei, xu, _ = people
    for person, name in ((mei, "mei"), (xu, "xu")):
        person.sign_in(name)
        person.open("/knowledge/e/dog_bite")
    xu.page.locator("#title").fill("被狗咬了怎么办")
    xu.page.get_by_role("button", name="保存草稿").click()
    expect(xu.page.get_by_text("已存为草稿。")).to_be_visible()

    mei.page.locator("#title").fill("被狗咬伤、抓伤")
    mei.page.locator("#child").fill("先用肥皂水冲十五分钟。\n马上告诉大人，去医院。")
    mei.page.get_by_role("button", name="保存草稿").click()
    expect(mei.page.get_by_role("heading", name="许审稿 在您写的时候存了第 2 版")).to_be_visible()
    expect(mei.page.locator("#title")).to_have_value("被狗咬伤、抓伤")
    look(mei.page, "knowledge-clash")
    mei.page.locator("#title").fill("被狗咬伤了怎么办")
    mei.page.get_by_role("button", name="保存草稿").click()
    expect(mei.page.get_by_text("已存为草稿。")).to_be_visible()

    mei.page.get_by_role("link", name="全部版本").click()
    look(mei.page, "knowledge-history")
    mei.page.get_by_role("link", name="与最新版比").last.click()
    expect(mei.page.locator("ins").first).to_be_visible()
    look(mei.page, "knowledge-diff")


def test_the_form_fits_the_screen_and_the_keyboard(people: tuple[Person, Person, Person]) -> None:
    mei, _, _ = people
    mei.sign_in("mei")
    mei.open("/knowledge/e/bullying_dorm")

    expect(mei.page.get_by_role("button", name="保存并提交审稿")).to_be_in_viewport()
    expect(mei.page.get_by_role("heading", name="孩子在手机上看到")).to_be_in_viewport()
    assert mei.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    look(mei.page, "knowledge-entry")
    unnamed = mei.page.evaluate(
        """() => [...document.querySelectorAll("input, textarea, select, button")]
            .filter(each => each.type !== "hidden" && !each.closest("[hidden]") && !each.closest("template"))
            .filter(each => !(each.labels?.length || each.textContent.trim() || each.getAttribute("aria-label")))
            .map(each => each.outerHTML)"""
    )
    assert unnamed == []
    reached = set()
    mei.page.keyboard.press("Tab")
    for _ in range(120):
        mei.page.keyboard.press("Tab")
        reached.add(mei.page.evaluate("document.activeElement.id"))
    assert {"title", "child", "adult", "lookup", "anchor-0", "save", "submit", "try-question"} <= reached
    mei.page.locator("#citations").scroll_into_view_if_needed()
    look(mei.page, "knowledge-citations")
