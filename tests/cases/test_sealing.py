"""What a person wrote is sealed for one row of one conversation and opens nowhere else."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, select

from cases.errors import Erased
from cases.intake import receive
from cases.sealing import KeyRing, place
from cases.store import Store
from cases.tables import Attachment, Conversation, Message, Table
from cases.transcript import attachment, text_of
from humiao.clock import now
from humiao.message import Channel, Inbound, MessageKind, Upload
from humiao.privacy import MasterKey, SealBroken

WORDS = "爸爸又打我了"
HERE = place("notes.body_sealed", "1")


def inbound(sender: str, key: str = "1", text: str = WORDS) -> Inbound:
    upload = Upload("我的伤.jpg", "image/jpeg", WORDS.encode())
    return Inbound(Channel.TELEGRAM, sender, key, now(), text, kind=MessageKind.PHOTO, upload=upload)


def conversation(ring: KeyRing, id: str) -> Conversation:
    made = Conversation(id=id)
    ring.new_conversation(made)
    return made


def test_a_text_opens_in_its_place(master: MasterKey) -> None:
    ring = KeyRing(master)
    ours = conversation(ring, "ours")

    sealed = ring.seal_text(ours, WORDS, HERE)

    assert KeyRing(master).open_text(ours, sealed, HERE) == WORDS


def test_a_body_swapped_into_another_row_does_not_open(store: Store) -> None:
    with store.session() as work:
        first = receive(work, inbound("13800138000", "1")).message
        second = receive(work, inbound("13800138000", "2", "没事了")).message
        first.body_sealed, second.body_sealed = second.body_sealed, first.body_sealed
        work.commit()

    with store.session() as work, pytest.raises(SealBroken):
        text_of(work, work.db.get_one(Message, first.id))


def test_an_attachment_swapped_into_another_row_does_not_open(store: Store) -> None:
    with store.session() as work:
        receive(work, inbound("13800138000", "1"))
        receive(work, inbound("13800138000", "2"))
        first, second = work.db.scalars(select(Attachment)).all()
        first.content_sealed, second.content_sealed = second.content_sealed, first.content_sealed

        with pytest.raises(SealBroken):
            attachment(work, first.id)


def test_a_key_moved_to_another_conversation_does_not_unwrap(master: MasterKey) -> None:
    ring = KeyRing(master)
    ours, theirs = conversation(ring, "ours"), conversation(ring, "theirs")
    sealed = ring.seal_text(theirs, WORDS, HERE)

    ours.key_wrapped = theirs.key_wrapped

    with pytest.raises(SealBroken):
        KeyRing(master).open_text(ours, sealed, HERE)


def test_an_erased_key_is_gone_at_once_even_from_memory(master: MasterKey) -> None:
    ring = KeyRing(master)
    ours = conversation(ring, "ours")
    sealed = ring.seal_text(ours, WORDS, HERE)

    ours.key_wrapped = None

    with pytest.raises(Erased):
        ring.open_text(ours, sealed, HERE)
    with pytest.raises(Erased):
        ring.seal_text(ours, WORDS, HERE)


def test_a_new_key_after_an_erasure_does_not_open_the_old_words(master: MasterKey) -> None:
    ring = KeyRing(master)
    ours = conversation(ring, "ours")
    sealed = ring.seal_text(ours, WORDS, HERE)

    ring.new_conversation(ours)

    with pytest.raises(SealBroken):
        ring.open_text(ours, sealed, HERE)


def test_text_from_a_broken_client_is_kept_rather_than_refused(master: MasterKey) -> None:
    ring = KeyRing(master)
    ours = conversation(ring, "ours")

    sealed = ring.seal_text(ours, "救\ud83d我", HERE)

    assert ring.open_text(ours, sealed, HERE) == "救?我"


def test_no_column_holds_words_or_address_in_the_clear(store: Store) -> None:
    with store.session() as work:
        receive(work, inbound("13800138000"))
        work.commit()

    with store.session(reading=True) as work:
        rows = [row for table in Table.metadata.sorted_tables for row in work.db.execute(table.select())]
    stored = b"\n".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)
    assert rows
    for private in (WORDS, "13800138000", "我的伤"):
        assert private.encode() not in stored


def test_every_sealed_column_can_be_emptied(store: Store) -> None:
    staffs = {"searches", "second_factors"}  # under the master key: nobody's who calls
    tables = [table for table in Table.metadata.sorted_tables if table.name not in staffs]
    columns = [c for t in tables for c in t.columns if c.name.endswith(("_sealed", "_wrapped"))]

    assert len(columns) >= 11
    assert all(column.nullable for column in columns)
    assert inspect(store.engine).get_table_names()
