"""Duplicates are suggested with their reason, merged by a person, and the merge is undone exactly."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select

from cases import lifecycle, tickets
from cases.alerts import acknowledge, desk_alerts
from cases.callers import Profile, flags
from cases.callers.by_hand import Call, take_in
from cases.callers.duplicates import suggested
from cases.callers.marks import remember, unmarked
from cases.callers.merging import merge, undo
from cases.callers.tables import CallerMerge
from cases.callers.visits import caller_view
from cases.callers.words import FlagKind, Gender, MarkKind
from cases.errors import NotAllowed, NotFound, ReasonNeeded
from cases.store import Work
from cases.tables import Conversation, Outgoing, Task, Ticket
from cases.words import Outcome, TicketStatus
from humiao.message import Channel
from humiao.vocabulary import RiskLevel
from tests.cases.conftest import Desk, judged
from tests.conftest import HeldClock

STORY = "老师您好，我们宿舍有三个同学天天让我给她们打水洗衣服，不做就不让我睡觉"
RETOLD = "您好，我们宿舍三个同学天天让我给她们打水、洗衣服，我不做就不让我睡觉"
ELSE = "想问一下游戏充值的钱能不能退，孩子用奶奶的手机充了三千多块钱"
ME = Profile(name="小雨", age=13, gender=Gender.GIRL, area="430181")
NOBODY = Profile()


def call(work: Work, desk: Desk, key: str, words: str = STORY, known: Profile = NOBODY) -> Ticket:
    return take_in(work, Call(key, Channel.PHONE, words, known), judged(RiskLevel.YELLOW), desk.lin)


def chat(desk: Desk, words: str = STORY, level: RiskLevel = RiskLevel.YELLOW, sender: str = "child") -> str:
    """The number of a case that came by itself."""
    conversation_id = desk.write(words, sender)
    with desk.store.session() as work:
        ticket = tickets.open_ticket(work, work.db.get_one(Conversation, conversation_id), judged(level))
        remember(work, ticket)
        work.commit()
    return ticket.number


def reasons(work: Work, ticket: Ticket, desk: Desk) -> dict[str, tuple[MarkKind, ...]]:
    return {one.number: one.why for one in suggested(work, ticket, desk.lin)}


IN_COMMON = (
    ((STORY, ME), (ELSE, replace(ME, name="小 雨")), (MarkKind.PERSON,)),
    ((STORY, NOBODY), (RETOLD, NOBODY), (MarkKind.LIKENESS,)),
    ((STORY, NOBODY), (STORY, NOBODY), (MarkKind.OPENING, MarkKind.LIKENESS)),
    ((STORY, replace(ME, area="110101")), (RETOLD, ME), None),
    ((STORY, NOBODY), (ELSE, NOBODY), None),
    (("你好，有人吗", NOBODY), ("你好，有人吗", NOBODY), None),
)


def test_what_two_callers_have_in_common_is_said(desk: Desk) -> None:
    for first, second, why in IN_COMMON:
        with desk.store.session() as work:  # rolled back: each pair is alone
            known = call(work, desk, "a", *first)
            ticket = call(work, desk, "b", *second)
            assert reasons(work, ticket, desk) == ({known.number: why} if why else {})


def test_one_number_counts_across_channels_and_areas(desk: Desk) -> None:
    with desk.store.session() as work:
        known = call(work, desk, "a", STORY, replace(ME, phone="13800138000"))
        visit = Call("b", Channel.WALK_IN, ELSE, Profile(phone="138 0013 8000", area="110101"))
        ticket = take_in(work, visit, judged(RiskLevel.YELLOW), desk.lin)
        assert reasons(work, ticket, desk) == {known.number: (MarkKind.PHONE,)}


def test_what_was_long_ago_or_is_out_of_reach_is_not_suggested(desk: Desk, held_clock: HeldClock) -> None:
    with desk.store.session() as work:
        call(work, desk, "a")
        held_clock.forward(timedelta(days=31))
        ticket = call(work, desk, "b")
        assert suggested(work, ticket, desk.lin) == []
        call(work, desk, "c")
        assert len(suggested(work, ticket, desk.lin)) == 1
        assert suggested(work, ticket, desk.guo) == []


def test_chats_are_compared_by_a_duty(desk: Desk) -> None:
    conversation_id = desk.write(STORY)
    with desk.store.session() as work:
        ticket = tickets.open_ticket(work, work.db.get_one(Conversation, conversation_id), judged(RiskLevel.YELLOW))
        assert unmarked(work) == [ticket.id]
        remember(work, ticket)
        assert unmarked(work) == []
        assert reasons(work, call(work, desk, "a"), desk) == {ticket.number: (MarkKind.OPENING, MarkKind.LIKENESS)}


def state(work: Work) -> dict[str, Any]:
    """Everything but the history and the merges themselves."""
    work.db.flush()
    work.db.expire_all()
    kept = {
        table.__tablename__: sorted(
            [str([getattr(row, c.key) for c in table.__table__.columns if c.key != "changed_at"])]
            for row in work.db.scalars(select(table))
        )
        for table in (Ticket, Conversation, Outgoing, Task)
    }
    return {**kept, "ringing": [alert.ticket_number for alert in desk_alerts(work)]}


def test_an_undone_merge_leaves_everything_as_it_was(desk: Desk) -> None:
    for number_of, (level, mine) in enumerate(product((RiskLevel.YELLOW, RiskLevel.RED), (True, False))):
        number, other = chat(desk, STORY, sender=f"a{number_of}"), chat(desk, ELSE, level, f"b{number_of}")
        with desk.store.session() as work:
            ticket, merged = tickets.by_number(work, number), tickets.by_number(work, other)
            if mine:
                lifecycle.claim(work, ticket, desk.lin)
            before = state(work)
            row = merge(work, ticket, merged, desk.lin, "同一个孩子换了设备")
            assert (merged.status, merged.outcome, ticket.level) == (TicketStatus.CLOSED, Outcome.MERGED, level)
            assert other not in state(work)["ringing"]
            assert state(work) != before

            undo(work, row.id, desk.lin, "认错人了")
            assert state(work) == before
            assert undo(work, row.id, desk.lin).undone_by == desk.lin.id


def test_what_people_changed_since_the_merge_stays(desk: Desk) -> None:
    number, other = chat(desk), chat(desk, ELSE, RiskLevel.RED, "another")
    with desk.store.session() as work:
        ticket, merged = tickets.by_number(work, number), tickets.by_number(work, other)
        row = merge(work, ticket, merged, desk.lin)
        lifecycle.claim(work, ticket, desk.bai)
        lifecycle.set_level(work, ticket, desk.bai, RiskLevel.BLUE, "已核实")
        undo(work, row.id, desk.lin)
        assert (ticket.level, ticket.owner_id) == (RiskLevel.BLUE, desk.bai.id)
        assert merged.status is TicketStatus.RECEIVED


def test_a_case_that_becomes_nobodys_rings(desk: Desk) -> None:
    number, other = chat(desk), chat(desk, ELSE, RiskLevel.RED, "another")
    with desk.store.session() as work:
        ticket, merged = tickets.by_number(work, number), tickets.by_number(work, other)
        lifecycle.claim(work, merged, desk.lin)
        acknowledge(work, ticket.id, desk.lin)
        before = state(work)
        row = merge(work, ticket, merged, desk.lin)
        assert [(a.ticket_number, a.level) for a in desk_alerts(work)] == [(number, RiskLevel.RED)]
        undo(work, row.id, desk.lin)
        assert state(work) == before


def test_danger_in_the_merged_talk_opens_a_case_again(desk: Desk) -> None:
    number, other = chat(desk), chat(desk, ELSE, sender="another")
    with desk.store.session() as work:
        merged = tickets.by_number(work, other)
        row = merge(work, tickets.by_number(work, number), merged, desk.lin)
        fresh = tickets.open_ticket(work, merged.conversation, judged(RiskLevel.RED))
        assert fresh.number in {alert.ticket_number for alert in desk_alerts(work)}
        with pytest.raises(NotAllowed):
            undo(work, row.id, desk.lin)


def test_merges_that_would_hurt_are_refused(desk: Desk) -> None:
    number, other = chat(desk), chat(desk, ELSE, sender="another")
    with desk.store.session() as work:
        ticket, merged = tickets.by_number(work, number), tickets.by_number(work, other)
        phoned = call(work, desk, "a")
        for pair, who in (
            ((ticket, ticket), desk.lin),
            ((phoned, ticket), desk.lin),  # the child would write where nobody answers
            ((ticket, phoned), desk.bai),  # lin is on the telephone
            ((ticket, merged), desk.guo),
        ):
            with pytest.raises(NotAllowed):
                merge(work, *pair, who)
        merge(work, ticket, merged, desk.lin)
        with pytest.raises(NotAllowed):
            merge(work, phoned, merged, desk.lin)
        with pytest.raises(NotFound):
            undo(work, "no such merge", desk.lin)


def test_one_caller_is_one_view(desk: Desk) -> None:
    number, other = chat(desk), chat(desk, ELSE, sender="another")
    with desk.store.session() as work:
        ticket, merged = tickets.by_number(work, number), tickets.by_number(work, other)
        assert [v.number for v in caller_view(work, ticket, desk.lin).visits] == [number]
        row = merge(work, ticket, merged, desk.lin)
        shown = {v.number: v for v in caller_view(work, ticket, desk.lin).visits}
        assert (shown[other].into, shown[other].merge, shown[other].here) == (number, row.id, False)
        assert reasons(work, ticket, desk) == {}
        hidden = caller_view(work, ticket, desk.guo)
        assert (hidden.visits, hidden.hidden) == ([], 2)


def test_a_flag_ends_by_itself_or_is_lifted(desk: Desk, held_clock: HeldClock) -> None:
    number = chat(desk)
    with desk.store.session() as work:
        ticket = tickets.by_number(work, number)
        with pytest.raises(ReasonNeeded):
            flags.put(work, ticket, desk.lin, FlagKind.HARASSING, 7, " ")
        with pytest.raises(NotAllowed):
            flags.put(work, ticket, desk.lin, FlagKind.HARASSING, 91, "辱骂")
        flags.put(work, ticket, desk.lin, FlagKind.HARASSING, 7, "连续辱骂")
        again = flags.put(work, ticket, desk.lin, FlagKind.FREQUENT, 30, "每晚都来")
        standing = caller_view(work, ticket, desk.lin).flags
        assert [(f.kind, f.reason) for f in standing] == [
            (FlagKind.FREQUENT, "每晚都来"),
            (FlagKind.HARASSING, "连续辱骂"),
        ]
        flags.lift(work, ticket, again.id, desk.lin)
        held_clock.forward(timedelta(days=8))
        assert caller_view(work, ticket, desk.lin).flags == []


def test_the_reason_of_a_merge_is_sealed(desk: Desk) -> None:
    number, other = chat(desk), chat(desk, ELSE, sender="another")
    with desk.store.session() as work:
        merge(work, tickets.by_number(work, number), tickets.by_number(work, other), desk.lin, "同一个孩子")
        row = work.db.scalars(select(CallerMerge)).one()
        assert row.reason_sealed and "同一个孩子".encode() not in row.reason_sealed
