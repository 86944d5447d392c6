"""The lists of the editor's desk in a real browser: nothing is blocked, labels are there, one click makes a draft."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from cases.gaps import GapKind
from humiao.settings import ROOT
from knowledge.desk.numbers import add, stock_numbers
from knowledge.directory import Directory, Number
from tests.console.conftest import TODAY, Console
from tests.console.test_gaps_page import asked

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CENTRE = Number(
    "0731-85012345",
    "星城区未成年人保护中心",
    "没人管、被遗弃的孩子",
    "工作日9时至17时",
    "430181",
    TODAY,
    "打电话核实",
    TODAY + timedelta(days=10),
    "民政",
)


@pytest.fixture
def page(editing: Console) -> Iterator[Page]:
    """An editor's browser on an office screen; fails the test when a script or a style was blocked."""
    if CHROMIUM is None:
        pytest.skip("no chromium is installed: the lists were not tried in a browser")
    token = editing.seat("mei").http.cookies["desk"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        context.add_cookies([{"name": "desk", "value": token, "url": f"{editing.url}/console/"}])
        opened, faults = context.new_page(), []
        opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        yield opened
        browser.close()
    assert faults == []


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("HUMIAO_TEST_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_a_group_becomes_a_draft_by_one_click(editing: Console, page: Page) -> None:
    asked(editing, "当兵要什么条件", "a", GapKind.UNHELPFUL)
    editing.store.clock.forward(timedelta(weeks=2))  # type: ignore[attr-defined]
    asked(editing, "我叫李梓涵，学校强制买校服合法吗", "b", entry_id="dog_bite")
    asked(editing, "学校强制买校服合法不", "c", GapKind.ESCALATED)
    asked(editing, "石桥镇中心小学食堂有虫子，王校长不管", "d", entry_id="food_poisoning")
    page.context.add_cookies(
        [{"name": "desk", "value": editing.seat("mei").http.cookies["desk"], "url": f"{editing.url}/console/"}]
    )
    page.goto(f"{editing.url}/console/knowledge/gaps")
    expect(page.get_by_role("heading", name="2 次提问")).to_be_visible()
    heights = page.locator(".gauge").evaluate_all("bars => bars.map(bar => bar.getBoundingClientRect().height)")
    assert (heights[-1], heights[-3], heights[0]) == (60, 21, 0)
    picture(page, "gaps")

    page.get_by_role("button", name="起草答案").first.click()

    expect(page).to_have_url(f"{editing.url}/console/knowledge/e/draft_20261205_1")
    expect(page.get_by_text("学校强制买校服合法不").first).to_be_visible()
    picture(page, "gap-draft")


def test_a_number_is_verified_and_added(editing: Console, page: Page) -> None:
    with editing.store.session() as work:
        stock_numbers(work.db, Directory.load(ROOT / "data" / "contacts.yml"))
        add(work.db, CENTRE)
        work.commit()
    page.goto(f"{editing.url}/console/knowledge/directory")
    expect(page.get_by_role("heading", name="要核实的 1 个")).to_be_visible()
    picture(page, "directory")
    page.get_by_label("核实来源").first.fill("今天打过")
    page.get_by_role("button", name="今天已核实").first.click()
    expect(page.get_by_role("heading", name="要核实的 1 个")).to_have_count(0)

    page.get_by_text("增加一行").click()
    for label, text in (("电话", "12399"), ("名称", "某热线"), ("什么时候打", "别的事"), ("时间", "全天")):
        page.get_by_label(label, exact=True).fill(text)
    page.locator("#f-verified_from").fill("网页")
    picture(page, "directory-add")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("rowheader", name="12399")).to_be_visible()

    page.goto(f"{editing.url}/console/knowledge/import")
    picture(page, "exchange")


@pytest.mark.parametrize("path", ["gaps", "directory", "import"])
def test_every_field_has_a_name_that_is_read_out(editing: Console, page: Page, path: str) -> None:
    asked(editing, "当兵要什么条件", "a")
    page.goto(f"{editing.url}/console/knowledge/{path}")
    nameless = page.locator("main input:not([type=hidden]), main select").evaluate_all(
        "fields => fields.filter(field => !field.labels.length).map(field => field.outerHTML)"
    )
    assert nameless == []
