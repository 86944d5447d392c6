"""What was told is kept and heard, whatever becomes of a case: merged, taken apart, erased, left by its owner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from cases import lifecycle, operators, tickets
from cases.alerts import acknowledge, desk_alerts
from cases.assessments import record
from cases.callers.merging import merge, undo
from cases.carry import carry_over
from cases.clocks import rounds
from cases.each import each
from cases.erase import erase_again, request_erasure
from cases.errors import NotAllowed, StillNeeded
from cases.followup.planning import Wish, add
from cases.followup.sending import make
from cases.followup.tables import FollowUp
from cases.followup.words import FollowUpState
from cases.intake import receive
from cases.quality.corrections import note_correction, settle, taken
from cases.quality.tables import Correction
from cases.quality.words import Cause
from cases.roster.rules import rules
from cases.store import Store, Work
from cases.tables import Conversation, Message, Operator, Task, Ticket
from cases.transcript import messages_after
from cases.words import TaskKind, TicketStatus
from humiao.assessment import Assessment, Reason, Source
from humiao.message import Channel, Inbound
from humiao.vocabulary import RiskLevel, Topic
from tests.cases.conftest import Desk
from tests.conftest import HeldClock

RED, YELLOW, BLUE = RiskLevel.RED, RiskLevel.YELLOW, RiskLevel.BLUE


def found(work: Work, *ids: str) -> list[Ticket]:
    return [work.db.get_one(Ticket, id) for id in ids]


def says(work: Work, ticket: Ticket, own: RiskLevel, carried: RiskLevel) -> None:
    """The caller writes once more and is judged, with the level that the conversation carries on."""
    message = receive(work, Inbound(Channel.TELEGRAM, "child", f"later{own}", work.clock(), "今天他又打我了")).message
    assert message.conversation_id == ticket.conversation_id
    reasons = (Reason(Source.RULE, "r", own), Reason(Source.CONTEXT, "earlier", carried))
    level = max(own, carried, key=lambda level: level.rank)
    assessment = Assessment(level, (Topic.DOMESTIC_VIOLENCE,), reasons=reasons)
    record(work, message, assessment)
    tickets.open_ticket(work, ticket.conversation, assessment)


def reports(work: Work, ticket: Ticket) -> int:
    task = select(Task).where(Task.ticket_id == ticket.id, Task.kind == TaskKind.MANDATORY_REPORT)
    return len(work.db.scalars(task).all())


@pytest.mark.parametrize(("own", "left"), [(RED, RED), (BLUE, YELLOW)])
def test_an_undone_merge_keeps_the_danger_that_was_told_since(
    desk: Desk, held_clock: HeldClock, own: RiskLevel, left: RiskLevel
) -> None:
    mine, red = desk.case(YELLOW), desk.case(RED, "another")
    with desk.store.session() as work:
        ticket, other = found(work, mine, red)
        row = merge(work, ticket, other, desk.lin)
        held_clock.forward(timedelta(minutes=1))
        says(work, ticket, own, carried=RED)
        undo(work, row.id, desk.lin)
        assert (ticket.level, ticket.conversation.level) == (left, left)
        assert reports(work, ticket) == (left is RED)


def test_an_undone_merge_keeps_what_a_colleague_confirmed(desk: Desk, held_clock: HeldClock) -> None:
    mine, red = desk.case(YELLOW), desk.case(RED, "another")
    with desk.store.session() as work:
        ticket, other = found(work, mine, red)
        row = merge(work, ticket, other, desk.lin)
        held_clock.forward(timedelta(minutes=1))
        lifecycle.grade(work, ticket, desk.bai)
        undo(work, row.id, desk.lin)
        assert ticket.level is RED


def test_an_undone_merge_keeps_the_wish_for_a_human(desk: Desk, held_clock: HeldClock) -> None:
    mine, wished = desk.case(BLUE), desk.case(BLUE, "another", asked=True)
    with desk.store.session() as work:
        ticket, other = found(work, mine, wished)
        row = merge(work, ticket, other, desk.lin)
        held_clock.forward(timedelta(minutes=1))
        says(work, ticket, BLUE, carried=BLUE)
        undo(work, row.id, desk.lin)
        assert ticket.asked_for_human


def test_a_case_whose_owner_left_while_it_was_merged_goes_to_the_queue_and_rings(desk: Desk) -> None:
    mine, red = desk.case(YELLOW), desk.case(RED, "another")
    with desk.store.session() as work:
        ticket, other = found(work, mine, red)
        lifecycle.claim(work, other, desk.bai)
        row = merge(work, ticket, other, desk.zhao)
        operators.disable(work, desk.bai)
        undo(work, row.id, desk.zhao)
        assert (other.status, other.owner_id, other.conversation.operator_id) == (TicketStatus.RECEIVED, None, None)
        assert other.number in {alert.ticket_number for alert in desk_alerts(work)}


def test_an_undone_merge_gives_the_follow_ups_back(desk: Desk, held_clock: HeldClock) -> None:
    mine, kept = desk.case(YELLOW), desk.case(YELLOW, "another")
    with desk.store.session() as work:
        ticket, other = found(work, mine, kept)
        lifecycle.claim(work, other, desk.lin)
        row = add(work, other, desk.lin, Wish(work.clock() + timedelta(hours=1)))
        joined = merge(work, ticket, other, desk.lin)
        held_clock.forward(timedelta(hours=2))
        make(work, row.id)
        assert row.state is FollowUpState.CANCELLED
        undo(work, joined.id, desk.lin)
        assert (row.state, row.ended_at) == (FollowUpState.PLANNED, None)
        assert work.db.get_one(FollowUp, row.id).due_at <= work.clock()


def test_danger_merged_into_a_colleagues_case_rings_for_them(desk: Desk) -> None:
    mine, red = desk.case(YELLOW), desk.case(RED, "another")
    with desk.store.session() as work:
        ticket, other = found(work, mine, red)
        lifecycle.claim(work, ticket, desk.bai)
        acknowledge(work, other.id, desk.lin)
        merge(work, ticket, other, desk.lin)
        assert [(a.ticket_number, a.level) for a in desk_alerts(work)] == [(ticket.number, RED)]


def test_what_was_said_in_a_merged_talk_is_not_erased_while_the_case_goes_on(desk: Desk) -> None:
    mine, red = desk.case(YELLOW), desk.case(RED, "another")
    with desk.store.session() as work:
        ticket, other = found(work, mine, red)
        merge(work, ticket, other, desk.lin)
        with pytest.raises(StillNeeded):
            request_erasure(work, other.conversation)
        work.commit()
        assert other.conversation.key_wrapped is not None
        wishes = select(Task).where(Task.ticket_id == ticket.id, Task.kind == TaskKind.OTHER)
        assert len(work.db.scalars(wishes).all()) == 1


def test_an_edited_message_carried_over_leaves_its_lesson_behind(desk: Desk) -> None:
    conversation_id = desk.write()
    with desk.store.session() as work:
        old = work.db.get_one(Conversation, conversation_id)
        message = work.db.scalars(select(Message)).one()
        note_correction(work, message, YELLOW, RED, Cause.CASE, desk.zhao)
        settle(work, message.id, desk.zhao, text="爸爸又打我了", topic="domestic_violence")
        carry_over(work, old, [message])
        erase_again(work, old, "caller")
        work.commit()
    with desk.store.session(reading=True) as work:
        assert taken(work) == []
        assert work.db.scalars(select(Correction)).one().text_sealed is None


def test_a_child_hears_that_the_colleague_in_the_chat_is_gone(desk: Desk) -> None:
    ticket_id = desk.case(BLUE, asked=True)
    with desk.store.session() as work:
        (ticket,) = found(work, ticket_id)
        lifecycle.claim(work, ticket, desk.lin)
        operators.disable(work, work.db.get_one(Operator, desk.lin.id))
        said = messages_after(work, ticket.conversation, 0, 50)[-1].text
        assert said.strip() == rules().left.format(number=ticket.number).strip()
        assert [alert.ticket_number for alert in desk_alerts(work)] == [ticket.number]


def test_one_case_that_fails_stops_no_other(store: Store) -> None:
    dealt_with: list[str] = []

    def act(work: Work, id: str) -> int:
        if id == "broken":
            raise KeyError(id)
        if id == "gone":
            raise NotAllowed("meanwhile")
        dealt_with.append(id)
        return 1

    assert each(store, ["broken", "gone", "child"], act, expected=(NotAllowed,)) == 1
    assert dealt_with == ["child"]


def test_a_case_that_cannot_be_read_holds_up_no_clock(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, other = desk.case(RED), desk.case(RED, "another")
    follow: Callable[..., int] = rounds.follow

    def fails(work: Work, ticket_id: str, ring: object = None) -> int:
        if ticket_id == broken:
            raise ValueError("unreadable")
        return follow(work, ticket_id)

    monkeypatch.setattr(rounds, "follow", fails)
    rounds.go_round(desk.store)
    with desk.store.session(reading=True) as work:
        assert [ticket.clocks_due for ticket in found(work, broken, other)] == [True, False]
