"""What every database that the store runs on must do alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, StatementError

from cases import tickets
from cases.assessments import record
from cases.intake import conversations_waiting, receive
from cases.outbox import claim_due, desk_alerts
from cases.store import Store, Work
from cases.tables import AssessmentRow, Contact, Conversation, Message, Note, Outgoing, Table, Ticket
from cases.transcript import messages_after, say, text_of
from cases.words import Author, OutgoingState
from humiao.assessment import Assessment, Reason, Source
from humiao.clock import LOCAL
from humiao.message import Channel, Inbound, Reply
from humiao.vocabulary import RiskLevel, Topic

SENT = datetime(2026, 11, 21, 9, 29, 0, 123456, tzinfo=LOCAL)
DANGER = Assessment(
    RiskLevel.RED, (Topic.SUICIDE_CRISIS,), reasons=(Reason(Source.RULE, "plan", RiskLevel.RED, start=0, end=2),)
)


def count(work: Work, table: type[Table]) -> int:
    return work.db.scalar(select(func.count()).select_from(table)) or 0


def take_in(store: Store, text: str = "我不想活了") -> Message:
    with store.session() as work:
        message = receive(work, Inbound(Channel.TELEGRAM, "4711", "1", SENT, text)).message
        work.commit()
    return message


def answer(work: Work, message_id: str) -> None:
    """All that one message causes, as the conversation does it."""
    message = work.db.get_one(Message, message_id)
    record(work, message, DANGER)
    tickets.open_ticket(work, message.conversation, DANGER)
    say(work, message.conversation, Reply("我在。已经告诉值班老师。", numbers=("110",)), Author.BOT)
    message.processed_at = work.clock()


def test_what_one_message_causes_is_one_transaction(store: Store) -> None:
    message_id = take_in(store).id
    caused = (AssessmentRow, Ticket, Outgoing)

    with store.session() as work:
        answer(work, message_id)
    with store.session() as work:
        assert [count(work, table) for table in caused] == [0, 0, 0]
        assert count(work, Message) == 1
        assert len(conversations_waiting(work, timedelta(0))) == 1
        answer(work, message_id)
        work.commit()

    with store.session() as work:
        assert [count(work, table) for table in caused] == [1, 1, 2]
        assert len(desk_alerts(work)) == 1 and count(work, Message) == 2
        assert conversations_waiting(work, timedelta(0)) == []


@pytest.mark.parametrize("step", [record, tickets.open_ticket, say])
def test_a_failure_after_any_step_leaves_the_message_waiting(store: Store, step: Callable[..., object]) -> None:
    message = take_in(store)
    arguments = {record: (DANGER,), tickets.open_ticket: (DANGER,), say: (Reply("我在。"), Author.BOT)}[step]

    with pytest.raises(RuntimeError), store.session() as work:
        about = work.db.get_one(Message, message.id)
        step(work, about if step is record else about.conversation, *arguments)
        raise RuntimeError

    with store.session() as work:
        assert [count(work, table) for table in (AssessmentRow, Ticket, Outgoing)] == [0, 0, 0]
        assert work.db.get_one(Conversation, message.conversation_id).level is RiskLevel.NONE
        assert conversations_waiting(work, timedelta(0)) == [message.conversation_id]


def test_a_moment_comes_back_to_the_microsecond_in_utc(store: Store) -> None:
    message_id = take_in(store).id

    with store.session() as work:
        sent_at = work.db.get_one(Message, message_id).sent_at
    assert sent_at == SENT
    assert sent_at.tzinfo is timezone.utc


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    with store.session() as work, pytest.raises(StatementError):
        receive(work, Inbound(Channel.WEB, "4711", "1", datetime(2026, 11, 21)))


def test_moments_are_compared_as_moments(store: Store) -> None:
    take_in(store)

    with store.session() as work:
        later = select(Message.seq).where(Message.sent_at > SENT.astimezone(timezone.utc) - timedelta(microseconds=1))
        assert work.db.scalars(later).all() == [1]
        assert work.db.scalars(select(Message.seq).where(Message.sent_at > SENT)).all() == []


def test_any_text_comes_back_as_it_was_written(store: Store) -> None:
    text = "他说\0“不许说”\r\n🆘\u200b" + "長" * 4000
    message_id = take_in(store, text).id

    with store.session() as work:
        assert text_of(work, work.db.get_one(Message, message_id)) == text


def test_words_are_stored_by_their_values(store: Store) -> None:
    take_in(store)

    with store.session() as work:
        stored = work.db.connection().exec_driver_sql("SELECT channel, level FROM conversations").one()
        assert tuple(stored) == ("telegram", "none")
        conversation = work.db.scalars(select(Conversation)).one()
        assert (conversation.channel, conversation.level) == (Channel.TELEGRAM, RiskLevel.NONE)


def test_a_row_cannot_refer_to_nothing(store: Store) -> None:
    with pytest.raises(IntegrityError), store.session() as work:
        work.db.add(Note(ticket_id="nowhere", operator_id="nobody", at=work.clock()))
        work.commit()


def test_one_address_is_one_contact(store: Store) -> None:
    with pytest.raises(IntegrityError), store.session() as work:
        for _ in range(2):
            work.db.add(Contact(channel=Channel.WEB, address_hash="same", created_at=work.clock()))
        work.commit()


def test_what_is_committed_is_there_for_a_store_opened_later(store: Store, store_url: str) -> None:
    message = take_in(store)
    store.close()
    later = Store(store_url, store.master, clock=store.clock)

    with later.session() as work:
        conversation = work.db.get_one(Conversation, message.conversation_id)
        assert [turn.text for turn in messages_after(work, conversation, 0, 9)] == ["我不想活了"]
    later.close()


def test_a_reply_committed_before_a_crash_is_delivered_after_it(store: Store, store_url: str) -> None:
    message_id = take_in(store).id
    with store.session() as work:
        answer(work, message_id)
        work.commit()
    store.close()

    later = Store(store_url, store.master, clock=store.clock)
    with later.session() as work:
        [delivery] = claim_due(work, "telegram", 10, "worker")
        work.commit()
    with later.session(reading=True) as work:
        assert work.db.get_one(Outgoing, delivery.id).state is OutgoingState.SENDING
    assert (delivery.address, delivery.resend) == ("4711", False)
    later.close()
