"""Replies are written with their delivery, turns are read in order, and levels only rise."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

import pytest
from sqlalchemy import func, select

from cases.assessments import entities, of_conversation, record
from cases.errors import Erased, NotFound
from cases.intake import receive
from cases.store import Store, Work
from cases.tables import AssessmentRow, Conversation, Message, Outgoing
from cases.transcript import attachment, earlier_texts, messages_after, say
from cases.words import Author, OutgoingKind, OutgoingState
from humiao.assessment import Assessment, Entity, Reason, Source
from humiao.message import Channel, Choice, Inbound, MessageKind, Reply, Upload
from humiao.vocabulary import RiskLevel, Topic

SENT = datetime(2026, 11, 21, 1, 29, tzinfo=timezone.utc)
REPLY = Reply("你现在安全吗？", (Choice("安全", "我现在安全"), Choice("不安全", "我不安全")), ("110", "12355"))
DANGER = Assessment(
    level=RiskLevel.RED,
    topics=(Topic.DOMESTIC_VIOLENCE,),
    confidence=0.9,
    reasons=(Reason(Source.RULE, "violence-now", RiskLevel.RED, Topic.DOMESTIC_VIOLENCE, start=0, end=6),),
    entities=(Entity("place", "育才小学", 0, 4),),
    rules_version="r1",
    model_version="m1",
)


def write(work: Work, key: str, text: str = "有人吗", upload: Upload | None = None) -> Message:
    kind = MessageKind.PHOTO if upload else MessageKind.TEXT
    return receive(work, Inbound(Channel.WEB, "4711", key, SENT, text, kind=kind, upload=upload)).message


def begin(store: Store) -> Conversation:
    with store.session() as work:
        conversation = write(work, "1").conversation
        work.commit()
    return conversation


def test_a_reply_and_its_delivery_are_one_transaction(store: Store) -> None:
    conversation = begin(store)
    with store.session() as work:
        say(work, conversation, REPLY, Author.BOT)
    with store.session() as work:
        assert work.db.scalar(select(func.count()).select_from(Outgoing)) == 0
        message = say(work, conversation, REPLY, Author.BOT)
        work.commit()

    with store.session() as work:
        outgoing = work.db.scalars(select(Outgoing)).one()
        assert (outgoing.kind, outgoing.target, outgoing.state) == (OutgoingKind.REPLY, "web", OutgoingState.DUE)
        assert (outgoing.message_id, outgoing.conversation_id) == (message.id, conversation.id)


def test_turns_are_read_whole_and_in_order(store: Store) -> None:
    with store.session() as work:
        photo = write(work, "1", "看", Upload("伤.jpg", "image/jpeg", b"jpeg"))
        say(work, photo.conversation, REPLY, Author.BOT)
        work.commit()

    with store.session() as work:
        conversation = work.db.get_one(Conversation, photo.conversation_id)
        theirs, ours = messages_after(work, conversation, 0, 10)
        assert (theirs.seq, theirs.author, theirs.kind, theirs.text) == (1, Author.CALLER, MessageKind.PHOTO, "看")
        assert [(f.name, f.media_type, f.size) for f in theirs.attachments] == [("伤.jpg", "image/jpeg", 4)]
        assert (ours.seq, ours.author, Reply(ours.text, ours.choices, ours.numbers)) == (2, Author.BOT, REPLY)
        assert (theirs.edited, theirs.version, bool(theirs.key_hash), ours.key_hash) == (False, 1, True, None)
        assert messages_after(work, conversation, 1, 10) == [ours]
        assert messages_after(work, conversation, 0, 1) == [theirs]


def test_an_edited_turn_says_so(store: Store) -> None:
    with store.session() as work:
        conversation = write(work, "1", "他打我").conversation
        receive(work, Inbound(Channel.WEB, "4711", "2", SENT, "没事", replaces="1"))

        assert [(t.text, t.edited, t.version) for t in messages_after(work, conversation, 0, 9)] == [("没事", True, 2)]


def test_earlier_texts_are_the_callers_latest_oldest_first(store: Store) -> None:
    with store.session() as work:
        for number in range(1, 5):
            conversation = write(work, str(number), f"第{number}句").conversation
            say(work, conversation, REPLY, Author.BOT)

        assert earlier_texts(work, conversation, limit=2) == ["第3句", "第4句"]
        assert earlier_texts(work, conversation, limit=2, before=7) == ["第2句", "第3句"]


def test_bot_and_operator_who_speak_at_once_get_different_places(store: Store) -> None:
    conversation = begin(store)
    together = threading.Barrier(4)

    def speak(_: int) -> int:
        with store.session(reading=True) as work:
            stale = work.db.get_one(Conversation, conversation.id)
        together.wait()
        with store.session() as work:
            message = say(work, stale, REPLY, Author.BOT)
            work.commit()
        return message.seq

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(speak, range(4))) == [2, 3, 4, 5]


def test_an_erased_conversation_reads_as_erased(store: Store) -> None:
    with store.session() as work:
        conversation = write(work, "1").conversation
        conversation.key_wrapped = None

        with pytest.raises(Erased):
            messages_after(work, conversation, 0, 10)
        with pytest.raises(Erased):
            say(work, conversation, REPLY, Author.BOT)


def test_a_missing_attachment_is_not_found(store: Store) -> None:
    with store.session() as work, pytest.raises(NotFound):
        attachment(work, "nowhere")


def test_an_assessment_is_kept_with_its_reasons_and_versions(store: Store) -> None:
    with store.session() as work:
        message = write(work, "1")
        record(work, message, DANGER)
        work.commit()

    with store.session() as work:
        row = of_conversation(work, message.conversation_id)[message.id][0]
        assert (row.level, row.topics, row.version) == (RiskLevel.RED, ["domestic_violence"], 1)
        assert (row.rules_version, row.model_version, row.degraded) == ("r1", "m1", False)
        reason = {"source": "rule", "id": "violence-now", "level": "red", "topic": "domestic_violence"}
        assert row.reasons == [reason | {"start": 0, "end": 6}]
        assert entities(work, work.db.get_one(Conversation, message.conversation_id), row) == DANGER.entities


def test_what_was_named_is_sealed(store: Store) -> None:
    with store.session() as work:
        row = record(work, write(work, "1"), DANGER)
        stored = work.db.execute(AssessmentRow.__table__.select()).one()

    assert "育才小学" not in str(stored)
    assert row.entities_sealed and "育才小学".encode() not in row.entities_sealed


def test_the_level_of_a_conversation_rises_and_never_falls_by_itself(store: Store) -> None:
    with store.session() as work:
        conversation = write(work, "1").conversation
        levels = []
        for key, level in enumerate([RiskLevel.BLUE, RiskLevel.RED, RiskLevel.NONE], 2):
            record(work, write(work, str(key)), Assessment(level))
            levels.append(conversation.level)

    assert levels == [RiskLevel.BLUE, RiskLevel.RED, RiskLevel.RED]


def test_a_lower_level_judged_on_stale_data_does_not_undo_a_higher_one(store: Store) -> None:
    conversation = begin(store)
    with store.session() as stale:
        message = stale.db.scalars(select(Message)).one()
        assert message.conversation.level is RiskLevel.NONE
        stale.commit()
        with store.session() as work:
            record(work, work.db.get_one(Message, message.id), DANGER)
            work.commit()
        record(stale, message, Assessment(RiskLevel.BLUE))
        stale.commit()

    with store.session() as work:
        assert work.db.get_one(Conversation, conversation.id).level is RiskLevel.RED
