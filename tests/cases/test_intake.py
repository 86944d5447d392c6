"""A message is stored once, in order, with its earlier versions, whoever delivers it how often."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Protocol

import pytest
from sqlalchemy import func, select

from cases.errors import Erased, NotFound
from cases.intake import (
    Received,
    contact_address,
    conversations_waiting,
    current_conversation,
    find_contact,
    find_conversation,
    lock_conversation,
    next_unanswered,
    receive,
)
from cases.store import Store, Work
from cases.tables import Attachment, Contact, Conversation, Message, MessageVersion
from cases.transcript import attachment, text_of, versions
from humiao.message import Channel, Inbound, MessageKind, Upload


class Held(Protocol):
    def forward(self, by: timedelta) -> None: ...


SENT = datetime(2026, 11, 21, 1, 29, tzinfo=timezone.utc)


def inbound(key: str = "1", text: str = "有人吗", sender: str = "4711", replaces: str | None = None) -> Inbound:
    return Inbound(Channel.TELEGRAM, sender, key, SENT, text, replaces=replaces)


def take_in(store: Store, message: Inbound) -> Received:
    with store.session() as work:
        received = receive(work, message)
        work.commit()
    return received


def count(work: Work, table: type) -> int:
    return work.db.scalar(select(func.count()).select_from(table)) or 0


def erase(store: Store, conversation_id: str) -> None:
    """As an erasure leaves the rows."""
    with store.session() as work:
        conversation = lock_conversation(work, conversation_id)
        conversation.key_wrapped, conversation.erased_at = None, work.clock()
        contact = conversation.contact
        contact.key_wrapped, contact.address_sealed, contact.erased_at = None, None, work.clock()
        work.commit()


def test_a_first_message_makes_contact_and_conversation(store: Store) -> None:
    received = take_in(store, inbound())

    with store.session() as work:
        message = work.db.get_one(Message, received.message.id)
        assert (message.seq, message.version, message.processed_at) == (1, 1, None)
        assert (message.sent_at, message.received_at) == (SENT, work.clock())
        assert text_of(work, message) == "有人吗"
        assert contact_address(work, message.conversation.contact) == "4711"


def test_the_same_key_counts_once(store: Store) -> None:
    first = take_in(store, inbound("1"))
    again = take_in(store, inbound("1", "有人吗？"))

    assert (first.fresh, again.fresh) == (True, False)
    assert again.message.id == first.message.id
    with store.session() as work:
        assert count(work, Message) == 1
        assert text_of(work, work.db.get_one(Message, first.message.id)) == "有人吗"


def test_the_same_key_of_two_people_counts_twice(store: Store) -> None:
    ours, theirs = take_in(store, inbound(sender="4711")), take_in(store, inbound(sender="4712"))

    assert ours.fresh and theirs.fresh
    assert ours.conversation.id != theirs.conversation.id


def test_the_same_address_on_two_channels_is_two_contacts(store: Store) -> None:
    take_in(store, inbound())
    take_in(store, replace(inbound(), channel=Channel.WEB))

    with store.session() as work:
        assert count(work, Contact) == 2


def test_an_uncommitted_message_was_not_received(store: Store) -> None:
    with store.session() as work:
        receive(work, inbound())

    assert take_in(store, inbound()).fresh


@pytest.mark.parametrize("met_before", [False, True])
def test_two_processes_that_deliver_the_same_update_store_it_once(store: Store, met_before: bool) -> None:
    if met_before:
        take_in(store, inbound("0"))
    together = threading.Barrier(4)

    def deliver(_: int) -> bool:
        together.wait()
        return take_in(store, inbound("1")).fresh

    with ThreadPoolExecutor(4) as pool:
        fresh = list(pool.map(deliver, range(4)))

    assert sorted(fresh) == [False, False, False, True]
    with store.session() as work:
        assert (count(work, Contact), count(work, Conversation)) == (1, 1)
        assert count(work, Message) == 1 + met_before


def test_messages_that_arrive_at_once_from_a_new_person_share_one_conversation(store: Store) -> None:
    together = threading.Barrier(5)

    def deliver(number: int) -> Received:
        together.wait()
        return take_in(store, inbound(str(number)))

    with ThreadPoolExecutor(5) as pool:
        received = list(pool.map(deliver, range(5)))

    assert len({one.conversation.id for one in received}) == 1
    assert sorted(one.message.seq for one in received) == [1, 2, 3, 4, 5]


def test_an_edit_keeps_what_was_written_before_and_asks_for_an_answer_again(store: Store) -> None:
    first = take_in(store, inbound("1", "他打我"))
    with store.session() as work:
        work.db.get_one(Message, first.message.id).processed_at = work.clock()
        work.commit()

    edited = take_in(store, inbound("1/2", "没事", replaces="1"))

    assert (edited.fresh, edited.message.id) == (True, first.message.id)
    with store.session() as work:
        message = work.db.get_one(Message, first.message.id)
        assert (text_of(work, message), message.version, message.processed_at) == ("没事", 2, None)
        assert [(one.version, one.text) for one in versions(work, message)] == [(1, "他打我")]


def test_the_same_edit_counts_once_and_the_next_edit_counts(store: Store) -> None:
    take_in(store, inbound("1", "一"))
    take_in(store, inbound("1/2", "二", replaces="1"))

    repeated = take_in(store, inbound("1/2", "二", replaces="1"))
    third = take_in(store, inbound("1/3", "三", replaces="1"))

    assert (repeated.fresh, third.fresh, third.message.version) == (False, True, 3)
    with store.session() as work:
        assert [one.text for one in versions(work, work.db.get_one(Message, third.message.id))] == ["一", "二"]
        assert count(work, MessageVersion) == 2


def test_an_edit_of_an_unknown_message_is_not_lost(store: Store) -> None:
    received = take_in(store, inbound("9/2", "救我", replaces="9"))

    assert received.fresh
    with store.session() as work:
        assert text_of(work, work.db.get_one(Message, received.message.id)) == "救我"


def test_an_edit_cannot_reach_a_message_of_somebody_else(store: Store) -> None:
    theirs = take_in(store, inbound("1", "他打我", sender="4711"))
    take_in(store, inbound("2", "没事", sender="4712", replaces="1"))

    with store.session() as work:
        assert text_of(work, work.db.get_one(Message, theirs.message.id)) == "他打我"


def test_an_edit_under_the_key_of_its_message_is_refused_aloud(store: Store) -> None:
    with store.session() as work, pytest.raises(ValueError, match="key of its own"):
        receive(work, inbound("1", replaces="1"))


def test_a_photo_is_kept_whole_and_its_type_is_not_free_text(store: Store) -> None:
    photo = Upload("伤.jpg", "image/jpeg", bytes(range(256)) * 400)
    message = replace(inbound(), kind=MessageKind.PHOTO, upload=photo)
    take_in(store, message)
    take_in(store, replace(message, key="2", upload=replace(photo, media_type="他叫王小明")))

    with store.session() as work:
        ids = list(
            work.db.scalars(
                select(Attachment.id).join(Message, Message.id == Attachment.message_id).order_by(Message.seq)
            )
        )
        info, content = attachment(work, ids[0])
        assert (info.name, info.media_type, info.size, content) == ("伤.jpg", "image/jpeg", 102_400, photo.content)
        assert attachment(work, ids[1])[0].media_type == "application/octet-stream"


def test_what_waits_for_an_answer_is_found_oldest_first(store: Store, held_clock: Held) -> None:
    first, second = take_in(store, inbound("1")), take_in(store, inbound("2"))

    with store.session() as work:
        conversation = first.conversation.id
        found = next_unanswered(work, conversation)
        assert found is not None
        assert found.id == first.message.id
        found.processed_at = work.clock()
        later = next_unanswered(work, conversation)
        assert later is not None
        assert later.id == second.message.id


def test_conversations_wait_in_the_order_of_their_oldest_message(store: Store, held_clock: Held) -> None:
    first = take_in(store, inbound("1", sender="4711"))
    held_clock.forward(timedelta(seconds=1))
    second = take_in(store, inbound("1", sender="4712"))
    held_clock.forward(timedelta(seconds=30))
    take_in(store, inbound("2", sender="4711"))
    take_in(store, inbound("1", sender="4713"))

    with store.session() as work:
        waiting = conversations_waiting(work, timedelta(seconds=10))
        assert waiting == [first.conversation.id, second.conversation.id]
        assert next_unanswered(work, first.conversation.id) is work.db.get(Message, first.message.id)


def test_one_message_is_processed_by_one_worker(store: Store) -> None:
    conversation_id = take_in(store, inbound()).conversation.id
    together = threading.Barrier(3)

    def process(_: int) -> bool:
        together.wait()
        with store.session() as work:
            lock_conversation(work, conversation_id)
            message = next_unanswered(work, conversation_id)
            if message is None:
                return False
            message.processed_at = work.clock()
            work.commit()
            return True

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(process, range(3))) == [False, False, True]


def test_whoever_writes_after_an_erasure_starts_afresh_and_can_be_reached(store: Store) -> None:
    before = take_in(store, inbound("1"))
    erase(store, before.conversation.id)

    after = take_in(store, inbound("2", "我回来了"))

    assert after.conversation.id != before.conversation.id
    assert after.message.seq == 1
    with store.session() as work:
        contact = find_contact(work, Channel.TELEGRAM, "4711")
        assert contact and contact.id == before.conversation.contact_id and contact.erased_at is None
        assert contact_address(work, contact) == "4711"
        with pytest.raises(Erased):
            text_of(work, work.db.get_one(Message, before.message.id))


def test_a_message_that_arrives_during_an_erasure_survives_it(store: Store) -> None:
    before = take_in(store, inbound("1"))

    with ThreadPoolExecutor(1) as pool:
        with store.session() as work:
            conversation = lock_conversation(work, before.conversation.id)
            arriving = pool.submit(take_in, store, inbound("2", "等等"))
            with pytest.raises(TimeoutError):
                arriving.result(timeout=0.5)
            conversation.key_wrapped, conversation.erased_at = None, work.clock()
            work.commit()
        after = arriving.result(timeout=20)

    assert after.fresh and after.conversation.id != before.conversation.id
    with store.session() as work:
        assert text_of(work, work.db.get_one(Message, after.message.id)) == "等等"


def test_what_is_said_after_an_erasure_goes_into_a_new_conversation(store: Store) -> None:
    before = take_in(store, inbound("1"))
    erase(store, before.conversation.id)

    with store.session() as work:
        contact = work.db.get_one(Contact, before.conversation.contact_id)
        after = current_conversation(work, contact)
        assert after.id != before.conversation.id
        assert current_conversation(work, contact) is after
        with pytest.raises(Erased):
            contact_address(work, contact)


def test_a_repetition_after_an_erasure_brings_nothing_back(store: Store) -> None:
    before = take_in(store, inbound("1", "请删除我的信息"))
    erase(store, before.conversation.id)

    assert not take_in(store, inbound("1", "请删除我的信息")).fresh
    with store.session() as work:
        contact = find_contact(work, Channel.TELEGRAM, "4711")
        assert contact and contact.key_wrapped is None
        assert find_conversation(work, contact) is None
        assert conversations_waiting(work, timedelta(0)) == []


def test_a_conversation_that_does_not_exist_is_not_found(store: Store) -> None:
    with store.session() as work:
        with pytest.raises(NotFound):
            lock_conversation(work, "nowhere")
        assert next_unanswered(work, "nowhere") is None
