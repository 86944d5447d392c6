"""Calls taken by hand, the profile, and contacts that are no case, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cases import casefile, erase, lifecycle, tickets
from cases.access import NotAllowed
from cases.callers import Profile, keep_profile, non_data, profile
from cases.callers.by_hand import Call, add_words, take_in
from cases.callers.numbers import digits_of
from cases.callers.tables import CallerMark, CallerProfile, NonDataContact
from cases.callers.words import AgeBand, Consent, Gender, NonData, Speaking, Way
from cases.errors import NotFound, ReasonNeeded
from cases.intake import conversations_waiting
from cases.store import Store, Work
from cases.tables import Message, Operator, Outgoing, Ticket
from cases.transcript import earlier_texts, say
from cases.words import Author, Outcome, OutgoingKind, OutgoingState, TicketStatus
from humiao.assessment import Assessment
from humiao.message import Channel, Reply
from humiao.vocabulary import RiskLevel, Sender
from tests.cases.conftest import Desk, judged
from tests.conftest import HeldClock

SAID = "我妈妈把我锁在门外，我现在在楼道里"
GIRL = Profile(
    area="430181",
    age=13,
    gender=Gender.GIRL,
    relation=Sender.CHILD,
    name="小雨",
    phone="138-0013 8000",
    where="自家楼道",
    speaking=Speaking.GUARDED,
    consent=Consent.NOT_GUARDIAN,
    contact_way=Way.TEXT,
    avoid_phone=True,
    warning="放学前不要发短信",
)
CALL = Call("form-1", Channel.PHONE, SAID, GIRL, summary="语气害怕，旁边有人走动")


def taken(work: Work, operator: Operator, call: Call = CALL, level: RiskLevel = RiskLevel.YELLOW) -> Ticket:
    return take_in(work, call, judged(level), operator)


def test_a_call_is_a_case_of_whoever_took_it(desk: Desk) -> None:
    with desk.store.session() as work:
        number = taken(work, desk.lin).number
        work.commit()

    with desk.store.session() as work:
        ticket = tickets.by_number(work, number)
        assert (ticket.status, ticket.owner_id, ticket.level) == (TicketStatus.CLAIMED, desk.lin.id, RiskLevel.YELLOW)
        assert ticket.conversation.operator_id == desk.lin.id
        assert earlier_texts(work, ticket.conversation) == [SAID]
        assert profile(work, ticket.conversation) == replace(GIRL, age_band=AgeBand.FROM_8)
        assert [note.text for note in casefile.notes(work, ticket)] == ["语气害怕，旁边有人走动"]
        assert {c.change for c in casefile.history(work, ticket)} >= {"opened", "taken_in", "owner", "note"}


def test_nobody_answers_into_a_telephone(desk: Desk) -> None:
    with desk.store.session() as work:
        ticket = taken(work, desk.lin)
        say(work, ticket.conversation, Reply("我在听，你慢慢说"), Author.OPERATOR, desk.lin.id)
        assert conversations_waiting(work, timedelta(0)) == []
        replies = select(func.count()).where(Outgoing.kind == OutgoingKind.REPLY)
        assert work.db.scalar(replies) == 0


def test_the_alert_of_a_call_is_heard_by_whoever_took_it(desk: Desk) -> None:
    with desk.store.session() as work:
        taken(work, desk.lin, level=RiskLevel.RED)
        states = work.db.scalars(select(Outgoing.state).where(Outgoing.target == "desk")).all()
        assert states == [OutgoingState.DELIVERED]


def test_a_form_sent_twice_is_one_call(desk: Desk) -> None:
    with desk.store.session() as work:
        first = taken(work, desk.lin).number
        work.commit()
    with desk.store.session() as work:
        assert taken(work, desk.lin).number == first
        assert work.db.scalar(select(func.count()).select_from(Message)) == 1


def test_the_same_number_is_the_same_caller(desk: Desk) -> None:
    with desk.store.session() as work:
        first = taken(work, desk.lin)
        for key, phone in enumerate(("13800138000", "+86 138 0013 8000", "１３８ ００１３ ８０００")):
            again = replace(CALL, key=f"again-{key}", known=Profile(phone=phone), words="她还是不让我进去")
            assert taken(work, desk.lin, again).id == first.id
        assert profile(work, first.conversation).name == "小雨"  # what the later forms left empty stays


def test_another_person_at_a_shared_telephone_is_another_caller(desk: Desk) -> None:
    with desk.store.session() as work:
        first = taken(work, desk.lin)
        other = replace(CALL, key="form-2", words="我是她同学，我想问点事", shared=True)

        assert taken(work, desk.lin, other).conversation_id != first.conversation_id


def test_callers_without_a_number_are_not_mixed_up(desk: Desk) -> None:
    with desk.store.session() as work:
        two = [taken(work, desk.lin, Call(key, Channel.WALK_IN, SAID)) for key in ("a", "b")]
        assert two[0].conversation_id != two[1].conversation_id


def test_a_caller_of_a_colleague_stays_with_the_colleague(desk: Desk) -> None:
    with desk.store.session() as work:
        taken(work, desk.bai)
        ticket = taken(work, desk.lin, replace(CALL, key="form-2"))
        assert ticket.owner_id == desk.bai.id


def test_a_person_may_raise_and_lowers_only_with_a_reason(desk: Desk) -> None:
    with desk.store.session() as work:
        assert taken(work, desk.lin, replace(CALL, level=RiskLevel.RED)).level is RiskLevel.RED
    with desk.store.session() as work, pytest.raises(ReasonNeeded):
        taken(work, desk.lin, replace(CALL, level=RiskLevel.BLUE))
    with desk.store.session() as work:
        ticket = taken(work, desk.lin, replace(CALL, level=RiskLevel.BLUE, reason="说的是去年的事，已解决"))
        assert (ticket.level, ticket.conversation.level) == (RiskLevel.BLUE, RiskLevel.BLUE)


def test_a_call_that_cannot_be_right_is_refused(desk: Desk) -> None:
    for call, refusal in (
        (replace(CALL, words="  "), ReasonNeeded),
        (replace(CALL, channel=Channel.WEB), NotAllowed),
        (replace(CALL, known=Profile(area="4301")), ValueError),
        (replace(CALL, known=Profile(age=200)), ValueError),
    ):
        with desk.store.session() as work, pytest.raises(refusal):
            taken(work, desk.lin, call)


def test_more_words_of_the_call_are_judged_again(desk: Desk) -> None:
    with desk.store.session() as work:
        ticket = taken(work, desk.lin)
        red = Assessment(RiskLevel.RED)
        assert add_words(work, ticket, "她手里有刀", "k2", red, desk.lin).level is RiskLevel.RED
        add_words(work, ticket, "她手里有刀", "k2", red, desk.lin)
        assert earlier_texts(work, ticket.conversation) == [SAID, "她手里有刀"]


def test_words_after_the_end_open_the_next_case(desk: Desk) -> None:
    with desk.store.session() as work:
        first = taken(work, desk.lin)
        lifecycle.close(work, first, desk.lin, Outcome.HELPED, "已回家", told="当面告知")
        later = add_words(work, first, "她又把我关在外面", "k2", judged(RiskLevel.YELLOW), desk.lin)
        assert (later.id != first.id, later.status) == (True, TicketStatus.RECEIVED)


def test_nothing_is_added_by_hand_where_the_child_writes(desk: Desk) -> None:
    with desk.store.session() as work:
        chat = tickets.get(work, desk.case())
        with pytest.raises(NotAllowed):
            add_words(work, chat, "补一句", "k", judged(RiskLevel.NONE), desk.lin)


def test_an_erasure_leaves_the_counts_and_no_word(desk: Desk) -> None:
    with desk.store.session() as work:
        ticket = taken(work, desk.lin, level=RiskLevel.BLUE)
        lifecycle.close(work, ticket, desk.lin, Outcome.HELPED, "好了")
        conversation = ticket.conversation
        erase.erase_conversation(work, conversation, "cli")

        assert profile(work, conversation) == Profile("430181", AgeBand.FROM_8, Gender.GIRL, Sender.CHILD)
        assert work.db.scalar(select(CallerProfile.words_sealed)) is None
        assert work.db.scalar(select(func.count()).select_from(CallerMark)) == 0


def test_a_profile_that_says_nothing_new_is_no_change(desk: Desk) -> None:
    with desk.store.session() as work:
        conversation = tickets.get(work, desk.case()).conversation
        assert keep_profile(work, conversation, GIRL, desk.lin)
        assert not keep_profile(work, conversation, GIRL, desk.lin)
        assert profile(work, conversation).warnings == ("不要打来电号码", "放学前不要发短信")


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [("138-0013 8000", "13800138000"), ("0086 138 0013 8000", "13800138000"), ("０７３１ 8888 1234", "073188881234"),
     ("8888123", "8888123"), ("110", ""), ("没有", "")],
)  # fmt: skip
def test_a_number_has_one_form(typed: str, dialled: str) -> None:
    assert digits_of(typed) == dialled


def test_contacts_without_a_case_are_counted_and_taken_back(desk: Desk, held_clock: HeldClock) -> None:
    with desk.store.session() as work:
        first = non_data.count(work, desk.lin, Channel.PHONE, NonData.SILENT)
        non_data.count(work, desk.bai, Channel.PHONE, NonData.THANKS, note="谢谢上次的老师")
        assert non_data.of_today(work) == {NonData.SILENT: 1, NonData.THANKS: 1}
        assert work.db.scalar(select(func.count()).select_from(Ticket)) == 0

        non_data.take_back(work, first.id, desk.lin)
        assert non_data.of_today(work) == {NonData.THANKS: 1}
        held_clock.forward(timedelta(days=1))
        assert non_data.of_today(work) == {}
        with pytest.raises(NotFound):
            non_data.take_back(work, first.id, desk.lin)


def test_nobody_takes_back_what_a_colleague_counted(desk: Desk) -> None:
    with desk.store.session() as work:
        row = non_data.count(work, desk.lin, Channel.PHONE, NonData.TEST)
        with pytest.raises(NotFound):
            non_data.take_back(work, row.id, desk.bai)
        with pytest.raises(NotAllowed):
            non_data.count(work, desk.guo, Channel.PHONE, NonData.TEST)


def test_a_note_on_a_contact_is_sealed(store: Store, desk: Desk) -> None:
    with store.session() as work:
        non_data.count(work, desk.lin, Channel.PHONE, NonData.HARASSING, phone="13800138000", note="说脏话")
        row = work.db.scalars(select(NonDataContact)).one()
        assert row.note_sealed and "说脏话".encode() not in row.note_sealed
