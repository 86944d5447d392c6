"""Two operators and a supervisor at once: offer, signing, presence, colleagues' talk, silence, take-over, the wall."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from cases.roster import rounds
from tests.conftest import HeldClock
from tests.console.conftest import Console
from tests.console.test_console_browser import browser as browser
from tests.console.test_console_browser import look, sign_in

pytestmark = pytest.mark.browser

Enter = Callable[[str], Page]


@pytest.fixture
def enter(browser: Browser, console: Console) -> Iterator[Enter]:
    """Somebody signs in at a computer of their own."""
    with ExitStack() as desks:
        faults: list[str] = []

        def open_desk(name: str) -> Page:
            context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
            desks.callback(context.close)
            page = context.new_page()
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.goto(f"{console.url}/console/")
            sign_in(page, name)
            return page

        yield open_desk
        assert faults == []


def test_a_case_goes_through_three_hands_and_is_never_alone(
    console: Console, enter: Enter, held_clock: HeldClock
) -> None:
    lin, bai, zhao = enter("lin"), enter("bai"), enter("zhao")
    number = console.case()
    lin.get_by_role("button", name=f"接单 {number}").click()
    zhao.goto(f"{console.url}/console/wall")
    expect(zhao.locator("#wall-red")).to_have_text("0")
    console.case("有人堵我", sender="other")
    expect(zhao.locator("#wall-red")).to_have_text("1")  # live
    look(zhao, "wall")

    # lin hands over with a note; bai is asked wherever she is, reads it and signs.
    lin.locator("#tab-together").click()
    lin.locator("#s-offer").click()
    lin.locator("#offer-to").select_option(console.operator_id("bai"))
    lin.locator("#offer-risk").fill("父亲在家，喝了酒，门反锁着")
    lin.locator("#offer-promised").fill("八点前回复她，不告诉班主任")
    lin.locator("#offer-next").fill("联系派出所，问出警情况")
    look(lin, "offer_form")
    lin.locator("#offer-send").click()
    expect(lin.locator("#part-near")).to_contain_text("已请 白老师 接手")
    expect(bai.get_by_role("alert", name="等您签收")).to_contain_text("林老师")
    look(bai, "offered_queue")
    bai.get_by_role("link", name="看说明并签收").click()
    expect(bai.locator(".handnote")).to_contain_text("八点前回复她")
    expect(lin.locator(".lookers")).to_contain_text("白老师也在看")
    look(bai, "offered_case")
    bai.locator("#offer-accept").click()
    expect(bai.get_by_label("回复求助者")).to_be_visible()
    expect(bai.locator(".turn.operator").last).to_contain_text("同事")
    expect(lin.locator("#part-reply")).to_contain_text("由 白老师 负责")

    # Colleagues talk and see who writes; the supervisor listens in and is seen.
    lin.locator("#inside-text").fill("我认识这所学校的政教主任，要我打电话吗")
    lin.locator("#inside-send").click()
    expect(bai.locator("#inside-lines")).to_contain_text("要我打电话吗")
    bai.get_by_label("回复求助者").press_sequentially("我在")
    expect(lin.locator(".lookers")).to_contain_text("白老师正在输入")
    zhao.get_by_role("link", name=f"旁听 {number}").click()
    expect(bai.locator(".lookers")).to_contain_text("督导赵主任在看")
    expect(zhao.get_by_label("回复求助者")).to_have_count(0)
    look(bai, "together")

    # bai names lin as deputy, closes the browser, and the child waits: lin has the case.
    bai.locator("#s-deputy").click()
    bai.locator("#deputy-to").select_option(console.operator_id("lin"))
    bai.locator("#deputy-set").click()
    expect(bai.locator(".whose")).to_contain_text("林老师")
    bai.context.close()
    held_clock.forward(timedelta(minutes=1))
    console.case("你还在吗")
    held_clock.forward(timedelta(minutes=2))
    lin.reload()  # the office clock was moved on for everybody
    zhao.reload()
    expect(zhao.locator("#part-near")).to_contain_text("林老师也在看")
    assert rounds.relieve_the_silent(console.store) == 1
    expect(lin.get_by_role("status", name="交接消息")).to_contain_text("这个单现在由您负责")
    expect(lin.get_by_label("回复求助者")).to_be_visible()
    look(lin, "deputy")

    # The supervisor takes over; lin sees it and leaves.
    zhao.locator("#tab-together").click()
    zhao.locator("#s-take").click()
    zhao.locator("#take-reason").fill("情况升级，由我处理")
    zhao.locator("#take-over").click()
    expect(zhao.get_by_label("回复求助者")).to_be_visible()
    expect(lin.get_by_role("status", name="交接消息")).to_contain_text("赵主任接管了您的单")
    lin.goto(f"{console.url}/console/duty")
    look(lin, "duty_operator")
    zhao.goto(f"{console.url}/console/duty")
    look(zhao, "duty")
    zhao.get_by_role("button", name="退出登录").click()
    expect(zhao.get_by_role("heading", name="离开之前")).to_be_visible()
    look(zhao, "leaving")
    lin.get_by_role("button", name="退出登录").click()
    expect(lin.get_by_label("登录名")).to_be_visible()
    assert console.ticket(number).owner_id == console.operator_id("zhao")
