"""A red case handed on in a real browser: 110, the report, the letter, and an agency that answers elsewhere."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.barriers import grave
from tests.console.conftest import Console
from tests.console.test_console_browser import browser, look, page, sign_in

pytestmark = pytest.mark.browser
__all__ = ["browser", "page"]


def test_a_red_case_goes_to_the_police_and_to_an_agency_that_answers_by_its_link(
    page: Page, browser: Browser, console: Console
) -> None:
    number = console.case()
    sign_in(page)
    page.get_by_role("button", name=f"接单 {number}").click()
    page.get_by_role("link", name="转介", exact=True).last.click()

    # The call to 110, with the keyboard alone.
    page.locator("#police-open").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#police-script")).to_have_value(re.compile("我要报警"))
    page.locator("#three-way").focus()
    page.keyboard.press("Space")
    page.locator("#police-called").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".callsteps")).to_contain_text("已接通")
    page.locator("#officer").fill("012345")
    page.keyboard.press("Enter")
    expect(page.locator(".callsteps")).to_contain_text("012345")
    page.locator("#police-line").fill("民警说五分钟到")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".lines")).to_contain_text("民警说五分钟到")
    look(page, "police")

    page.get_by_role("link", name="强制报告", exact=True).click()
    expect(page.locator("#report-content")).to_be_visible()
    look(page, "report-form")
    page.get_by_label("身上多处损伤").check()
    page.locator("#office").fill("城关派出所")
    page.locator("#report-content").fill("约13岁，疑似家庭暴力，父亲手里有刀")
    page.locator("#report-made").click()
    expect(page.locator("#part-side")).to_contain_text("城关派出所")
    expect(page.locator("#part-side")).not_to_contain_text("应立即报告")
    look(page, "reported")

    page.get_by_role("link", name="转介", exact=True).last.click()
    page.locator("#refer-new").click()
    look(page, "refer-kinds")
    page.get_by_role("link", name="妇联").click()
    page.locator("#f-age").fill("约13岁")
    page.locator("#ground").fill("疑似家庭暴力，反家庭暴力法第十三条")
    look(page, "refer-form")
    page.locator("#refer-draft").click()
    expect(page.locator(".paper")).to_contain_text("约13岁")
    look(page, "refer-draft")
    page.locator("#referral-send").click()
    with page.expect_download() as saved:
        page.locator("#letter-pdf").click()
    assert saved.value.suggested_filename == f"{number}-Z1.pdf"
    assert saved.value.path().read_bytes().startswith(b"%PDF")
    link, code = page.locator("#link").input_value(), page.locator("#code").inner_text()
    look(page, "referral-sent")
    page.get_by_role("link", name=f"回到 {number}").click()
    expect(page.locator(".referrals")).to_contain_text("等对方收到")

    # Another person, another browser, no account.
    office = browser.new_context(locale="zh-CN")
    desk = office.new_page()
    desk.goto(link.replace("http://127.0.0.1:8350", console.url))
    expect(desk.locator("main")).not_to_contain_text("约13岁")
    look(desk, "agency")
    desk.locator("#acknowledge").click()
    expect(desk.locator("#state")).to_contain_text("已收到")
    expect(page.locator(".referrals")).to_contain_text("对方已收到")
    desk.locator("#code").fill(code)
    desk.locator("#look").click()
    expect(desk.locator("#summary")).to_contain_text("约13岁")
    look(desk, "agency-code")
    assert grave(desk) == []
    desk.locator("#text-accepted").fill("李主席负责，下午联系")
    desk.locator("#do-accepted").click()
    office.close()

    expect(page.locator(".referrals")).to_contain_text("对方已接受")
    look(page, "handing-on")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"{console.url}/console/referrals")
    look(page, "referrals")
