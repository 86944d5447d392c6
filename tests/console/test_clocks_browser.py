"""The clocks in a real browser: the time that is left runs, and the person called by name is called live."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from cases.clocks.rounds import go_round
from tests.conftest import HeldClock
from tests.console.conftest import Console
from tests.console.test_console_browser import browser, look, page, sign_in

__all__ = ["browser", "page"]
pytestmark = pytest.mark.browser


def test_a_limit_runs_out_before_ones_eyes_and_the_supervisor_is_called(
    page: Page, console: Console, held_clock: HeldClock
) -> None:
    number = console.case()
    sign_in(page, "zhao")
    left = page.locator(".rows time.countdown")
    expect(left).to_contain_text("还剩")
    look(page, "clocks_queue")

    held_clock.forward(timedelta(seconds=60))
    go_round(console.store)  # nobody touches the page
    called = page.get_by_role("alert", name="升级")
    expect(called).to_contain_text("红色有人接")
    look(page, "clocks_escalated")
    called.get_by_role("link", name=number).click()

    expect(page.locator(".life-steps [aria-current]")).to_contain_text("分级")
    expect(page.locator(".clock-runs time.countdown.late").first).to_contain_text("超时")
    look(page, "clocks_case")
    page.get_by_role("button", name="确认“红 · 紧急”").click()
    expect(page.locator(".life-steps [aria-current]")).to_contain_text("派单")
    page.locator("#head-claim").click()
    expect(page.locator(".life-steps [aria-current]")).to_contain_text("处置")
    expect(called).to_have_count(0)

    page.goto(f"{console.url}/console/clocks")
    expect(page.get_by_role("heading", name="已超时")).to_be_visible()
    look(page, "clocks_page")
