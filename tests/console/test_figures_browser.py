"""The report page in a real browser: charts that fit, tables behind them, and what goes onto paper."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest
from playwright.sync_api import Browser, Page, expect

from cases import lifecycle, operators, tickets
from cases.callers.words import AgeBand
from cases.store import Store
from cases.words import Outcome
from humiao.message import Channel
from humiao.vocabulary import RiskLevel, Sender, Topic
from tests.cases.figures.filling import Case, fill
from tests.console.conftest import Console
from tests.console.test_console_browser import browser as browser
from tests.console.test_console_browser import look

pytestmark = pytest.mark.browser

LEVELS = (RiskLevel.RED, RiskLevel.YELLOW, RiskLevel.BLUE, RiskLevel.NONE)
AREAS = ("430181", "430121", "430102", "430103", "")
WEEKS = 8


def busy(store: Store) -> None:
    """Eight weeks of a desk with some forty cases each, the same on every run."""
    chance = random.Random(7)
    cases = []
    for week in range(WEEKS):
        monday = datetime(2026, 11, 9, tzinfo=timezone.utc) - timedelta(weeks=WEEKS - 1 - week)
        for _ in range(34 + 3 * week):
            at = monday + timedelta(days=min(6, int(chance.expovariate(0.3))), hours=chance.gauss(12, 4))
            level = chance.choices(LEVELS, (2, 5, 6, 4))[0]
            waited = timedelta(seconds=chance.expovariate(1 / (40 if level is RiskLevel.RED else 900)))
            ended = chance.random() < 0.7
            cases.append(
                Case(
                    at,
                    level,
                    [chance.choices(list(Topic), [1 / (1 + place % 13) for place in range(len(Topic))])[0]],
                    chance.choices(list(Channel)[:4], (6, 3, 1, 4))[0],
                    waited if chance.random() < 0.97 else None,
                    at + timedelta(hours=20) if ended else None,
                    chance.choice([word for word in Outcome if word is not Outcome.MERGED]) if ended else None,
                    chance.choice(AREAS),
                    chance.choice([*AgeBand, None]),
                    chance.choice(list(Sender)),
                    chance.randint(1, 5),
                )
            )
    with store.session() as work:
        fill(work, operators.by_name(work, "lin"), cases)
        work.commit()


@pytest.fixture
def page(browser: Browser, console: Console) -> Iterator[Page]:
    """Zhao at an office screen, signed in; fails on a script error or a blocked part."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    context.add_cookies([{"name": "desk", "value": console.seat("zhao").http.cookies["desk"], "url": console.url}])
    yield opened
    context.close()
    assert faults == []


def test_a_report_is_looked_at_read_as_a_table_and_put_on_paper(page: Page, console: Console) -> None:
    busy(console.store)
    page.goto(f"{console.url}/console/figures?period=2026-W46")
    expect(page.get_by_role("heading", level=1)).to_have_text("周调度 2026年第46周（11月9日—11月15日）")
    expect(page.get_by_text("内部 · 不得外传")).to_be_visible()
    expect(page.get_by_role("img", name="新收：按级别")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    look(page, "figures-week-top")
    look_whole(page, "figures-week")

    page.locator("details summary").nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator("table.sheet").nth(1)).to_be_visible()

    page.get_by_role("link", name="定稿、打印和导出").click()
    expect(page.get_by_text("定稿 2026-11-21")).to_be_visible()
    expect(page.locator("#h-found")).to_be_visible()
    look_whole(page, "figures-week-printed")
    page.goto(f"{console.url}/console/figures/2026-10")
    look_whole(page, "figures-month-printed")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="PDF")).to_be_hidden()
    page.emulate_media(media="screen", color_scheme="dark")
    look_whole(page, "figures-month-dark")


def test_a_case_is_written_down_checked_and_given_out(page: Page, console: Console) -> None:
    number = console.case("他手里有刀，我躲在柜子里不敢出声")
    with console.store.session() as work:
        zhao, ticket = operators.by_name(work, "zhao"), tickets.by_number(work, number)
        lifecycle.claim(work, ticket, zhao)
        work.commit()
        lifecycle.close(work, ticket, zhao, Outcome.RESCUED, "已脱险", told="已告知")
        work.commit()
    page.goto(f"{console.url}/console/cases/{number}/study")
    page.get_by_label("背景").fill("王小明说：我躲在柜子里不敢出声。11月3日晚上，民警到了明德实验小学。")
    page.get_by_role("button", name="检查").click()
    expect(page.get_by_text("找到 5 处")).to_be_visible()
    look_whole(page, "study")

    page.get_by_label("背景").fill("孩子独自在家，家长酒后失控。")
    page.get_by_role("button", name="检查").click()
    page.get_by_label("保留的理由").fill("新开的台，案件还少，内容已经很笼统")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出文档").click()
    assert download.value.suggested_filename == "case-study.docx"
    page.goto(f"{console.url}/console/ledger")
    expect(page.get_by_label("建单从")).to_have_value("2026-11-01")
    look_whole(page, "ledger")


def look_whole(page: Page, name: str) -> None:
    """A picture of the whole page, however long."""
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": 1366, "height": min(height, 6_000)})
    look(page, name)
    page.set_viewport_size({"width": 1366, "height": 768})
