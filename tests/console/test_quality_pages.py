"""The quality pages over HTTP: reading the sample, judging, the rubric and the corrections."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from cases import lifecycle
from cases.operators import by_name
from cases.quality import corrections, sample
from cases.tickets import by_number, open_ticket_of
from cases.words import Outcome, TicketStatus
from humiao.vocabulary import RiskLevel
from tests.console.conftest import Console, Seat


@pytest.fixture
def zhao(console: Console) -> Seat:
    return console.seat("zhao")


def sampled(console: Console, text: str) -> str:
    """The path of the one conversation in last week's sample."""
    console.case(text, RiskLevel.YELLOW)
    console.store.clock.forward(timedelta(days=7))  # type: ignore[attr-defined]
    with console.store.session() as work:
        assert sample.draw(work) == 1
        work.commit()
        return f"/quality/sample/{sample.items(work, '2026-W47')[0].id}"


def test_a_sampled_conversation_is_read_and_a_miss_rings_the_desk(console: Console) -> None:
    path = sampled(console, "把<b>猫</b>送人了，不用等我")
    zhao = console.seat("zhao")
    overview = zhao.get("/quality").text
    assert "2026年第47周" in overview
    assert path in overview

    page = zhao.get(path).text
    assert "把&lt;b&gt;猫&lt;/b&gt;送人了" in page
    assert zhao.post(f"{path}/judge", should="red", seq="1", reason="在告别").json() == {"ok": True}

    assert "漏报" in zhao.get("/quality", week="2026-W47").text
    with console.store.session(reading=True) as work:
        ticket = by_number(work, "HM261121-0001")
        assert ticket.level is RiskLevel.RED
        assert open_ticket_of(work, ticket.conversation_id) is ticket
    assert "抽样发现漏报" in zhao.get("/cases/HM261121-0001").text


def test_a_judgement_without_why_is_refused_in_a_sentence(console: Console) -> None:
    path = sampled(console, "没什么")
    zhao = console.seat("zhao")
    answer = zhao.post(f"{path}/judge", should="red")
    assert answer.status_code in (400, 409, 422)
    assert zhao.post(f"{path}/judge", should="purple").status_code in (400, 403, 409)


def test_a_closed_case_is_scored_and_its_owner_reads_it(console: Console, zhao: Seat, lin: Seat) -> None:
    number = console.case(level=RiskLevel.YELLOW)
    with console.store.session() as work:
        ticket, operator = by_number(work, number), by_name(work, "lin")
        lifecycle.claim(work, ticket, operator)
        lifecycle.close(work, ticket, operator, Outcome.HELPED, "已联系学校", told="电话告知")
        work.commit()
    assert number in zhao.get("/quality").text

    form = {"points-safety_first": "2", "points-plain": "1", "remark": "句子可以短一些"}
    assert zhao.post(f"/quality/cases/{number}/review", **form).json() == {"ok": True}

    assert console.ticket(number).status is TicketStatus.CHECKED
    page = lin.get(f"/cases/{number}", tab="quality").text
    assert "句子可以短一些" in page
    assert "75%" in page


def test_a_correction_is_shown_without_the_name_and_taken_as_it_was_changed(
    console: Console, zhao: Seat, lin: Seat
) -> None:
    number = console.case("我叫李梓涵，我要被作业打死了", RiskLevel.YELLOW)
    lin.post(f"/cases/{number}/claim")
    lin.post(f"/cases/{number}/level", level="none", reason="玩笑")

    page = zhao.get("/quality").text
    assert "李梓涵" not in page
    message = re.search(r"/quality/corrections/([0-9a-f-]+)", page)
    assert message

    zhao.post(f"/quality/corrections/{message[1]}", fate="taken", text="我要被作业打死了", topic="service_info")
    with console.store.session(reading=True) as work:
        assert [lesson.text for lesson in corrections.taken(work)] == ["我要被作业打死了"]


@pytest.mark.parametrize("name", ["lin", "guo"])
def test_who_does_not_review_finds_no_such_page(console: Console, name: str) -> None:
    assert console.seat(name).get("/quality").status_code == 404
