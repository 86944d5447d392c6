"""Deliveries are made at least once, in order, marked when repeated, and handed to a human in the end."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Protocol

import pytest
from sqlalchemy import select

from cases import tickets
from cases.errors import NotFound
from cases.intake import receive
from cases.outbox import (
    ALERT_RETRY,
    BACKOFF,
    CLAIM,
    MAX_ATTEMPTS,
    Delivery,
    acknowledge,
    claim_due,
    delivered,
    desk_alerts,
    failed,
    seen,
)
from cases.sealing import place
from cases.store import Store, Work
from cases.tables import AuditEvent, Conversation, Message, Operator, Outgoing, Task, Ticket
from cases.transcript import say
from cases.words import Author, OutgoingKind, OutgoingState, Role, TaskKind
from humiao.assessment import Assessment
from humiao.message import Channel, Inbound, Reply
from humiao.vocabulary import RiskLevel

SENT = datetime(2026, 11, 21, 1, 29, tzinfo=timezone.utc)


class Held(Protocol):
    def forward(self, by: timedelta) -> None: ...


def answer(store: Store, *texts: str, sender: str = "4711", channel: Channel = Channel.TELEGRAM) -> Conversation:
    with store.session() as work:
        conversation = receive(work, Inbound(channel, sender, texts[0], SENT, "有人吗")).conversation
        for text in texts:
            say(work, conversation, Reply(text), Author.BOT)
        work.commit()
    return conversation


def claim(store: Store, target: str = "telegram", limit: int = 10) -> list[Delivery]:
    with store.session() as work:
        claimed = claim_due(work, target, limit, "worker")
        work.commit()
    return claimed


def report(store: Store, delivery: Delivery, problem: str = "", **how: object) -> None:
    with store.session() as work:
        if problem:
            failed(work, delivery.id, problem, **how)  # type: ignore[arg-type]
        else:
            delivered(work, delivery.id)
        work.commit()


def texts(deliveries: list[Delivery]) -> list[str]:
    return [one.reply.text for one in deliveries if one.reply]


def lin(work: Work) -> Operator:
    operator = Operator(name="lin", shown_as="林", role=Role.OPERATOR, password_hash="", created_at=work.clock())
    work.db.add(operator)
    work.db.flush()
    return operator


def test_a_due_reply_is_handed_out_once_with_its_address(store: Store) -> None:
    answer(store, "你好")

    [delivery] = claim(store)

    assert (delivery.kind, delivery.address, delivery.reply) == (OutgoingKind.REPLY, "4711", Reply("你好"))
    assert (delivery.attempts, delivery.resend) == (1, False)
    assert claim(store) == []
    report(store, delivery)
    assert claim(store) == []


def test_another_channel_gets_nothing(store: Store) -> None:
    answer(store, "你好")

    assert claim(store, "web") == []


def test_a_claim_that_is_not_committed_is_no_claim(store: Store) -> None:
    answer(store, "你好")
    with store.session() as work:
        claim_due(work, "telegram", 10, "worker")

    assert [(one.attempts, one.resend) for one in claim(store)] == [(1, False)]


def test_a_crash_between_claim_and_report_is_repeated_and_marked(store: Store, held_clock: Held) -> None:
    answer(store, "你好")
    [lost] = claim(store)
    held_clock.forward(CLAIM - timedelta(seconds=1))
    assert claim(store) == []
    held_clock.forward(timedelta(seconds=1))

    [again] = claim(store)

    assert (again.id, again.resend, again.attempts) == (lost.id, True, 2)


def test_once_doubtful_every_later_attempt_is_marked(store: Store, held_clock: Held) -> None:
    answer(store, "你好")
    claim(store)
    held_clock.forward(CLAIM)
    [again] = claim(store)
    report(store, again, "too many requests")
    held_clock.forward(BACKOFF[-1])

    [third] = claim(store)

    assert third.resend


def test_a_clear_refusal_is_no_resend_but_a_timeout_is(store: Store, held_clock: Held) -> None:
    answer(store, "你好")
    [delivery] = claim(store)
    report(store, delivery, "too many requests")
    held_clock.forward(BACKOFF[0])
    [second] = claim(store)
    report(store, second, "timed out", unsure=True)
    held_clock.forward(BACKOFF[1])
    [third] = claim(store)

    assert (second.resend, third.resend) == (False, True)


def test_two_workers_never_get_the_same_delivery(store: Store) -> None:
    for sender in range(12):
        answer(store, "你好", sender=str(sender))
    together = threading.Barrier(4)

    def work_off(_: int) -> list[str]:
        together.wait()
        mine: list[str] = []
        while some := claim(store, limit=2):
            mine += [one.id for one in some]
        return mine

    with ThreadPoolExecutor(4) as pool:
        claimed = [id for mine in pool.map(work_off, range(4)) for id in mine]

    assert (len(claimed), len(set(claimed))) == (12, 12)


def test_replies_of_one_conversation_arrive_in_order_even_after_a_failure(store: Store, held_clock: Held) -> None:
    answer(store, "一", "二", "三")
    answer(store, "别人", sender="4712")

    first, other = claim(store)
    assert texts([first, other]) == ["一", "别人"]
    report(store, first, "no network")
    assert claim(store) == []
    held_clock.forward(BACKOFF[0])
    assert texts(claim(store)) == ["一"]
    report(store, first)
    assert texts(claim(store)) == ["二"]


def test_the_channel_may_say_how_long_to_wait(store: Store, held_clock: Held) -> None:
    answer(store, "你好")
    [delivery] = claim(store)
    report(store, delivery, "flood", retry_after=timedelta(seconds=40))

    held_clock.forward(timedelta(seconds=39))
    assert claim(store) == []
    held_clock.forward(timedelta(seconds=1))
    assert len(claim(store)) == 1


def test_a_late_report_of_a_failure_does_not_undo_a_delivery(store: Store, held_clock: Held) -> None:
    answer(store, "你好")
    [slow] = claim(store)
    held_clock.forward(CLAIM)
    [second] = claim(store)
    report(store, second)

    report(store, slow, "timed out")

    held_clock.forward(timedelta(hours=1))
    assert claim(store) == []


def fail_for_good(store: Store, held_clock: Held) -> None:
    for attempt in range(1, MAX_ATTEMPTS + 1):
        [delivery] = claim(store)
        assert delivery.attempts == attempt
        report(store, delivery, "no network")
        held_clock.forward(BACKOFF[min(attempt, len(BACKOFF)) - 1])
    assert claim(store) == []


def test_after_eight_failures_a_human_is_asked_to_send_it_by_hand(store: Store, held_clock: Held) -> None:
    conversation = answer(store, "你好")

    fail_for_good(store, held_clock)

    with store.session() as work:
        outgoing = work.db.scalars(select(Outgoing).where(Outgoing.kind == OutgoingKind.REPLY)).one()
        assert (outgoing.state, outgoing.problem) == (OutgoingState.FAILED, "no network")
        ticket = tickets.open_ticket_of(work, conversation.id)
        assert ticket and ticket.asked_for_human
        task = work.db.scalars(select(Task)).one()
        assert (task.kind, task.ticket_id) == (TaskKind.SEND_BY_HAND, ticket.id)
        detail = work.ring.open_text(ticket.conversation, task.detail_sealed, place("tasks.detail_sealed", task.id))
        assert detail == f"message/{outgoing.message_id}"
        assert [alert.ticket_number for alert in desk_alerts(work)] == [ticket.number]


def test_what_is_given_up_does_not_hold_up_the_next_reply(store: Store, held_clock: Held) -> None:
    answer(store, "一", "二")
    [delivery] = claim(store)
    report(store, delivery, "bad request", permanent=True)

    assert texts(claim(store)) == ["二"]


@pytest.mark.parametrize("how", [{"permanent": True}, {"retry_after": timedelta(minutes=10)}])
def test_a_human_is_told_at_once_when_waiting_is_useless(store: Store, how: dict[str, object]) -> None:
    answer(store, "你好")
    [delivery] = claim(store)

    report(store, delivery, "forbidden", **how)

    with store.session() as work:
        assert len(desk_alerts(work)) == 1


def test_a_reply_that_kills_every_worker_is_given_up_too(store: Store, held_clock: Held) -> None:
    answer(store, "你好")
    for _ in range(MAX_ATTEMPTS):
        assert len(claim(store)) == 1
        held_clock.forward(CLAIM)

    assert claim(store) == []
    with store.session() as work:
        assert len(desk_alerts(work)) == 1


def test_giving_up_on_an_acknowledged_ticket_alerts_again(store: Store) -> None:
    conversation = answer(store, "一", "二")
    with store.session() as work:
        ticket = tickets.open_ticket(work, conversation, Assessment(RiskLevel.RED), asked_for_human=True)
        acknowledge(work, ticket.id, lin(work))
        work.commit()
    [delivery] = claim(store)

    report(store, delivery, "forbidden", permanent=True)

    with store.session() as work:
        assert [alert.ticket_id for alert in desk_alerts(work)] == [ticket.id]
        assert len(work.db.scalars(select(Ticket)).all()) == 1


def test_a_body_that_was_tampered_with_goes_to_a_human_and_stops_nobody(store: Store) -> None:
    answer(store, "你好")
    with store.session() as work:
        message = work.db.scalars(select(Message).where(Message.author == Author.BOT)).one()
        message.body_sealed = (message.body_sealed or b"")[:-1] + b"\0\0"
        work.commit()
    answer(store, "别人", sender="4712")

    assert texts(claim(store)) == ["别人"]
    with store.session() as work:
        assert len(desk_alerts(work)) == 1


def test_an_erased_reply_is_dropped_without_bothering_anybody(store: Store) -> None:
    conversation = answer(store, "你好")
    with store.session() as work:
        work.db.get_one(Conversation, conversation.id).key_wrapped = None
        work.commit()

    assert claim(store) == []
    with store.session() as work:
        assert work.db.scalars(select(Outgoing)).one().state is OutgoingState.FAILED
        assert desk_alerts(work) == [] and work.db.scalars(select(Task)).all() == []


def test_a_problem_never_carries_words_or_an_address(store: Store) -> None:
    answer(store, "你好")
    [delivery] = claim(store)

    report(store, delivery, "chat 4711223344: cannot parse 爸爸又打我了 " + "x" * 300)

    with store.session() as work:
        problem = work.db.scalars(select(Outgoing)).one().problem
    assert problem and problem.startswith("chat #: cannot parse ?") and len(problem) == 200


def test_alerts_are_never_given_up_and_go_first(store: Store, held_clock: Held) -> None:
    conversation = answer(store, "你好")
    with store.session() as work:
        tickets.open_ticket(work, conversation, Assessment(RiskLevel.RED), also_alert=("telegram",))
        work.commit()
    for _ in range(3 * MAX_ATTEMPTS):
        alert = claim(store)[0]
        assert (alert.kind, alert.level, alert.reply) == (OutgoingKind.ALERT, RiskLevel.RED, None)
        assert alert.ticket_number and not alert.address
        report(store, alert, "no network", permanent=True)
        held_clock.forward(ALERT_RETRY)

    assert claim(store)[0].id == alert.id


def test_web_replies_are_delivered_when_the_page_has_shown_them(store: Store) -> None:
    conversation = answer(store, "一", "二", channel=Channel.WEB)
    with store.session() as work:
        seen(work, conversation, 2)
        work.commit()

    with store.session() as work:
        rows = work.db.scalars(
            select(Outgoing).join(Message, Message.id == Outgoing.message_id).order_by(Message.seq)
        ).all()
        assert [row.state for row in rows] == [OutgoingState.DELIVERED, OutgoingState.DUE]
        assert [bool(row.delivered_at) for row in rows] == [True, False]


def test_seeing_one_conversation_delivers_nothing_of_another(store: Store) -> None:
    ours = answer(store, "一", channel=Channel.WEB)
    answer(store, "一", sender="4712", channel=Channel.WEB)
    with store.session() as work:
        seen(work, ours, 99)
        work.commit()

    assert len(claim(store, "web")) == 1


def test_the_desk_sees_the_most_urgent_first_until_somebody_acknowledges(store: Store, held_clock: Held) -> None:
    calm, urgent = answer(store, "一"), answer(store, "一", sender="4712")
    with store.session() as work:
        first = tickets.open_ticket(work, calm, Assessment(RiskLevel.YELLOW))
        held_clock.forward(timedelta(minutes=1))
        second = tickets.open_ticket(work, urgent, Assessment(RiskLevel.RED))
        work.commit()

    with store.session() as work:
        operator = lin(work)
        assert [alert.ticket_number for alert in desk_alerts(work)] == [second.number, first.number]
        assert acknowledge(work, desk_alerts(work)[0].id, operator) == 1
        assert [alert.ticket_number for alert in desk_alerts(work)] == [first.number]
        assert acknowledge(work, first.id, operator) == 1
        assert acknowledge(work, first.id, operator) == 0
        noted = work.db.scalars(select(AuditEvent).where(AuditEvent.action == "alert:acknowledged")).all()
        assert [(event.actor, event.subject) for event in noted] == [
            (operator.id, f"ticket/{second.id}"),
            (operator.id, f"ticket/{first.id}"),
        ]


def test_an_unknown_delivery_is_not_found(store: Store) -> None:
    with store.session() as work, pytest.raises(NotFound):
        delivered(work, "nowhere")
