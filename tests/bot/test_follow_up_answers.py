"""After a follow-up the assistant gives nobody away: somebody else may hold the phone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app import App
from bot.duties import DUTIES
from bot.follow_ups import keep_follow_ups
from cases.followup.planning import Wish, add
from cases.followup.tables import FollowUp
from cases.followup.wording import wording
from cases.followup.words import FollowUpState
from cases.lifecycle import claim, set_status
from cases.operators import add as hire
from cases.tables import Ticket
from cases.words import Role, TicketStatus
from humiao.message import MessageKind
from tests.caller import Caller

GIVES_AWAY = ("护苗", "12355", "热线", "单号", "老师", "智能助手")


@pytest.fixture
def asked(app: App, caller: Caller) -> Caller:
    """A child who was asked whether they can talk, while no colleague is in the chat."""
    caller.writes("同学天天堵我要钱，还打我")
    ticket = caller.ticket()
    assert ticket is not None
    with app.store.session() as work:
        lin = hire(work, "lin", "林老师", Role.OPERATOR, "correct horse battery")
        here = work.db.get_one(Ticket, ticket.id)
        claim(work, here, lin)
        set_status(work, here, lin, TicketStatus.WAITING)
        add(work, here, lin, Wish(work.clock() + timedelta(milliseconds=1), agreed=True))
        work.commit()
    assert keep_follow_ups(app)
    assert caller.heard()[-1].text in wording().ask
    return caller


@pytest.mark.parametrize("text", ["在的", "你是谁", "你谁啊，找我家孩子干什么", "进度", "法律援助怎么申请？"])
def test_whoever_answers_first_learns_nothing(asked: Caller, text: str) -> None:
    said = asked.writes(text)

    assert said == [wording().wait]
    assert not any(word in text for text in said for word in GIVES_AWAY)
    assert asked.writes("你到底是谁") == []


def test_a_picture_is_answered_as_vaguely(asked: Caller) -> None:
    assert asked.sends_file(MessageKind.PHOTO, b"\xff\xd8\xff") == [wording().wait]


def test_danger_is_answered_as_danger(asked: Caller) -> None:
    said = asked.writes("他拿刀架在我脖子上")

    assert "110" in said[0]


def test_stop_is_heard(app: App, asked: Caller) -> None:
    assert asked.writes("不要再联系我") == [wording().stopped]
    with app.store.session(reading=True) as work:
        assert {row.state for row in work.db.query(FollowUp) if row.plan is None} == {FollowUpState.DECLINED}


def test_not_now_is_heard(asked: Caller) -> None:
    assert asked.writes("现在不方便") == [wording().later]


def test_the_worker_does_it() -> None:
    assert ("follow_ups", keep_follow_ups) in DUTIES
