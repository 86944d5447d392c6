"""The whole, as a newcomer starts it: a child's message answered, a ticket taken over, parts killed."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from humiao.settings import ROOT
from tests.bot.telegram_api import TOKEN, TelegramApi, eventually, serving
from tests.rasa_server import free_port

pytestmark = [pytest.mark.browser, pytest.mark.rasa, pytest.mark.timeout(300)]
expect.set_options(timeout=15_000)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run")  # fmt: skip
CHILD = 7_001_234_567
EDGE = "坐在楼顶边上 下面的车好小"


@dataclass
class Desk:
    """A running desk: its addresses, its first password, its Telegram."""

    url: str
    var: Path
    password: str
    telegram: TelegramApi
    process: subprocess.Popen[str]

    def state(self) -> dict[str, bool]:
        return dict(httpx.get(f"{self.url}/readyz", timeout=10).json())


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, trained_model: Path) -> Iterator[Desk]:
    var = tmp_path_factory.mktemp("desk")
    vectors = ROOT / "var" / "vectors"
    if vectors.exists():
        shutil.copytree(vectors, var / "vectors")
    api, port = TelegramApi(), free_port()
    with serving(api) as address:
        environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith("HUMIAO_")},
            "HUMIAO_VAR": str(var),
            "HUMIAO_TOTP": "off",  # the second step has its own test: tests/console/test_access_browser.py
            "HUMIAO_PORT": str(port),
            "HUMIAO_NLU_PORT": str(free_port()),
            "HUMIAO_TELEGRAM_TOKEN": TOKEN,
            "HUMIAO_TELEGRAM_API": address,
        }
        said = (var / "said.txt").open("w+")
        process = subprocess.Popen(
            [sys.executable, "-m", "humiao", "run"], env=environ, stderr=said, stdout=said, text=True
        )
        text = _wait_for(var / "said.txt", "ready:", process)
        found = re.search(r"password: *(\S+)", text)
        assert found is not None, text
        yield Desk(f"http://127.0.0.1:{port}", var, found[1], api, process)
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(30)
        said.close()


def _wait_for(file: Path, words: str, process: subprocess.Popen[str]) -> str:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        text = file.read_text()
        if words in text:
            return text
        assert process.poll() is None, text
        time.sleep(0.2)
    raise AssertionError(file.read_text())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium is installed: the whole was not tried in a browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def child(browser: Browser, desk: Desk) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(desk.url)
    yield page
    context.close()


@pytest.fixture(scope="module")
def operator(browser: Browser, desk: Desk) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(f"{desk.url}/console")
    page.get_by_label("登录名").fill("admin")
    page.get_by_label("密码").fill(desk.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="队列")).to_be_visible()
    yield page
    context.close()


def writes(page: Page, text: str) -> None:
    page.get_by_label("写下你想说的话").fill(text)
    page.get_by_role("button", name="发送").click()


def claims_and_replies(page: Page, desk: Desk, words: str) -> None:
    page.goto(f"{desk.url}/console/")
    page.get_by_role("alert", name="红色警报").get_by_role("button", name="接单").first.click()
    page.get_by_label("回复求助者").fill(words)
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".turn.operator .said").last).to_have_text(words)


def look(page: Page, name: str) -> None:
    """Keeps a picture when somebody wants to look: HUMIAO_TEST_PICTURES names the folder."""
    if folder := os.environ.get("HUMIAO_TEST_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")


def test_a_beaten_childs_question_is_answered_with_the_right_articles(child: Page) -> None:
    writes(child, "班上几个同学老打我，我该怎么办")

    answer = child.locator("#log .bot .bubble").filter(has_text="法律依据").last
    expect(answer).to_contain_text("《未成年人保护法》第三十九条")
    look(child, "chat")


def test_a_child_at_the_edge_is_seen_claimed_and_answered_by_a_human(child: Page, operator: Page, desk: Desk) -> None:
    writes(child, EDGE)
    expect(child.locator("#log .bot .bubble").filter(has_text="120").last).to_contain_text("值班老师")

    operator.goto(f"{desk.url}/console/")
    expect(operator.get_by_role("alert", name="红色警报")).to_be_visible()
    look(operator, "queue")
    claims_and_replies(operator, desk, "我是值班的林老师，我在，你先往里面挪一点。")

    expect(child.locator("#log .operator .bubble").last).to_have_text("我是值班的林老师，我在，你先往里面挪一点。")
    look(operator, "case")


def test_the_same_reaches_a_child_on_telegram(operator: Page, desk: Desk) -> None:
    desk.telegram.writes(CHILD, EDGE)
    eventually(lambda: any("值班老师" in sent.text for sent in desk.telegram.sent), 20)

    claims_and_replies(operator, desk, "我是林老师，看到你写的了，我陪着你。")

    eventually(lambda: any("我陪着你" in sent.text and sent.chat == str(CHILD) for sent in desk.telegram.sent), 20)


def test_with_the_nlu_server_killed_danger_is_still_noticed_and_it_comes_back(child: Page, desk: Desk) -> None:
    server = subprocess.run(["pgrep", "-f", "rasa run"], capture_output=True, text=True, check=True).stdout.split()
    ours = [int(pid) for pid in server if _is_below(int(pid), desk.process.pid)]
    os.kill(ours[0], signal.SIGKILL)

    with httpx.Client(base_url=desk.url, headers=_headers(desk)) as other:
        other.post("/chat/begin")
        assert other.post("/chat/messages", json={"key": "k-nlu-down", "text": "他拿刀在砸门，我好怕"}).is_success
        news = other.get("/chat/messages", params={"after": 0, "wait": 5}).json()

    assert any("110" in message["text"] for message in news["messages"] if message["author"] == "bot")
    eventually(lambda: desk.state()["nlu"], 60)


def test_with_the_database_locked_the_child_gets_the_emergency_text_and_nothing_is_lost(desk: Desk) -> None:
    lock = sqlite3.connect(desk.var / "humiao.db", isolation_level=None)
    with httpx.Client(base_url=desk.url, headers=_headers(desk), timeout=40) as other:
        other.post("/chat/begin")
        lock.execute("BEGIN EXCLUSIVE")
        answer = other.post("/chat/messages", json={"key": "k-locked", "text": "我爸把我锁在屋里，不给吃饭"})
        assert "110" in json.dumps(answer.json(), ensure_ascii=False)
        assert list((desk.var / "spool").glob("*")) != []
        lock.execute("ROLLBACK")
        lock.close()

        eventually(lambda: _heard(other, "锁在屋里"), 40)


def test_ctrl_c_stops_everything(desk: Desk) -> None:
    desk.process.send_signal(signal.SIGINT)

    assert desk.process.wait(30) == 0
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{desk.url}/healthz", timeout=2)


def _heard(other: httpx.Client, words: str) -> bool:
    messages = other.get("/chat/messages", params={"after": 0, "wait": 0}).json()["messages"]
    mine = [m for m in messages if m["author"] == "caller" and words in m["text"]]
    answered = [m for m in messages if m["author"] == "bot" and "HM" in m["text"]]
    return len(mine) == 1 and bool(answered)


def _headers(desk: Desk) -> dict[str, str]:
    return {"X-Chat": "1", "Origin": desk.url, "Sec-Fetch-Site": "same-origin"}


def _is_below(pid: int, ancestor: int) -> bool:
    while pid > 1:
        if pid == ancestor:
            return True
        stat = Path(f"/proc/{pid}/stat").read_text()
        pid = int(stat.rsplit(")", 1)[1].split()[1])
    return False
