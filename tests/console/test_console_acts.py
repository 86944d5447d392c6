"""What operators do with a case: one of two gets it, the caller hears them, the bot keeps silent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from cases import casefile, tickets
from cases.tables import Outgoing
from cases.words import Author, Outcome, OutgoingKind, OutgoingState, TaskKind, TicketStatus
from humiao.vocabulary import RiskLevel
from tests.console.conftest import Console, Seat


@pytest.fixture
def number(console: Console) -> str:
    return console.case()


@pytest.fixture
def claimed(lin: Seat, number: str) -> str:
    assert lin.post(f"/cases/{number}/claim").json() == {"ok": True}
    return number


def test_of_two_who_claim_at_once_one_gets_the_case_and_the_other_is_told_who(
    console: Console, lin: Seat, number: str
) -> None:
    bai = console.seat("bai")
    with ThreadPoolExecutor() as threads:
        answers = list(threads.map(lambda seat: seat.post(f"/cases/{number}/claim"), (lin, bai)))

    won = [answer.status_code for answer in answers].index(200)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert console.ticket(number).owner_id == console.operator_id(("lin", "bai")[won])
    name = ("林老师", "白老师")[won]
    assert answers[1 - won].json()["problem"] == f"这个单已经由{name}接手。"


def test_the_reply_reaches_the_caller_and_the_bot_keeps_silent(console: Console, lin: Seat, claimed: str) -> None:
    assert lin.post(f"/cases/{claimed}/reply", text=" 我是林老师，你现在安全吗？ ").status_code == 200

    said = console.turns(claimed)[-1]
    assert (said.author, said.text) == (Author.OPERATOR, "我是林老师，你现在安全吗？")
    assert said.operator_id == console.operator_id("lin")
    with console.store.session(reading=True) as work:
        delivery = work.db.query(Outgoing).filter_by(message_id=said.message_id).one()
        silent = tickets.by_number(work, claimed).conversation.operator_id
    assert (delivery.kind, delivery.target, delivery.state) == (OutgoingKind.REPLY, "web", OutgoingState.DUE)
    assert silent == console.operator_id("lin")
    assert console.trail("lin")[-1][0] == "ticket:reply"


def test_only_who_claimed_the_case_talks(console: Console, lin: Seat, number: str) -> None:
    refused = lin.post(f"/cases/{number}/reply", text="你好")
    console.seat("bai").post(f"/cases/{number}/claim")
    refused_again = lin.post(f"/cases/{number}/reply", text="你好")

    assert (refused.status_code, refused.json()["problem"]) == (409, "请先接单。")
    assert refused_again.status_code == 409
    assert len(console.turns(number)) == 1


@pytest.mark.parametrize("text", ["", "   ", "长" * 2001])
def test_an_empty_or_endless_reply_is_not_sent(console: Console, lin: Seat, claimed: str, text: str) -> None:
    assert lin.post(f"/cases/{claimed}/reply", text=text).status_code == 400

    assert len(console.turns(claimed)) == 1


def test_lowering_the_level_needs_a_reason(console: Console, lin: Seat, claimed: str) -> None:
    refused = lin.post(f"/cases/{claimed}/level", level="blue", reason=" ")
    assert refused.status_code == 400
    assert console.ticket(claimed).level is RiskLevel.RED

    assert lin.post(f"/cases/{claimed}/level", level="blue", reason="已核实是玩笑").status_code == 200

    ticket = console.ticket(claimed)
    assert (ticket.level, ticket.conversation.level) == (RiskLevel.BLUE, RiskLevel.BLUE)
    page = lin.get(f"/cases/{claimed}").text
    assert "级别 红 · 紧急 → 蓝 · 关注" in page
    assert "已核实是玩笑" in page


def test_lowering_anothers_level_is_for_the_supervisor(console: Console, lin: Seat, claimed: str) -> None:
    fields = {"level": "yellow", "reason": "刀已收走"}

    assert console.seat("bai").post(f"/cases/{claimed}/level", **fields).status_code == 409
    assert console.seat("zhao").post(f"/cases/{claimed}/level", **fields).status_code == 200
    assert console.ticket(claimed).level is RiskLevel.YELLOW


def test_a_level_that_does_not_exist_is_refused(console: Console, lin: Seat, claimed: str) -> None:
    assert lin.post(f"/cases/{claimed}/level", level="purple", reason="a").status_code == 409


def test_closing_needs_a_reason_and_lets_the_bot_speak_again(console: Console, lin: Seat, claimed: str) -> None:
    assert lin.post(f"/cases/{claimed}/close", outcome="rescued", reason="").status_code == 400

    assert (
        lin.post(f"/cases/{claimed}/close", outcome="rescued", reason="民警已到场", told="已电话告知报告人").status_code
        == 200
    )

    ticket = console.ticket(claimed)
    assert (ticket.status, ticket.outcome) == (TicketStatus.CLOSED, Outcome.RESCUED)
    assert ticket.conversation.operator_id is None
    assert lin.post(f"/cases/{claimed}/reply", text="你好").status_code == 409
    assert lin.post(f"/cases/{claimed}/reopen", reason="对方又来信").status_code == 200
    assert console.ticket(claimed).status is TicketStatus.RECEIVED


def test_a_note_is_for_staff_only(console: Console, lin: Seat, claimed: str) -> None:
    lin.post(f"/cases/{claimed}/note", text="已报警，<110> 接警")

    page = lin.get(f"/cases/{claimed}").text

    assert "已报警，&lt;110&gt; 接警" in page
    assert len(console.turns(claimed)) == 1


def test_a_task_is_ticked_off_once_and_only_in_its_own_case(console: Console, lin: Seat, claimed: str) -> None:
    other = console.case(sender="another child")
    with console.store.session() as work:
        task = casefile.add_task(work, tickets.by_number(work, claimed), TaskKind.FOLLOW_UP, by="bot").id
        work.commit()

    assert lin.post(f"/cases/{other}/finish", task=task).status_code == 404
    assert lin.post(f"/cases/{claimed}/finish", task=task).status_code == 200

    assert "完成待办：回访" in lin.get(f"/cases/{claimed}").text


def test_status_moves_and_a_move_that_is_not_one_is_refused(console: Console, lin: Seat, claimed: str) -> None:
    assert lin.post(f"/cases/{claimed}/status", status="waiting").status_code == 200
    assert console.ticket(claimed).status is TicketStatus.WAITING
    assert lin.post(f"/cases/{claimed}/status", status="received").status_code == 409


def test_without_scripts_a_form_leads_back_to_the_case(lin: Seat, number: str) -> None:
    answer = lin.http.post(f"/cases/{number}/claim", data={"csrf": lin.csrf})

    assert (answer.status_code, answer.headers["location"]) == (303, f"/console/cases/{number}")


def test_every_change_is_in_the_audit_trail_and_no_words_are(console: Console, lin: Seat, claimed: str) -> None:
    lin.post(f"/cases/{claimed}/note", text="秘密的话")
    lin.post(f"/cases/{claimed}/reply", text="秘密的话")
    lin.post(f"/cases/{claimed}/close", outcome="helped", reason="秘密的话", told="已告知")

    done = [action for action, _ in console.trail("lin")]
    assert {"ticket:owner", "ticket:note", "ticket:reply", "ticket:closed"} <= set(done)
    page = console.seat("guo").get("/audit").text
    assert "ticket:reply" in page
    assert "秘密的话" not in page
