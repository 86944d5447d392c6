"""A telephone call in a real browser: typed while the assistant listens, saved, answered, joined and taken apart."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from cases.callers.marks import remember
from cases.tickets import by_number
from humiao.vocabulary import RiskLevel
from tests.console.conftest import Console
from tests.console.test_console_browser import browser, look, page, sign_in

__all__ = ["browser", "page"]

pytestmark = pytest.mark.browser

STORY = "老师您好，我们宿舍有三个同学天天让我给她们打水洗衣服，不做就不让我睡觉"


def test_a_call_is_typed_while_the_assistant_listens(page: Page, console: Console) -> None:
    earlier = console.case(STORY, RiskLevel.YELLOW)
    with console.store.session() as work:
        remember(work, by_number(work, earlier))
        work.commit()
    sign_in(page)
    page.get_by_role("link", name="登记", exact=True).click()
    look(page, "intake-empty")

    words = page.get_by_label("对方的原话")
    expect(words).to_be_focused()
    words.fill(STORY)
    level = page.locator(".ear-level .level")
    expect(level).to_have_text("黄 · 尽快")
    words.press_sequentially("。她现在拿着刀在砸门")
    expect(level).to_have_text("红 · 紧急")
    expect(page.locator(".urgent")).to_contain_text("不要挂断")
    page.get_by_label("怎么称呼").fill("小雨")
    page.locator("#phone").fill("13800138000")
    page.locator("#more summary").click()
    page.get_by_label("不要联系家长").check()
    expect(page.get_by_role("button", name="保存并接单")).to_be_in_viewport()
    look(page, "intake-red")

    page.reload()  # the draft is still there, and the assistant listens again
    expect(words).to_have_value(f"{STORY}。她现在拿着刀在砸门")
    expect(page.get_by_label("不要联系家长")).to_be_checked()
    expect(level).to_have_text("红 · 紧急")
    page.context.set_offline(True)
    page.get_by_role("button", name="保存并接单").click()
    expect(page.locator("#problem")).to_contain_text("不会重复建单")
    page.context.set_offline(False)
    page.get_by_role("button", name="保存并接单").click()

    expect(page.locator("#part-head .warning")).to_have_text("不要联系家长")
    expect(page.locator("#part-head .level")).to_have_text("红 · 紧急")
    number = page.locator("#part-head h1").inner_text()
    page.get_by_label("补记对方的话").fill("她走了")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".turn.caller")).to_have_count(2)

    page.get_by_role("link", name="知识").click()
    page.get_by_label("找答案").fill("被狗咬了怎么办")
    page.keyboard.press("Enter")
    expect(page.locator("#know-found")).to_contain_text("狗")
    look(page, "case-knowledge")
    page.locator("#know-found [data-insert]").first.click()
    reply = page.get_by_label("您对对方说的话")
    expect(reply).not_to_have_value("")
    page.get_by_label("筛选常用语").fill("安全吗")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(reply).to_be_focused()
    assert "法律依据" in reply.input_value() and "你现在安全吗" in reply.input_value()

    page.locator("#more-tabs-open").click()
    page.get_by_role("link", name="来访者").click()
    expect(page.locator(".alike")).to_contain_text(earlier)
    look(page, "case-caller")
    page.locator(f"#s-merge-{earlier}").click()
    page.get_by_label("以哪个单继续").select_option("other")
    page.locator(f"#merge-{earlier}").click()
    expect(page.locator("#part-head .merged")).to_contain_text(earlier)
    look(page, "case-merged")
    page.locator(f"#unmerge-{number}").click()
    expect(page.locator("#part-head .merged")).to_have_count(0)
    expect(page.locator(".alike")).to_contain_text(earlier)
    expect(reply).not_to_have_value("")


def test_a_contact_without_a_case_is_one_click_and_one_click_back(page: Page) -> None:
    sign_in(page)
    page.get_by_role("link", name="登记", exact=True).click()
    page.get_by_role("button", name="无声").click()
    expect(page.locator(".counted")).to_contain_text("可能有危险，建单")
    look(page, "intake-counted")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".counted")).to_have_count(0)
