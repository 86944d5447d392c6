"""What people do with a ticket: claim, move, raise, lower, close; each change is on record."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from cases import audit, lifecycle, tickets
from cases.alerts import desk_alerts
from cases.errors import AlreadyClaimed, NotAllowed, NotFound, ReasonNeeded
from cases.tables import Operator, Ticket
from cases.words import Outcome, TaskKind, TicketStatus
from humiao.vocabulary import RiskLevel

if TYPE_CHECKING:
    from tests.cases.conftest import Desk

RED, YELLOW, BLUE, NONE = RiskLevel.RED, RiskLevel.YELLOW, RiskLevel.BLUE, RiskLevel.NONE
S = TicketStatus
TOLD = "10:05 打电话告诉了班主任"


def do(desk: Desk, act: Any, ticket_id: str, operator: Operator, *more: Any, **named: Any) -> Ticket:
    """One change in a transaction of its own."""
    with desk.store.session() as work:
        ticket: Ticket = act(work, tickets.get(work, ticket_id), operator, *more, **named)
        work.commit()
        assert ticket.conversation  # loaded, to be looked at afterwards
    return ticket


def ringing(desk: Desk) -> int:
    with desk.store.session() as work:
        return len(desk_alerts(work))


def last_link(desk: Desk) -> tuple[str, str, Any]:
    with desk.store.session() as work:
        link = audit.recent(work, 1)[0]
        return link.actor, link.action, link.detail


def test_who_claims_owns_the_case_quiets_the_bot_and_the_alarm(desk: Desk) -> None:
    ticket_id = desk.case(RED)
    assert ringing(desk) == 1

    ticket = do(desk, lifecycle.claim, ticket_id, desk.lin)

    assert (ticket.owner_id, ticket.status, ticket.conversation.operator_id) == (desk.lin.id, S.CLAIMED, desk.lin.id)
    assert ticket.owner and ticket.owner.shown_as == "林老师"
    assert ringing(desk) == 0
    assert last_link(desk) == (desk.lin.id, "ticket:owner", {"before": None, "after": desk.lin.id})


def test_claiming_twice_does_no_harm_and_somebody_else_is_told_who_was_first(desk: Desk) -> None:
    ticket_id = desk.case(RED)
    do(desk, lifecycle.claim, ticket_id, desk.lin)
    do(desk, lifecycle.claim, ticket_id, desk.lin)

    with pytest.raises(AlreadyClaimed) as refused:
        do(desk, lifecycle.claim, ticket_id, desk.bai)
    assert refused.value.owner == "林老师"


def test_of_two_who_claim_at_once_one_wins_and_the_other_learns_who(desk: Desk) -> None:
    for round_ in range(3):
        ticket_id = desk.case(RED, sender=f"child {round_}")
        won: list[str] = []
        lost: list[str] = []
        start = threading.Barrier(2)

        def claim(operator: Operator, *, id: str = ticket_id, won: list[str] = won, lost: list[str] = lost) -> None:
            with desk.store.session() as work:
                # Both have looked at the free ticket before either takes it.
                ticket = tickets.get(work, id)
                if desk.store.engine.dialect.name == "postgresql":
                    start.wait(5)  # noqa: B023
                try:
                    lifecycle.claim(work, ticket, operator)
                    work.commit()
                    won.append(operator.shown_as)
                except AlreadyClaimed as refused:
                    lost.append(refused.owner)

        threads = [threading.Thread(target=claim, args=(operator,)) for operator in (desk.lin, desk.bai)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(won) == 1 and lost == won


def test_a_released_case_rings_again_and_the_bot_may_speak(desk: Desk) -> None:
    ticket_id = desk.case(RED)
    do(desk, lifecycle.claim, ticket_id, desk.lin)

    ticket = do(desk, lifecycle.release, ticket_id, desk.lin)

    assert (ticket.owner_id, ticket.status, ticket.conversation.operator_id) == (None, S.RECEIVED, None)
    assert ringing(desk) == 1


def test_only_a_supervisor_releases_or_closes_what_another_works_on(desk: Desk) -> None:
    ticket_id = desk.case(RED)
    do(desk, lifecycle.claim, ticket_id, desk.lin)

    for act, more in ((lifecycle.release, ()), (lifecycle.close, (Outcome.HELPED, "fertig", TOLD))):
        with pytest.raises(NotAllowed):
            do(desk, act, ticket_id, desk.bai, *more)
    assert do(desk, lifecycle.release, ticket_id, desk.zhao).owner_id is None


@pytest.mark.parametrize(
    ("act", "more"),
    [
        (lifecycle.claim, ()),
        (lifecycle.release, ()),
        (lifecycle.set_status, (S.WAITING,)),
        (lifecycle.set_level, (BLUE, "calm now")),
        (lifecycle.close, (Outcome.HELPED, "done", TOLD)),
        (lifecycle.reopen, ("again",)),
        (lifecycle.add_note, ("seen",)),
    ],
)
def test_an_auditor_changes_nothing(desk: Desk, act: Any, more: tuple[Any, ...]) -> None:
    ticket_id = desk.case(RED)

    with pytest.raises(NotAllowed):
        do(desk, act, ticket_id, desk.guo, *more)


def test_while_the_owner_waits_for_an_agency_the_bot_may_speak(desk: Desk) -> None:
    ticket_id = desk.case(RED)
    do(desk, lifecycle.claim, ticket_id, desk.lin)

    waiting = do(desk, lifecycle.set_status, ticket_id, desk.lin, S.WAITING)
    assert (waiting.owner_id, waiting.conversation.operator_id) == (desk.lin.id, None)
    assert do(desk, lifecycle.set_status, ticket_id, desk.lin, S.CLAIMED).conversation.operator_id == desk.lin.id


@pytest.mark.parametrize("status", [S.RECEIVED, S.CLOSED, S.CLAIMED])
def test_a_status_is_not_set_around_claiming_releasing_and_closing(desk: Desk, status: S) -> None:
    ticket_id = desk.case(RED)
    do(desk, lifecycle.claim, ticket_id, desk.lin)

    with pytest.raises(NotAllowed):
        do(desk, lifecycle.set_status, ticket_id, desk.lin, status)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_lowering_a_level_needs_a_reason(desk: Desk, reason: str) -> None:
    ticket_id = desk.case(RED)
    do(desk, lifecycle.claim, ticket_id, desk.lin)

    with pytest.raises(ReasonNeeded):
        do(desk, lifecycle.set_level, ticket_id, desk.lin, BLUE, reason)
    with desk.store.session() as work:
        assert tickets.get(work, ticket_id).level is RED


def test_a_lowered_level_is_on_record_with_who_and_why(desk: Desk) -> None:
    ticket_id = desk.case(RED)
    do(desk, lifecycle.claim, ticket_id, desk.lin)

    ticket = do(desk, lifecycle.set_level, ticket_id, desk.lin, BLUE, "通了电话，是玩笑")

    assert (ticket.level, ticket.conversation.level) == (BLUE, BLUE)
    assert last_link(desk) == (desk.lin.id, "ticket:level", {"before": "red", "after": "blue"})
    with desk.store.session() as work:
        change = lifecycle.history(work, tickets.get(work, ticket_id))[-1]
    assert (change.who, change.before, change.after, change.reason) == (
        "林老师",
        "red",
        "blue",
        "通了电话，是玩笑",
    )


def test_only_the_owner_or_a_supervisor_lowers_but_anybody_on_duty_raises(desk: Desk) -> None:
    ticket_id = desk.case(YELLOW)
    do(desk, lifecycle.claim, ticket_id, desk.lin)

    with pytest.raises(NotAllowed):
        do(desk, lifecycle.set_level, ticket_id, desk.bai, BLUE, "looks calm")
    ticket = do(desk, lifecycle.set_level, ticket_id, desk.bai, RED, "")
    assert (ticket.level, ticket.conversation.level, ringing(desk)) == (RED, RED, 1)
    assert do(desk, lifecycle.set_level, ticket_id, desk.zhao, BLUE, "checked").level is BLUE


def test_raising_to_red_brings_the_mandatory_report(desk: Desk) -> None:
    ticket_id = desk.case(BLUE)
    do(desk, lifecycle.set_level, ticket_id, desk.lin, RED, "bruises in the photo")

    with desk.store.session() as work:
        assert [t.kind for t in lifecycle.tasks(work, tickets.get(work, ticket_id))] == [TaskKind.MANDATORY_REPORT]


def test_a_closed_case_gives_the_chat_back_to_the_bot_at_level_none(desk: Desk) -> None:
    ticket_id = desk.case(RED)
    do(desk, lifecycle.claim, ticket_id, desk.lin)
    with pytest.raises(ReasonNeeded):
        do(desk, lifecycle.close, ticket_id, desk.lin, Outcome.RESCUED, " ")

    ticket = do(desk, lifecycle.close, ticket_id, desk.lin, Outcome.RESCUED, "police were there", TOLD)

    conversation = ticket.conversation
    assert (ticket.status, ticket.outcome, conversation.operator_id, conversation.level) == (
        S.CLOSED,
        Outcome.RESCUED,
        None,
        NONE,
    )
    with pytest.raises(NotAllowed):
        do(desk, lifecycle.claim, ticket_id, desk.lin)
    with pytest.raises(NotAllowed):
        do(desk, lifecycle.set_level, ticket_id, desk.lin, BLUE, "later")


def test_a_case_is_not_closed_unclaimed(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        do(desk, lifecycle.close, desk.case(RED), desk.zhao, Outcome.FALSE_ALARM, "a joke", TOLD)


def test_a_reopened_case_is_back_in_the_queue_at_its_level_and_rings(desk: Desk) -> None:
    ticket_id = desk.case(RED)
    do(desk, lifecycle.claim, ticket_id, desk.lin)
    do(desk, lifecycle.close, ticket_id, desk.lin, Outcome.HELPED, "safe", TOLD)

    ticket = do(desk, lifecycle.reopen, ticket_id, desk.bai, "the aunt called")

    assert (ticket.status, ticket.owner_id, ticket.outcome, ticket.conversation.level) == (S.RECEIVED, None, None, RED)
    assert ringing(desk) == 1


def test_a_case_is_not_reopened_beside_a_newer_one(desk: Desk) -> None:
    ticket_id = desk.case(RED)
    do(desk, lifecycle.claim, ticket_id, desk.lin)
    do(desk, lifecycle.close, ticket_id, desk.lin, Outcome.HELPED, "safe", TOLD)
    desk.case(YELLOW)

    with pytest.raises(NotAllowed):
        do(desk, lifecycle.reopen, ticket_id, desk.lin, "again")


def test_notes_are_kept_sealed_and_read_back_with_their_author(desk: Desk) -> None:
    ticket_id = desk.case(RED)
    with desk.store.session() as work:
        ticket = tickets.get(work, ticket_id)
        note = lifecycle.add_note(work, ticket, desk.bai, "  妈妈的电话打不通 ")
        with pytest.raises(ReasonNeeded):
            lifecycle.add_note(work, ticket, desk.bai, "\t")
        assert note.body_sealed and "妈妈".encode() not in note.body_sealed
        assert [(n.author, n.text) for n in lifecycle.notes(work, ticket)] == [("白老师", "妈妈的电话打不通")]
        assert audit.recent(work, 1)[0].action == "ticket:note"


def test_a_task_is_done_once_by_whoever_was_first(desk: Desk) -> None:
    ticket_id = desk.case(RED)
    with desk.store.session() as work:
        ticket = tickets.get(work, ticket_id)
        task = lifecycle.add_task(work, ticket, TaskKind.FOLLOW_UP, detail="明天回访", by=desk.lin)
        lifecycle.finish_task(work, task.id, desk.bai)
        lifecycle.finish_task(work, task, desk.lin)
        shown = {t.kind: (t.done_by, t.detail) for t in lifecycle.tasks(work, ticket)}
        with pytest.raises(NotFound):
            lifecycle.finish_task(work, "no such task", desk.lin)

    assert shown == {TaskKind.MANDATORY_REPORT: (None, None), TaskKind.FOLLOW_UP: ("白老师", "明天回访")}


def test_the_trail_of_a_whole_case_verifies_and_holds_no_words(desk: Desk) -> None:
    ticket_id = desk.case(RED)
    do(desk, lifecycle.claim, ticket_id, desk.lin)
    do(desk, lifecycle.set_level, ticket_id, desk.lin, YELLOW, "孩子已在姑姑家")
    do(desk, lifecycle.close, ticket_id, desk.lin, Outcome.HELPED, "已安全", TOLD)

    with desk.store.session() as work:
        assert audit.verify(work).ok
        trail = [(e.action, str(e.detail)) for e in audit.recent(work, subject=f"ticket/{ticket_id}")]
    assert [action for action, _ in reversed(trail)] == [
        "ticket:opened",
        "alert:acknowledged",
        "ticket:owner",
        "ticket:level",
        "ticket:told",
        "ticket:closed",
    ]
    assert all(detail.isascii() for _, detail in trail)
