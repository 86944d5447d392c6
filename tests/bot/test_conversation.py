"""The conversation over a real store: what a caller reads and what staff find."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app import App
from bot.worker import one_round
from cases.lifecycle import claim
from cases.operators import add
from cases.tables import Message, Task
from cases.words import OutgoingKind, Role, TaskKind
from humiao.message import MessageKind
from humiao.vocabulary import RiskLevel
from tests.caller import Caller
from tests.fakes import FakeNlu


def test_a_threat_tonight_is_escalated_even_when_the_model_says_greeting(caller: Caller, nlu: FakeNlu) -> None:
    text = "我今晚就从楼顶跳下去，不想活了"
    nlu.teach(text, "greet", RiskLevel.NONE)

    replies = caller.writes(text)

    ticket = caller.ticket()
    assert ticket is not None
    assert ticket.level is RiskLevel.RED
    assert ticket.number in replies[0]
    assert "120" in replies[0]


def test_a_red_message_has_its_ticket_alert_and_text_together(caller: Caller) -> None:
    caller.writes("我爸拿刀追我，我锁在厕所里")

    kinds = [row.kind for row in caller.outgoing()]
    assert OutgoingKind.ALERT in kinds
    assert OutgoingKind.REPLY in kinds


def test_nothing_is_kept_of_a_turn_that_fails_and_the_worker_answers_it_later(
    app: App, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = app.conversations.kit.replies.texts["red"]
    app.conversations.kit.replies.texts["red"] = "{missing}"  # type: ignore[index]
    try:
        assert caller.writes("他拿刀架在我脖子上") == []
        assert caller.ticket() is None
    finally:
        app.conversations.kit.replies.texts["red"] = real  # type: ignore[index]
    monkeypatch.setattr("bot.worker.STALE", timedelta(0))

    assert one_round(app) >= 1  # the answer, and what the duties did with its new ticket

    assert caller.ticket() is not None


def test_the_first_reply_says_honestly_what_confidentiality_means(caller: Caller) -> None:
    first = caller.writes("你好")
    second = caller.writes("你好")

    assert "只有一种例外" in first[0]
    assert not any("只有一种例外" in text for text in second)


def test_when_the_classifier_is_down_every_unclear_message_reaches_a_human(caller: Caller, nlu: FakeNlu) -> None:
    nlu.down = True

    caller.writes("就是那个事情又来了我也不知道怎么讲")

    ticket = caller.ticket()
    assert ticket is not None
    assert ticket.level is RiskLevel.YELLOW
    assert caller.judged()[-1].degraded


def test_when_the_classifier_is_down_a_greeting_is_still_a_greeting(caller: Caller, nlu: FakeNlu) -> None:
    nlu.down = True

    caller.writes("你好")

    assert caller.ticket() is None


def test_the_bot_keeps_silent_while_a_human_talks_but_danger_still_raises_the_level(app: App, caller: Caller) -> None:
    caller.writes("转人工")
    with app.store.session() as work:
        lin = add(work, "lin", "林老师", Role.OPERATOR, "a long password of lin")
        ticket = caller.ticket()
        assert ticket is not None
        claim(work, work.db.merge(ticket), lin)
        work.commit()

    assert caller.writes("谢谢老师") == []
    assert caller.writes("他现在拿着刀在砸门") == []

    raised = caller.ticket()
    assert raised is not None
    assert raised.level is RiskLevel.RED


def test_a_voice_message_is_kept_encrypted_on_a_ticket_and_kindly_answered(app: App, caller: Caller) -> None:
    replies = caller.sends_file(MessageKind.VOICE, b"a recording")

    ticket = caller.ticket()
    assert ticket is not None
    assert any(ticket.number in text for text in replies)
    [attached] = [turn.attachments for turn in caller.turns() if turn.attachments]
    assert attached[0].size == len(b"a recording")
    with app.store.session(reading=True) as work:
        raw = work.db.connection().exec_driver_sql("select content_sealed from attachments").scalar()
    assert b"a recording" not in raw


def test_danger_in_the_words_under_a_picture_is_noticed(caller: Caller) -> None:
    caller.sends_file(MessageKind.PHOTO, b"picture", text="他拿刀在门口，救我")

    ticket = caller.ticket()
    assert ticket is not None
    assert ticket.level is RiskLevel.RED


def test_the_same_message_twice_counts_once(caller: Caller) -> None:
    caller.writes("转人工", key="k1")
    assert caller.writes("转人工", key="k1") == []


def test_an_edit_is_judged_again_and_the_first_text_is_kept(app: App, caller: Caller) -> None:
    caller.writes("没事", key="k1")
    caller.writes("我被他拿刀砍伤了，流了好多血", key="k2", replaces="k1")

    ticket = caller.ticket()
    assert ticket is not None
    assert ticket.level is RiskLevel.RED
    assert any(turn.edited for turn in caller.turns())


def test_deleting_waits_while_a_human_still_keeps_the_person_safe(app: App, caller: Caller) -> None:
    caller.writes("我站在天台上，不想活了")
    caller.writes("删除我的数据")
    replies = caller.writes("确定删除")

    ticket = caller.ticket()
    assert ticket is not None
    assert ticket.number in replies[0]
    with app.store.session(reading=True) as work:
        kinds = [task.kind for task in work.db.query(Task).filter_by(ticket_id=ticket.id)]
    assert TaskKind.OTHER in kinds


def test_after_deleting_no_word_of_the_caller_can_be_read(app: App, caller: Caller) -> None:
    caller.writes("未保法11条")
    caller.writes("删除我的数据")
    replies = caller.writes("确定删除")

    assert "删掉" in replies[-1]
    with app.store.session(reading=True) as work:
        erased = [m for m in work.db.query(Message) if m.conversation.erased_at is not None]
    assert erased
    assert all(message.body_sealed is None and message.conversation.key_wrapped is None for message in erased)


def test_the_level_of_a_conversation_does_not_fall_because_the_child_says_it_was_a_joke(caller: Caller) -> None:
    caller.writes("我站在天台上，不想活了")
    caller.writes("开玩笑的啦")

    assert caller.judged()[-1].level is RiskLevel.RED


def test_detection_words_are_not_said_back(caller: Caller) -> None:
    replies = caller.writes("我想自鲨，刀片准备好了")

    assert not any(word in text for text in replies for word in ("自鲨", "自杀", "刀片"))


def test_every_yellow_has_a_ticket_whatever_else_is_asked_for(caller: Caller, nlu: FakeNlu) -> None:
    text = "把我说他打我的话都删了吧"
    nlu.teach(text, "delete_data", RiskLevel.YELLOW, confidence=0.99)

    replies = caller.writes(text)

    assert caller.ticket() is not None
    assert not any("确定删除" in reply for reply in replies)


@pytest.mark.parametrize("button", ["我现在安全", "转人工", "先不删", "看《刑法》第二十条原文"])
def test_pressing_one_of_our_own_buttons_is_never_read_as_danger(caller: Caller, nlu: FakeNlu, button: str) -> None:
    nlu.teach(button, "sextortion", RiskLevel.RED)

    caller.writes(button)

    assert caller.judged()[-1].level is RiskLevel.NONE
    assert nlu.asked == []


def test_an_offered_title_is_answered_and_not_judged_as_the_childs_own_words(caller: Caller, nlu: FakeNlu) -> None:
    nlu.teach("照片", "doxxing_deepfake", RiskLevel.NONE)
    caller.writes("照片")
    offered = [choice.sends for choice in caller.heard()[-1].choices]
    assert offered
    nlu.teach(offered[0], "sexual_assault", RiskLevel.RED)

    replies = caller.writes(offered[0])

    assert any("法律依据" in reply for reply in replies)


def test_asking_for_a_human_after_the_question_about_deleting_gets_a_human(caller: Caller) -> None:
    caller.writes("删除我的数据")

    replies = caller.writes("转人工")

    assert "HM" in replies[0]
    assert caller.ticket() is not None


def test_an_edit_does_not_answer_a_question_asked_after_it(caller: Caller) -> None:
    caller.writes("你好", key="k1")
    caller.writes("删除我的数据")
    caller.writes("您好", key="k2", replaces="k1")

    replies = caller.writes("确定删除")

    assert "删掉" in replies[-1]


def test_the_first_wish_for_a_human_is_not_answered_as_a_repetition(caller: Caller, nlu: FakeNlu) -> None:
    nlu.teach("他们天天骂我", "verbal_relational_bullying", RiskLevel.YELLOW)
    caller.writes("他们天天骂我")

    assert "好的，我已经请值班老师" in caller.writes("转人工")[0]
    assert "已经在请老师了" in caller.writes("转人工")[0]


def test_red_after_yellow_says_the_whole_red_text_once(caller: Caller, nlu: FakeNlu) -> None:
    nlu.teach("他们天天骂我", "verbal_relational_bullying", RiskLevel.YELLOW)
    caller.writes("他们天天骂我")

    first = caller.writes("我站在天台上，不想活了")
    second = caller.writes("我真的要跳下去了")

    assert "120" in first[0]
    assert "我还在" in second[0]


def test_red_words_under_a_picture_alert_the_desk_once(caller: Caller) -> None:
    caller.sends_file(MessageKind.PHOTO, b"picture", text="他拿刀在门口，救我")

    alerts = [row for row in caller.outgoing() if row.kind is OutgoingKind.ALERT]
    assert len(alerts) == 1


def test_a_message_that_fails_three_times_goes_to_a_human_with_a_word_to_the_child(
    app: App, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("broken act")

    monkeypatch.setattr("bot.conversation.choose", fail)
    monkeypatch.setattr("bot.worker.STALE", timedelta(0))
    caller.writes("我在家里不敢说话")
    one_round(app)
    one_round(app)

    ticket = caller.ticket()
    assert ticket is not None
    assert ticket.level is RiskLevel.YELLOW
    assert ticket.number in caller.heard()[-1].text
    assert one_round(app) == 0
