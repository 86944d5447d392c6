"""After an answer: what else may be meant, what goes on from it, and what the editors learn."""

from __future__ import annotations

from collections.abc import Sequence

from bot.app import App
from cases.gaps import Gap
from cases.transcript import Turn
from humiao.vocabulary import RiskLevel
from tests.caller import Caller
from tests.fakes import FakeNlu

ASKED = "性同意年龄是几岁"


def buttons(turns: Sequence[Turn]) -> list[str]:
    return [choice.sends for turn in turns[-1:] for choice in turn.choices]


def gaps(app: App) -> list[tuple[str, str | None]]:
    with app.store.session(reading=True) as work:
        return [(gap.kind, gap.entry_id) for gap in work.db.query(Gap)]


def test_a_grave_answer_offers_a_button_that_brings_a_human(app: App, caller: Caller, nlu: FakeNlu) -> None:
    nlu.teach(ASKED, "legal_education", RiskLevel.NONE)
    caller.writes(ASKED)
    assert caller.ticket() is None
    assert "有孩子正遇到这样的危险" in buttons(caller.heard())

    nlu.down = True
    caller.writes("有孩子正遇到这样的危险")

    ticket = caller.ticket()
    assert ticket is not None
    assert ticket.level is RiskLevel.RED


def test_an_answer_that_did_not_help_is_noted_for_the_editors(app: App, caller: Caller, nlu: FakeNlu) -> None:
    nlu.teach(ASKED, "legal_education", RiskLevel.NONE)
    caller.writes(ASKED)

    replies = caller.writes("没答到我想问的")

    assert "转人工" in replies[0]
    assert gaps(app) == [("unhelpful", "under_fourteen")]


def test_asking_for_a_human_after_an_answer_is_noted_too(app: App, caller: Caller, nlu: FakeNlu) -> None:
    nlu.teach(ASKED, "legal_education", RiskLevel.NONE)
    caller.writes(ASKED)

    caller.writes("转人工")

    assert gaps(app) == [("escalated", "under_fourteen")]


def test_a_question_without_an_answer_is_noted_and_talk_is_not(app: App, caller: Caller, nlu: FakeNlu) -> None:
    for text in ("邻居家的树枝伸到我家院子能砍吗", "今天天气真好啊我们去操场了"):
        nlu.teach(text, "legal_education", RiskLevel.NONE)
        caller.writes(text)

    assert [kind for kind, _ in gaps(app)] in (["no_answer"], ["unsure"])


def test_danger_with_a_question_gets_the_help_first_and_the_answer_after(caller: Caller) -> None:
    replies = caller.writes("我爸拿刀追我，我锁在厕所里，能申请人身安全保护令吗")

    ticket = caller.ticket()
    assert ticket is not None
    assert ticket.level is RiskLevel.RED
    assert ticket.number in replies[0]
    assert any("反家庭暴力法" in reply for reply in replies[1:])


def test_danger_that_asks_nothing_gets_no_lecture(caller: Caller) -> None:
    replies = caller.writes("我爸拿刀追我，我锁在厕所里")

    assert not any("法律依据" in reply for reply in replies)


def test_a_question_that_goes_on_is_read_with_the_one_before(caller: Caller, nlu: FakeNlu) -> None:
    first, then = "我儿子15岁把同学打骨折了会怎么样", "那他会坐牢吗"
    for text in (first, then):
        nlu.teach(text, "minor_offender", RiskLevel.NONE)
    caller.writes(first)

    replies = caller.writes(then)

    assert "《刑法》" in replies[0]


def test_an_adult_without_an_answer_is_shown_articles_that_nobody_reviewed(caller: Caller, nlu: FakeNlu) -> None:
    text = "我是孩子爸爸，夫妻离婚共同财产怎么分割"
    nlu.teach(text, "legal_education", RiskLevel.NONE)

    replies = caller.writes(text)

    assert "没有人核对过" in replies[-1]
    assert any(button.startswith("看《") for button in buttons(caller.heard()))


def test_a_child_without_an_answer_is_shown_no_articles(caller: Caller, nlu: FakeNlu) -> None:
    text = "夫妻离婚共同财产怎么分割"
    nlu.teach(text, "legal_education", RiskLevel.NONE)

    assert "没有人核对过" not in "".join(caller.writes(text))
