"""A ticket and its alert come with the assessment, in the caller's transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from cases import audit, lifecycle, reach, tickets
from cases.alerts import acknowledge, desk_alerts
from cases.errors import NotFound
from cases.tables import Conversation, Outgoing, Task, Ticket
from cases.tickets import open_ticket, open_ticket_of
from cases.words import Outcome, TaskKind, TicketStatus
from humiao.assessment import Assessment
from humiao.vocabulary import RiskLevel, Topic

if TYPE_CHECKING:
    from tests.cases.conftest import Desk

RED, YELLOW, BLUE, NONE = RiskLevel.RED, RiskLevel.YELLOW, RiskLevel.BLUE, RiskLevel.NONE
Assess = Callable[..., Assessment]


def judge(desk: Desk, conversation_id: str, assessment: Assessment | None, **more: Any) -> Ticket:
    with desk.store.session() as work:
        ticket = open_ticket(work, work.db.get_one(Conversation, conversation_id), assessment, **more)
        work.commit()
    return ticket


def alerts(desk: Desk) -> list[str]:
    with desk.store.session() as work:
        return [alert.target for alert in work.db.scalars(select(Outgoing).order_by(Outgoing.target))]


@pytest.mark.parametrize("level", [RED, YELLOW])
def test_danger_opens_a_ticket_with_an_alert_for_every_target(desk: Desk, assess: Assess, level: RiskLevel) -> None:
    ticket = judge(desk, desk.write(), assess(level), also_alert=("telegram",))

    assert (ticket.level, ticket.status, ticket.topics) == (level, TicketStatus.RECEIVED, ["domestic_violence"])
    assert alerts(desk) == ["desk", "telegram"]


def test_ticket_alert_and_trail_vanish_together_when_the_turn_is_rolled_back(desk: Desk, assess: Assess) -> None:
    conversation_id = desk.write()
    with desk.store.session() as work:
        open_ticket(work, work.db.get_one(Conversation, conversation_id), assess(RED))

    with desk.store.session() as work:
        assert open_ticket_of(work, conversation_id) is None
        assert audit.head(work).seq == 0
    assert alerts(desk) == []


def test_who_asks_for_a_human_is_alerted_at_any_level(desk: Desk, assess: Assess) -> None:
    ticket = judge(desk, desk.write(), assess(NONE), asked_for_human=True)

    assert (ticket.level, ticket.asked_for_human, alerts(desk)) == (NONE, True, ["desk"])


def test_a_blue_ticket_rings_no_bell(desk: Desk, assess: Assess) -> None:
    judge(desk, desk.write(), assess(BLUE))

    assert alerts(desk) == []


def test_a_red_ticket_brings_the_mandatory_report_once(desk: Desk, assess: Assess) -> None:
    conversation_id = desk.write()
    for level in (YELLOW, RED, RED):
        judge(desk, conversation_id, assess(level))

    with desk.store.session() as work:
        tasks = work.db.scalars(select(Task)).all()
        assert [(task.kind, task.due_at) for task in tasks] == [(TaskKind.MANDATORY_REPORT, work.clock())]


def test_a_conversation_has_one_open_ticket_that_rises_and_never_falls(desk: Desk, assess: Assess) -> None:
    conversation_id = desk.write()
    first = judge(desk, conversation_id, assess(YELLOW))
    second = judge(desk, conversation_id, assess(RED, Topic.SELF_HARM))
    third = judge(desk, conversation_id, assess(BLUE))

    assert first.id == second.id == third.id
    assert (third.level, third.topics) == (RED, ["domestic_violence", "self_harm"])
    with desk.store.session() as work:
        assert work.db.get_one(Conversation, conversation_id).level is RED
        changes = [(c.change, c.before, c.after) for c in lifecycle.history(work, third)]
    assert changes == [("opened", None, "yellow"), ("level", "yellow", "red")]
    assert alerts(desk) == ["desk", "desk"]


def test_an_alert_nobody_heard_is_not_doubled_but_one_acknowledged_in_vain_is_renewed(
    desk: Desk, assess: Assess
) -> None:
    conversation_id = desk.write()
    ticket = judge(desk, conversation_id, assess(RED))
    judge(desk, conversation_id, assess(RED))
    assert alerts(desk) == ["desk"]

    with desk.store.session() as work:
        acknowledge(work, ticket.id, desk.lin)
        work.commit()
    judge(desk, conversation_id, assess(RED))
    assert alerts(desk) == ["desk", "desk"]


def test_danger_while_the_owner_waits_for_an_agency_is_alerted_but_not_while_they_talk(
    desk: Desk, assess: Assess
) -> None:
    conversation_id = desk.write()
    ticket_id = judge(desk, conversation_id, assess(RED)).id
    with desk.store.session() as work:
        lifecycle.claim(work, tickets.get(work, ticket_id), desk.lin)
        work.commit()
    judge(desk, conversation_id, assess(RED))
    assert alerts(desk) == ["desk"]

    with desk.store.session() as work:
        lifecycle.set_status(work, tickets.get(work, ticket_id), desk.lin, TicketStatus.WAITING)
        work.commit()
    judge(desk, conversation_id, assess(RED))
    with desk.store.session() as work:
        assert [alert.ticket_id for alert in desk_alerts(work)] == [ticket_id]


def test_danger_after_a_closed_case_opens_a_new_one(desk: Desk, assess: Assess) -> None:
    conversation_id = desk.write()
    old = judge(desk, conversation_id, assess(RED))
    with desk.store.session() as work:
        lifecycle.claim(work, tickets.get(work, old.id), desk.lin)
        lifecycle.close(
            work, tickets.get(work, old.id), desk.lin, Outcome.HELPED, "safe at the aunt's", "told the teacher"
        )
        work.commit()

    assert judge(desk, conversation_id, assess(YELLOW)).number != old.number


def test_numbers_follow_the_day_in_china_without_gaps(desk: Desk, assess: Assess, held_clock: Any) -> None:
    first = judge(desk, desk.write(sender="a"), assess(RED))
    with desk.store.session() as work:  # rolled back: its number is given back
        open_ticket(work, work.db.get_one(Conversation, first.conversation_id), None, asked_for_human=True)
    second = judge(desk, desk.write(sender="b"), assess(RED))
    held_clock.forward(timedelta(hours=14, minutes=40))  # 00:10 in China, still yesterday in UTC
    third = judge(desk, desk.write(sender="c"), assess(RED))

    assert [t.number for t in (first, second, third)] == ["HM261121-0001", "HM261121-0002", "HM261122-0001"]


def test_a_full_day_goes_on_with_longer_numbers(desk: Desk, assess: Assess) -> None:
    ticket = judge(desk, desk.write(sender="a"), assess(RED))
    for number in ("HM261121-9999", "HM261121-10000"):
        with desk.store.session() as work:
            tickets.get(work, ticket.id).number = number
            work.commit()
        ticket = judge(desk, desk.write(sender=number), assess(RED))
    assert ticket.number == "HM261121-10001"


def test_tickets_opened_at_once_get_each_their_own_number(desk: Desk, assess: Assess) -> None:
    conversations = [desk.write(sender=f"child {n}") for n in range(8)]
    made: list[str] = []
    start = threading.Barrier(len(conversations))

    def go(conversation_id: str) -> None:
        start.wait()
        made.append(judge(desk, conversation_id, assess(RED)).number)

    together(go, conversations)

    assert sorted(made) == [f"HM261121-{n:04d}" for n in range(1, 9)]


def test_one_conversation_judged_by_many_at_once_gets_one_ticket_and_one_alert(desk: Desk, assess: Assess) -> None:
    conversation_id = desk.write()
    made: list[str] = []

    together(lambda _: made.append(judge(desk, conversation_id, assess(RED)).id), range(6))

    assert len(made) == 6 and len(set(made)) == 1
    assert alerts(desk) == ["desk"]


def test_the_queue_shows_the_most_urgent_first_and_then_the_longest_waiting(desk: Desk, held_clock: Any) -> None:
    for sender, level in (("a", BLUE), ("b", YELLOW), ("c", RED), ("d", YELLOW), ("e", RED)):
        desk.case(level, sender)
        held_clock.forward(timedelta(minutes=1))
    with desk.store.session() as work:
        lifecycle.claim(work, tickets.by_number(work, " hm261121-0005 "), desk.lin)
        work.commit()

    with desk.store.session(reading=True) as work:
        rows = tickets.queue(work)

    assert [row.number[-1] for row in rows] == ["3", "5", "2", "4", "1"]
    assert (rows[0].waiting, rows[0].owner, rows[1].owner) == (timedelta(minutes=3), None, "林老师")


def test_reading_a_case_is_noted_and_a_forbidden_one_does_not_exist(desk: Desk) -> None:
    desk.case(RED)
    with desk.store.session() as work:
        ticket = reach.read(work, "HM261121-0001", desk.lin)
        assert audit.recent(work, 1)[0].subject == f"ticket/{ticket.id}"
        with pytest.raises(NotFound) as missing:
            reach.read(work, "HM261121-0099", desk.lin)
        with pytest.raises(NotFound) as forbidden:
            reach.read(work, "HM261121-0001", desk.guo)
    assert str(missing.value) == str(forbidden.value)


def together(act: Callable[[Any], object], each: Any) -> None:
    threads = [threading.Thread(target=act, args=(one,)) for one in each]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
