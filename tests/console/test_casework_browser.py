"""The work on a case in a real browser: facts, plan, a file looked at, a follow-up that a child answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cases.followup import sending
from cases.followup.tables import FollowUp
from cases.followup.wording import wording
from cases.intake import receive
from cases.store import Store
from humiao.message import Channel, Inbound
from humiao.vocabulary import RiskLevel
from tests.console.conftest import Console
from tests.console.test_casework import pdf
from tests.console.test_console_browser import browser, look, page, sign_in

__all__ = ["browser", "page"]
pytestmark = pytest.mark.browser


def open_tab(page: Page, name: str) -> None:
    page.locator(f"#tab-{name}").click()
    expect(page.locator(f"#tab-{name}")).to_have_attribute("aria-current", "page")


def test_from_the_facts_to_the_answered_follow_up(page: Page, console: Console, tmp_path: Path) -> None:
    number = console.case(level=RiskLevel.YELLOW)
    sign_in(page)
    page.get_by_role("button", name=f"接单 {number}").click()

    open_tab(page, "safety")
    for fact, answer in (("ideation", "yes"), ("plan", "yes"), ("means", "yes"), ("time", "yes"), ("safe", "yes")):
        page.locator(f"#f-{fact}").select_option(answer)
    page.locator("#f-plan-words").fill("这几天一直在想")
    page.reload()  # nothing was sent yet, and nothing is lost
    expect(page.locator("#f-plan-words")).to_have_value("这几天一直在想")
    expect(page.locator("#f-means")).to_have_value("yes")
    page.locator("#save-safety-facts").click()
    page.locator("#raise-level").click()
    expect(page.locator("#part-head .level")).to_contain_text("红")
    expect(page.locator("#raise-level")).to_have_count(0)
    page.locator("#s-plan").click()
    page.locator("#safety-plan-people").fill("奶奶、班主任周老师")

    console.seat("bai").post(f"/cases/{number}/safety-plan", seen="0", places="奶奶家")
    expect(page.locator("#part-side")).to_contain_text("奶奶家")
    page.locator("#save-safety-plan").click()
    expect(page.locator("#d-plan .problem")).to_contain_text("白老师刚刚保存了第 1 版")
    look(page, "casework-conflict")
    page.locator("#safety-plan-places").fill("奶奶家")
    page.locator("#save-safety-plan").click()
    expect(page.locator("#part-side .written").first).to_contain_text("奶奶、班主任周老师")
    page.locator("#s-give").click()
    page.locator("#plan-to-reply").click()
    expect(page.get_by_label("回复求助者")).to_have_value(
        "这是我们一起想好的：\n\n可以找的人：\n奶奶、班主任周老师\n\n可以去的地方：\n奶奶家"
    )
    look(page, "casework-safety")

    open_tab(page, "service")
    page.locator("#s-person").click()
    page.locator("#p-name").fill("王某")
    page.locator("#p-relation").fill("父亲")
    page.locator("#p-unsafe").check()
    page.locator("#person-add").click()
    expect(page.locator(".people .unsafe")).to_contain_text("绝不联系")
    look(page, "casework-service")

    open_tab(page, "files")
    page.locator("#s-file").click()
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(pdf())
    page.locator("#file").set_input_files(letter)
    page.locator("#file-add").click()
    page.get_by_role("link", name="letter.pdf").click()
    picture = page.get_by_role("img", name="第 1 页")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1100
    look(page, "casework-pdf")
    page.get_by_role("link", name="回到").click()

    open_tab(page, "followups")
    page.locator("#followup-level").click()
    expect(page.locator(".asked-again li")).to_have_count(4)
    look(page, "casework-followups")
    page.locator("#tab-overview").click()
    page.locator("#s-status").click()
    page.locator("#status").select_option("waiting")
    page.locator("#status-set").click()
    expect(page.locator("#part-head")).to_contain_text("等待外部回复")  # nobody is in the chat now
    asked = ask_now(console.store)
    open_tab(page, "followups")
    expect(page.locator(".asked-again .now")).to_contain_text("有回音")
    expect(page.locator(".turn.bot .said").last).to_have_text(asked)
    expect(page.locator("#banners")).to_contain_text("回访有回音")
    look(page, "casework-answered")


def ask_now(store: Store) -> str:
    """The worker finds the first follow-up due and asks; the child answers. What it asked."""
    with store.session() as work:
        row = work.db.query(FollowUp).order_by(FollowUp.due_at).first()
        assert row
        row.due_at = work.clock()
        assert sending.make(work, row.id)
        receive(work, Inbound(Channel.WEB, "child", "answer", work.clock(), "在的"))
        work.commit()
        return wording().ask_for(row.id)
