"""The case page: every word with its grounds, every reading in the audit trail."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from time import sleep
from urllib.parse import quote

import pytest

from cases import lifecycle, tickets
from cases.erase import request_erasure
from cases.operators import by_name
from cases.words import Outcome
from console import case_file
from humiao.message import Upload
from tests.console.conftest import SAID, Console, Seat, settled


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_the_page_shows_the_talk_and_marks_what_the_rule_matched(console: Console, lin: Seat) -> None:
    number = console.case()

    page = lin.get(f"/cases/{number}").text

    assert SAID in plain(page)
    assert re.search(r'<mark class="red" title="[^"]*weapon_now">手里有刀</mark>', page)
    for shown in ("weapon_now", "安全规则", "分类模型", "97%", "rules-3f9a", "model-7c11", "强制报告"):
        assert shown in page


def test_what_a_caller_writes_is_text_and_never_markup(console: Console, lin: Seat) -> None:
    number = console.case("<script src=x></script><b>手里有刀</b>&amp;")

    page = lin.get(f"/cases/{number}").text

    assert "<script src=x>" not in page
    assert "&lt;script src=x&gt;&lt;/script&gt;&lt;b&gt;" in page
    assert "&amp;amp;" in page


def test_an_edited_message_shows_what_it_said_before(console: Console, lin: Seat) -> None:
    number = console.case("他手里有刀", sender="child")
    console.case("没事了", sender="child", replaces="k1")

    page = plain(lin.get(f"/cases/{number}").text)

    assert "已编辑 · 第 2 版" in page
    assert "第 1 版原文" in page
    assert "他手里有刀" in page
    assert "没事了" in page


def test_a_file_runs_nothing_and_looking_at_it_is_in_the_trail(console: Console, lin: Seat) -> None:
    number = console.case(upload=Upload("聊天 记录.html", "text/html", b"<script>1</script>"))
    link = re.search(r'href="/console(/cases/[^"]+/files/[^"]+)"', lin.get(f"/cases/{number}").text)
    assert link

    page, copy = lin.get(link[1]), lin.post(f"{link[1]}/copy", reason="交派出所")

    assert "&lt;script&gt;1&lt;/script&gt;" in page.text
    assert lin.get(f"{link[1]}/raw").status_code == 404
    assert copy.content == b"<script>1</script>"
    assert copy.headers["content-type"] == "application/octet-stream"
    assert copy.headers["content-disposition"] == f"attachment; filename*=UTF-8''{quote('聊天 记录.html')}"
    assert ("file:viewed", f"ticket/{console.ticket(number).id}") in console.trail("lin")


def test_a_file_of_another_case_is_not_found_through_this_one(console: Console, lin: Seat) -> None:
    theirs = console.case(upload=Upload("a.png", "image/png", b"1"), sender="another child")
    ours = console.case()
    file = console.turns(theirs)[0].attachments[0].id

    assert lin.get(f"/cases/{ours}/files/{file}").content == lin.get("/cases/HM261121-9999").content


def test_every_reading_of_a_case_is_in_the_audit_trail(console: Console, lin: Seat) -> None:
    number = console.case()
    subject = f"ticket/{console.ticket(number).id}"
    before = len(console.trail("lin"))

    lin.get(f"/cases/{number}")
    lin.get(f"/cases/{number}/turns", seqs="1")
    lin.get(f"/cases/{number}/panel")

    assert console.trail("lin")[before:] == [("ticket:read", subject)] * 3


def test_an_open_page_learns_of_a_new_message_and_fetches_just_that(console: Console, lin: Seat) -> None:
    number = console.case()
    news = settled(lin, f"/cases/{number}/events")
    assert SAID not in str(news)
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(
            lin.get, f"/cases/{number}/events", seen=news["mark"], case=news["case"]["mark"], wait=20
        )
        sleep(0.3)
        console.case("我躲在厕所")
        later = waiting.result().json()["case"]

    fresh = [seq for seq, mark in later["turns"].items() if news["case"]["turns"].get(seq) != mark]
    drawn = lin.get(f"/cases/{number}/turns", seqs=",".join(fresh)).json()["turns"]
    assert ["我躲在厕所" in turn["html"] for turn in drawn] == [True]


def test_an_erased_talk_is_gone_and_its_history_stays(console: Console, lin: Seat) -> None:
    number = console.case()
    with console.store.session() as work:
        ticket, operator = tickets.by_number(work, number), by_name(work, "lin")
        lifecycle.claim(work, ticket, operator)
        lifecycle.close(work, ticket, operator, Outcome.HELPED, "已送回家", "已当面告知")
        request_erasure(work, ticket.conversation)
        work.commit()

    page = lin.get(f"/cases/{number}")

    assert page.status_code == 200
    assert "对话内容已按本人的要求删除" in page.text
    assert "结案：已得到帮助" in page.text
    assert SAID not in page.text
    assert "已送回家" not in page.text
    assert lin.get(f"/cases/{number}/turns", seqs="1").status_code in (200, 410)


def test_a_long_talk_shows_its_end_first(console: Console, lin: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_file, "WINDOW", 2)
    for text in ("第一句", "第二句", "第三句"):
        number = console.case(text)

    page = lin.get(f"/cases/{number}").text

    assert "第一句" not in page
    assert "显示更早的 1 条" in page
    assert "第一句" in lin.get(f"/cases/{number}", all=1).text
