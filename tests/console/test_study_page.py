"""A case told without its child: what the check finds, and that nothing leaves before all of it is settled."""

from __future__ import annotations

import io
import re

import httpx
import pytest
from docx import Document

from cases import lifecycle, operators, tickets
from cases.callers import Profile, keep_profile
from cases.callers.words import AgeBand
from cases.words import Outcome
from console.figures.study_check import risks
from knowledge.masked_spans import pieces
from tests.console.conftest import Console

SAID = "我爸喝了酒在砸门，他手里有刀，我躲在柜子里"
CLEAN = {"background": "家长酒后失控，孩子独自在家。", "done": "报警并陪伴到民警到场。", "outcome": "孩子被亲属接走。"}
REASON = "只是泛指，不指任何一个人"


@pytest.fixture
def closed(console: Console) -> tuple[Console, str]:
    """A closed case of a boy in Liuyang whose name is known, and seven of which less is known."""
    numbers = [console.case(SAID if not place else "你好", sender=f"c{place}") for place in range(8)]
    with console.store.session() as work:
        zhao = operators.by_name(work, "zhao")
        ticket = tickets.by_number(work, numbers[0])
        known = Profile(area="430181", age_band=AgeBand.FROM_8, name="晓东", phone="13812345678")
        keep_profile(work, ticket.conversation, known, zhao)
        for place in range(1, 6):
            other = tickets.by_number(work, numbers[place]).conversation
            keep_profile(work, other, Profile(area="430102", age_band=AgeBand.FROM_14), zhao)
        lifecycle.claim(work, ticket, zhao)
        work.commit()
        lifecycle.close(work, ticket, zhao, Outcome.RESCUED, "已脱险", told="已告知本人")
        work.commit()
    return console, numbers[0]


def send(console: Console, number: str, act: str = "export", **fields: str) -> httpx.Response:
    seat = console.seat("zhao")
    rough = dict.fromkeys(("age", "place", "topic", "time"), "rough")
    data = {"csrf": seat.csrf, **rough, **CLEAN, "act": act, **fields}
    return seat.http.post(f"/cases/{number}/study", data=data)


def test_a_clean_text_about_a_common_case_is_given_out_and_noted(closed: tuple[Console, str]) -> None:
    console, number = closed

    answer = send(console, number)

    page = Document(io.BytesIO(answer.content))
    text = "\n".join(paragraph.text for paragraph in page.paragraphs)
    facts = {row.cells[0].text: row.cells[1].text for row in page.tables[0].rows}
    assert facts == {"年龄": "未成年人", "地区": "湖南", "问题": "人身危险", "时间": "2026年"}
    assert CLEAN["background"] in text
    assert number not in text + str(facts)
    assert page.core_properties.author == ""
    assert [action for action, _ in console.trail("zhao")][-1] == "ticket:study"


def test_a_rare_combination_is_not_given_out_without_a_reason(closed: tuple[Console, str]) -> None:
    console, number = closed

    page = send(console, number, place="exact").text

    assert "全部案件里只有 1 件" in page
    why = re.search(r'name="(why-\w+)"', page)
    assert why
    assert "docx" not in send(console, number, place="exact", **{why[1]: "短"}).headers.get("content-disposition", "")
    assert "docx" in send(console, number, place="exact", **{why[1]: REASON}).headers["content-disposition"]


def test_what_the_profile_holds_must_go_whatever_the_reason(closed: tuple[Console, str]) -> None:
    console, number = closed
    text = {"background": "晓东独自在家。"}

    page = send(console, number, **text).text
    reasons = dict.fromkeys(re.findall(r'name="(why-\w+)"', page), REASON)

    assert "必须改掉" in page
    assert "必须改掉" in send(console, number, **text, **reasons).text


def test_the_callers_own_words_are_found_however_they_are_punctuated(closed: tuple[Console, str]) -> None:
    console, number = closed

    assert "原话" in send(console, number, done="他说“他手里有刀……我躲在柜子里”。").text


def test_only_supervisors_and_only_closed_cases(closed: tuple[Console, str]) -> None:
    console, number = closed
    still_open = console.case("还没结束", sender="c9")

    assert console.seat("zhao").get(f"/cases/{number}/study").status_code == 200
    assert [console.seat(name).get(f"/cases/{number}/study").status_code for name in ("lin", "guo", "mei")] == [404] * 3
    assert console.seat("zhao").get(f"/cases/{still_open}/study").status_code == 409


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("电话是13912345678", "号码"),
        ("张小梅老师来了", "姓名"),
        ("在明德实验小学门口", "学校"),
        ("3月5日晚上", "时间"),
        ("上周三 22:15", "时间"),
    ],
)
def test_the_check_finds(text: str, kind: str) -> None:
    assert kind in {risk.kind for risk in risks([text], (), (), 9)}


def test_pieces_are_what_masking_takes_out_in_order() -> None:
    text = "张小梅 的电话 13912345678，在明德实验小学"

    assert [piece.words for piece in pieces(text)] == ["张小梅", "13912345678", "明德实验小学"]
