"""Search in a real browser, with the keyboard alone: the key /, a hit, the message it stands in, and back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from humiao.vocabulary import RiskLevel
from tests.console.conftest import Console
from tests.console.test_console_browser import browser, look, page, sign_in

__all__ = ["browser", "page"]

pytestmark = pytest.mark.browser


def test_a_child_s_words_are_found_from_the_keyboard(page: Page, console: Console) -> None:
    number = console.case("我叫小雨，爸爸又打我了，我躲在厕所里不敢出来", level=RiskLevel.YELLOW, sender="one")
    console.case("同学把我的照片发到群里", level=RiskLevel.BLUE, sender="two")
    console.case("爸爸打我，我想离开家", level=RiskLevel.YELLOW, sender="three")
    sign_in(page)
    page.locator("#main").focus()

    page.keyboard.press("/")
    expect(page.locator("#bar-search")).to_be_focused()
    page.keyboard.type("爸爸 打我")
    page.keyboard.press("Enter")
    expect(page.locator("mark.found").first).to_be_visible()
    look(page, "search")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.get_by_text("加条件").click()
    page.get_by_text("写法").click()
    look(page, "search-open")
    page.locator("#q").fill("小雨")
    page.keyboard.press("Enter")
    expect(page.locator(".hits li")).to_have_count(1)
    found = page.locator(".excerpt a")
    found.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/cases/{number}#m1$"))

    page.go_back()
    expect(page.locator("mark.found")).to_have_text("小雨")  # no question whether to send a form again
    assert "小雨" not in page.url
    page.locator("#keep-name").fill("小雨的单")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="小雨的单")).to_be_visible()
    page.locator("#bar-search").fill(number.lower())
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/cases/{number}$"))
