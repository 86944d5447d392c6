"""A case goes from hand to hand: offered, signed, declined, taken over; never left with somebody who is not there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cases import audit, casefile, lifecycle, tickets
from cases.contacts import lock_conversation
from cases.erase import erase_conversation
from cases.errors import AlreadyClaimed, CaseError, NotAllowed, NotFound, ReasonNeeded
from cases.roster import deputies, duty, handover, looks, notices, offers, people, rounds, silence, talk
from cases.roster.offers import HandNote
from cases.roster.suggest import set_wishes, suggest
from cases.roster.tables import Handover
from cases.roster.words import HandoverState, Presence, ShiftKind
from cases.tables import Message, Operator, Ticket
from cases.transcript import messages_after, say
from cases.words import Author, Outcome, Role, TicketStatus
from humiao.message import Reply
from humiao.vocabulary import RiskLevel
from tests.conftest import HeldClock

if TYPE_CHECKING:
    from tests.cases.conftest import Desk

RED, YELLOW = RiskLevel.RED, RiskLevel.YELLOW
S = TicketStatus
NOTE = HandNote("父亲在家，有酒瓶", "八点前回复她", "联系派出所王警官")
MINUTE = timedelta(minutes=1)


def sit(desk: Desk, *people_: Operator) -> None:
    """Their pages ask: they are at the desk."""
    for operator in people_:
        with desk.store.session() as work:
            people.touch(work, work.db.merge(operator))
            work.commit()


def do(desk: Desk, act: Callable[..., Any], ticket_id: str, *more: Any, **named: Any) -> Any:
    with desk.store.session() as work:
        found = act(work, tickets.get(work, ticket_id), *more, **named)
        work.commit()
    return found


def answer(desk: Desk, act: Callable[..., Any], offer_id: str, operator: Operator, **named: Any) -> None:
    with desk.store.session() as work:
        act(work, offer_id, operator, **named)
        work.commit()


def seen(desk: Desk, ticket_id: str) -> Ticket:
    with desk.store.session(reading=True) as work:
        ticket = tickets.get(work, ticket_id)
        assert ticket.conversation.channel
    return ticket


def claimed(desk: Desk, level: RiskLevel = YELLOW, by: Operator | None = None) -> str:
    ticket_id = desk.case(level)
    do(desk, lifecycle.claim, ticket_id, by or desk.lin)
    return ticket_id


def offered(desk: Desk, ticket_id: str, to: Operator, by: Operator | None = None, note: HandNote = NOTE) -> str:
    return str(do(desk, handover.offer, ticket_id, to, by, note).id)


def said(desk: Desk, ticket_id: str) -> list[tuple[Author, str]]:
    with desk.store.session(reading=True) as work:
        turns = messages_after(work, tickets.get(work, ticket_id).conversation, 0, 99)
    return [(turn.author, turn.text) for turn in turns]


def changes(desk: Desk, ticket_id: str) -> list[str]:
    with desk.store.session(reading=True) as work:
        return [change.change for change in casefile.history(work, tickets.get(work, ticket_id))]


def together(*acts: Callable[[], None]) -> list[CaseError]:
    """All at once; what was refused."""
    refused: list[CaseError] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], None]) -> None:
        start.wait(10)
        try:
            act()
        except CaseError as error:
            refused.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_until_a_colleague_signs_the_owner_stays_responsible_and_in_the_chat(desk: Desk) -> None:
    ticket_id = claimed(desk, RED)
    sit(desk, desk.lin, desk.bai)

    id = offered(desk, ticket_id, desk.bai, desk.lin)
    before = seen(desk, ticket_id)
    assert (before.owner_id, before.conversation.operator_id, before.status) == (desk.lin.id, desk.lin.id, S.CLAIMED)
    answer(desk, handover.accept, id, desk.bai, tell=True)

    after = seen(desk, ticket_id)
    assert (after.owner_id, after.conversation.operator_id, after.status) == (desk.bai.id, desk.bai.id, S.CLAIMED)
    assert said(desk, ticket_id)[-1][0] is Author.OPERATOR and "同事" in said(desk, ticket_id)[-1][1]
    with desk.store.session() as work:
        assert offers.note_of(work, tickets.get(work, ticket_id), id) == NOTE
        assert [(n.reader_id, n.state) for n in notices.unread(work)] == [(desk.lin.id, HandoverState.ACCEPTED)]
        assert audit.verify(work).ok


def test_a_declined_transfer_leaves_everything_with_the_owner(desk: Desk) -> None:
    ticket_id = claimed(desk)
    sit(desk, desk.bai)
    id = offered(desk, ticket_id, desk.bai, desk.lin)

    answer(desk, handover.decline, id, desk.bai, reason="手上有红色单")

    assert seen(desk, ticket_id).owner_id == desk.lin.id
    assert changes(desk, ticket_id)[-2:] == ["offered", "declined"]
    with pytest.raises(NotAllowed):
        answer(desk, handover.accept, id, desk.bai)


def test_only_the_person_asked_may_answer_and_only_the_owner_or_a_supervisor_may_offer(desk: Desk) -> None:
    ticket_id = claimed(desk)
    sit(desk, desk.bai, desk.zhao)
    with pytest.raises(NotAllowed):
        offered(desk, ticket_id, desk.zhao, desk.bai)
    id = offered(desk, ticket_id, desk.bai, desk.lin)

    for act in (handover.accept, handover.decline):
        with pytest.raises(NotFound):
            answer(desk, act, id, desk.zhao)


def test_a_red_case_is_not_handed_over_without_risk_promise_and_next_step(desk: Desk) -> None:
    ticket_id = claimed(desk, RED)
    sit(desk, desk.bai)

    with pytest.raises(ReasonNeeded):
        offered(desk, ticket_id, desk.bai, desk.lin, HandNote(risk="有危险"))


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda desk: None, "not at the desk"),
        (lambda desk: away(desk, desk.bai), "away"),
        (lambda desk: [sit(desk, desk.bai), *(fill(desk, desk.bai, n) for n in range(3))], "as many chats"),
    ],
)
def test_nobody_is_offered_a_case_that_they_cannot_take(desk: Desk, make: Callable[[Desk], Any], why: str) -> None:
    ticket_id = claimed(desk)
    make(desk)

    with pytest.raises(NotAllowed, match=why):
        offered(desk, ticket_id, desk.bai, desk.lin)


def away(desk: Desk, operator: Operator) -> None:
    with desk.store.session() as work:
        people.choose(work, work.db.merge(operator), Presence.AWAY)
        work.commit()


def fill(desk: Desk, operator: Operator, number: int) -> None:
    do(desk, lifecycle.claim, desk.case(YELLOW, sender=f"other {number}"), operator)


def test_of_two_supervisors_and_a_colleague_who_act_at_once_one_owner_is_left(desk: Desk) -> None:
    ticket_id = claimed(desk)
    sit(desk, desk.bai)
    id = offered(desk, ticket_id, desk.bai, desk.lin)

    refused = together(
        lambda: answer(desk, handover.accept, id, desk.bai),
        lambda: answer(desk, handover.accept, id, desk.bai),
        lambda: do(desk, handover.take_over, ticket_id, desk.zhao, "要当面处理"),
    )

    ticket = seen(desk, ticket_id)
    assert ticket.owner_id in (desk.bai.id, desk.zhao.id)
    assert ticket.conversation.operator_id == ticket.owner_id
    assert all(isinstance(error, NotAllowed | AlreadyClaimed) for error in refused) and refused
    with desk.store.session() as work:
        assert offers.open_offers(work) == [] and audit.verify(work).ok


def test_a_supervisor_takes_over_with_a_reason_and_the_owner_hears_of_it(desk: Desk) -> None:
    ticket_id = claimed(desk)
    with pytest.raises(ReasonNeeded):
        do(desk, handover.take_over, ticket_id, desk.zhao, " ")
    with pytest.raises(CaseError):
        do(desk, handover.take_over, ticket_id, desk.bai, "我来")

    do(desk, handover.take_over, ticket_id, desk.zhao, "涉及性侵害，由我处理")

    assert seen(desk, ticket_id).conversation.operator_id == desk.zhao.id
    with desk.store.session() as work:
        (notice,) = notices.unread(work)
        assert (notice.reader_id, notice.other) == (desk.lin.id, "赵主任")
        with pytest.raises(NotFound):
            notices.read(work, notice.id, desk.bai)
        notices.read(work, notice.id, desk.lin)
        assert notices.unread(work) == []


def test_the_deputy_goes_on_only_while_the_owner_is_not_there(desk: Desk, held_clock: HeldClock) -> None:
    ticket_id = claimed(desk)
    do(desk, deputies.set_deputy, ticket_id, desk.lin, desk.bai)
    sit(desk, desk.lin)
    with pytest.raises(NotAllowed):
        do(desk, deputies.stand_in, ticket_id, desk.bai)

    held_clock.forward(2 * MINUTE)  # lin's browser is closed
    do(desk, deputies.stand_in, ticket_id, desk.bai)

    assert seen(desk, ticket_id).conversation.operator_id == desk.bai.id
    with desk.store.session() as work:
        assert deputies.deputies(work) == {}


def test_no_chat_is_left_with_somebody_who_is_offline(desk: Desk, held_clock: HeldClock) -> None:
    ticket_id = claimed(desk)
    sit(desk, desk.lin)
    assert rounds.relieve_the_silent(desk.store) == 0

    held_clock.forward(3 * MINUTE)
    assert rounds.relieve_the_silent(desk.store) == 1

    ticket = seen(desk, ticket_id)
    assert (ticket.status, ticket.owner_id, ticket.conversation.operator_id) == (S.RECEIVED, None, None)
    assert said(desk, ticket_id)[-1][0] is Author.BOT and ticket.number in said(desk, ticket_id)[-1][1]
    assert "gone" in changes(desk, ticket_id)
    assert rounds.relieve_the_silent(desk.store) == 0


def test_a_child_who_is_not_answered_gets_the_deputy_and_then_the_whole_desk(desk: Desk, held_clock: HeldClock) -> None:
    ticket_id = claimed(desk, RED)
    do(desk, deputies.set_deputy, ticket_id, desk.lin, desk.bai)
    desk.write("你还在吗")

    held_clock.forward(2 * MINUTE)
    sit(desk, desk.lin, desk.bai)
    rounds.relieve_the_silent(desk.store)
    assert seen(desk, ticket_id).owner_id == desk.bai.id
    with desk.store.session() as work:
        assert {(n.reader_id, n.mine) for n in notices.unread(work)} == {(desk.lin.id, False), (desk.bai.id, True)}

    rounds.relieve_the_silent(desk.store)  # bai's time has only begun
    assert seen(desk, ticket_id).owner_id == desk.bai.id
    held_clock.forward(2 * MINUTE)
    sit(desk, desk.bai)
    rounds.relieve_the_silent(desk.store)
    assert seen(desk, ticket_id).owner_id is None


def test_whoever_answers_works_or_says_that_it_needs_no_answer_keeps_the_case(
    desk: Desk, held_clock: HeldClock
) -> None:
    ticket_id = claimed(desk, RED)
    held_clock.forward(MINUTE)
    desk.write("好的，谢谢")

    held_clock.forward(MINUTE)
    do(desk, casefile.add_note, ticket_id, desk.lin, "正在给派出所打电话")
    held_clock.forward(1.9 * MINUTE)
    sit(desk, desk.lin)
    assert rounds.relieve_the_silent(desk.store) == 0
    do(desk, silence.say_still_here, ticket_id, desk.lin)
    held_clock.forward(20 * MINUTE)
    sit(desk, desk.lin)
    assert rounds.relieve_the_silent(desk.store) == 0

    desk.write("他又来了")
    held_clock.forward(2 * MINUTE)
    sit(desk, desk.lin)
    assert rounds.relieve_the_silent(desk.store) == 1


def test_an_owner_who_answers_in_the_moment_of_the_round_keeps_the_case_or_is_refused(
    desk: Desk, held_clock: HeldClock
) -> None:
    for round_ in range(3):
        sender = f"child {round_}"
        ticket_id = desk.case(RED, sender=sender)
        do(desk, lifecycle.claim, ticket_id, desk.lin)
        held_clock.forward(MINUTE)
        desk.write("在吗", sender=sender)
        held_clock.forward(2 * MINUTE)
        sit(desk, desk.lin)

        def reply(id: str = ticket_id) -> None:
            """As the page does it."""
            with desk.store.session() as work:
                ticket = tickets.get(work, id)
                conversation = lock_conversation(work, ticket.conversation_id)
                work.db.refresh(ticket)
                if ticket.owner_id != desk.lin.id:
                    raise NotAllowed("claim the ticket first")
                say(work, conversation, Reply("我在"), Author.OPERATOR, desk.lin.id)
                work.commit()

        refused = together(reply, lambda: count(rounds.relieve_the_silent(desk.store)))

        last = said(desk, ticket_id)[-1][0]
        moved = seen(desk, ticket_id).owner_id is None
        assert (bool(refused), last) == ((True, Author.BOT) if moved else (False, Author.OPERATOR))


def count(done: int) -> None:
    assert done in (0, 1)


def test_a_yellow_case_is_offered_to_one_after_the_other_and_then_to_the_whole_desk(
    desk: Desk, held_clock: HeldClock
) -> None:
    red, yellow = desk.case(RED, sender="other"), desk.case(YELLOW)
    sit(desk, desk.lin, desk.bai)
    assert rounds.offer_waiting(desk.store) == 0  # anybody may still be quicker

    held_clock.forward(MINUTE)
    sit(desk, desk.lin, desk.bai)
    assert rounds.offer_waiting(desk.store) == 1
    first = seen(desk, yellow)
    assert (first.status, seen(desk, red).status) == (S.ASSIGNED, S.RECEIVED)

    held_clock.forward(3 * MINUTE)
    sit(desk, desk.lin, desk.bai)
    assert rounds.ask_the_next(desk.store) == 1
    second = seen(desk, yellow)
    assert {first.assignee_id, second.assignee_id} == {desk.lin.id, desk.bai.id}

    held_clock.forward(3 * MINUTE)
    sit(desk, desk.lin, desk.bai)
    rounds.ask_the_next(desk.store)
    assert (seen(desk, yellow).status, rounds.offer_waiting(desk.store)) == (S.RECEIVED, 0)


def test_two_workers_at_once_offer_a_case_once(desk: Desk, held_clock: HeldClock) -> None:
    ticket_id = desk.case(YELLOW)
    held_clock.forward(MINUTE)
    sit(desk, desk.lin, desk.bai)

    together(*[lambda: count(rounds.offer_waiting(desk.store))] * 3)

    assert changes(desk, ticket_id).count("assigned") == 1
    with desk.store.session() as work:
        assert len(offers.open_offers(work)) == 1


def test_an_offer_moves_on_when_its_person_closes_the_browser(desk: Desk, held_clock: HeldClock) -> None:
    ticket_id = desk.case(YELLOW)
    sit(desk, desk.lin)
    offered(desk, ticket_id, desk.lin, desk.zhao)

    with desk.store.session() as work:
        people.leave(work, desk.lin)
        work.commit()
    sit(desk, desk.bai)
    rounds.ask_the_next(desk.store)

    assert seen(desk, ticket_id).assignee_id == desk.bai.id


def test_a_red_case_that_was_assigned_may_still_be_taken_by_anybody(desk: Desk) -> None:
    ticket_id = desk.case(RED)
    sit(desk, desk.bai)
    id = offered(desk, ticket_id, desk.bai, desk.zhao)
    do(desk, lifecycle.claim, ticket_id, desk.lin)

    with pytest.raises(AlreadyClaimed) as refused:
        answer(desk, handover.accept, id, desk.bai)
    assert refused.value.owner == "林老师"


def test_who_fits_best_is_suggested_first_and_says_why(desk: Desk, held_clock: HeldClock) -> None:
    ticket_id = desk.case(YELLOW)
    sit(desk, desk.lin, desk.bai, desk.zhao)
    with desk.store.session() as work:
        people.equip(work, desk.zhao, desk.bai, {"family"}, 4)
        people.equip(work, desk.zhao, desk.zhao, {"woman"}, 2)
        work.commit()
        ticket = tickets.get(work, ticket_id)
        assert [(s.person.name, s.fitting) for s in suggest(work, ticket)] == [
            ("白老师", ("家庭·监护",)), ("林老师", ()), ("赵主任", ())
        ]  # fmt: skip
        set_wishes(work, ticket, desk.lin, {"woman"})
        assert suggest(work, ticket)[0].wished == ("女性工作人员",)
        now = work.clock()
        duty.add_shift(work, desk.zhao, desk.lin, ShiftKind.DUTY, now, now + 8 * 60 * MINUTE)
        assert [s.person.name for s in suggest(work, ticket)] == ["林老师"]  # the roster counts once it names somebody
        with pytest.raises(NotAllowed):
            set_wishes(work, ticket, desk.lin, {"law"})


def test_the_roster_says_who_is_on_duty_and_a_week_is_copied_once(desk: Desk) -> None:
    with desk.store.session() as work:
        now = work.clock()
        start, end = now - MINUTE, now + 8 * 60 * MINUTE
        duty.add_shift(work, desk.zhao, desk.lin, ShiftKind.DUTY, start, end)
        duty.add_shift(work, desk.zhao, desk.zhao, ShiftKind.LEAD, start, end)
        with pytest.raises(NotAllowed):
            duty.add_shift(work, desk.zhao, desk.lin, ShiftKind.LEAD, now, end)
        with pytest.raises(NotAllowed):
            duty.add_shift(work, desk.zhao, desk.guo, ShiftKind.DUTY, start, end)
        with pytest.raises(NotAllowed):
            duty.add_shift(work, desk.lin, desk.bai, ShiftKind.DUTY, start, end)

        assert [o.name for o in duty.on_duty(work, now)] == ["lin", "zhao"]
        assert [o.name for o in duty.on_duty(work, now, ShiftKind.LEAD)] == ["zhao"]
        assert [o.name for o in duty.on_duty(work, now, Role.OPERATOR)] == ["lin"]
        assert duty.on_duty(work, end) == []
        monday = start - timedelta(days=1)
        assert (duty.copy_week(work, desk.zhao, monday), duty.copy_week(work, desk.zhao, monday)) == (2, 0)
        assert len(duty.on_duty(work, now + timedelta(days=7))) == 2


def test_a_person_is_at_the_desk_while_a_page_of_theirs_asks(desk: Desk, held_clock: HeldClock) -> None:
    sit(desk, desk.lin)
    away(desk, desk.bai)
    with desk.store.session() as work:
        assert {p.name: p.presence for p in people.who_is_here(work)} == {"林老师": "here", "白老师": "away"}
        assert not people.is_stale(work, desk.lin.id)
    held_clock.forward(timedelta(seconds=91))
    with desk.store.session() as work:
        assert people.who_is_here(work) == [] and people.is_stale(work, desk.lin.id)
    held_clock.forward(timedelta(hours=9))
    sit(desk, desk.bai)
    with desk.store.session() as work:
        assert [p.presence for p in people.who_is_here(work)] == [Presence.HERE]  # yesterday's "away" is over


def test_who_leaves_gives_every_chat_back_and_the_children_are_told(desk: Desk) -> None:
    ticket_id = claimed(desk)
    with desk.store.session() as work:
        assert silence.release_all(work, desk.lin) == 1
        assert silence.chats_of(work, desk.lin) == []
        work.commit()
    assert said(desk, ticket_id)[-1][0] is Author.BOT


def test_colleagues_talk_sealed_and_see_who_has_the_case_open(desk: Desk, held_clock: HeldClock) -> None:
    ticket_id = claimed(desk)
    with desk.store.session() as work:
        ticket = tickets.get(work, ticket_id)
        talk.say_inside(work, ticket, desk.bai, "我认识这个学校的老师")
        looks.note_look(work, ticket, desk.lin, typing=True)
        looks.note_look(work, ticket, desk.zhao)
        looks.note_look(work, ticket, desk.zhao)
        work.commit()
        assert [(line.author, line.text) for line in talk.lines(work, ticket)] == [("白老师", "我认识这个学校的老师")]
        assert (talk.count_for(work, ticket, desk.lin), talk.count_for(work, ticket, desk.bai)) == (1, 0)
        assert [(o.name, o.leads, o.typing) for o in looks.who_looks(work, ticket)] == [
            ("林老师", False, True), ("赵主任", True, False)
        ]  # fmt: skip
        listened = [e for e in audit.recent(work, 50) if e.action == "ticket:listen"]
        assert [e.actor for e in listened] == [desk.zhao.id]
    assert "我认识" not in str(said(desk, ticket_id))
    held_clock.forward(timedelta(hours=2))
    assert (rounds.forget_looks(desk.store), rounds.forget_looks(desk.store)) == (2, 0)


def test_nobody_without_the_permission_takes_part(desk: Desk) -> None:
    ticket_id = claimed(desk)
    sit(desk, desk.bai)
    for act, more in (
        (handover.offer, (desk.bai, desk.guo)),
        (deputies.set_deputy, (desk.guo, desk.bai)),
        (deputies.set_deputy, (desk.lin, desk.guo)),
        (handover.take_over, (desk.guo, "x")),
        (talk.say_inside, (desk.guo, "x")),
        (silence.say_still_here, (desk.bai,)),
    ):
        with pytest.raises(NotAllowed):
            do(desk, act, ticket_id, *more)


def test_an_erased_conversation_takes_the_note_and_the_talk_with_it(desk: Desk) -> None:
    ticket_id = claimed(desk)
    sit(desk, desk.bai)
    id = offered(desk, ticket_id, desk.bai, desk.lin)
    do(desk, talk.say_inside, ticket_id, desk.lin, "妈妈在医院")
    do(desk, lifecycle.close, ticket_id, desk.lin, Outcome.HELPED, "安全", told="无报告人")
    with desk.store.session() as work:
        ticket = tickets.get(work, ticket_id)
        for message in work.db.query(Message):
            message.processed_at = work.clock()
        erase_conversation(work, ticket.conversation, "cli")
        work.commit()
    with desk.store.session() as work:
        ticket = tickets.get(work, ticket_id)
        assert [line.text for line in talk.lines(work, ticket)] == [None]
        assert offers.note_of(work, ticket, id).empty
        assert work.db.get_one(Handover, id).note_sealed is None
