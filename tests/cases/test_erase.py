"""Erasing: unreadable for good, noted outside the database, and never while a child is in danger."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import LargeBinary, select, text

from cases import audit, lifecycle, tickets
from cases.assessments import record
from cases.contacts import contact_address, current_conversation
from cases.erase import WISH, erase_contact, erase_conversation, request_erasure
from cases.erasures import Erasure, ErasureLog, collect, keep_log
from cases.errors import Erased, NotAllowed, StillNeeded
from cases.intake import receive
from cases.replay import erase_listed
from cases.store import Store
from cases.tables import Contact, Conversation, Message, Outgoing, Table, Ticket
from cases.tickets import open_ticket
from cases.transcript import attachment, messages_after, say, text_of
from cases.words import Author, Outcome, OutgoingState, TicketStatus
from humiao.assessment import Assessment, Entity
from humiao.message import Channel, Inbound, MessageKind, Reply, Upload
from humiao.vocabulary import RiskLevel

if TYPE_CHECKING:
    from tests.cases.conftest import Desk


@pytest.fixture
def log(store: Store, tmp_path: Path) -> ErasureLog:
    keep_log(store, tmp_path / "kept" / "erased.log")
    return ErasureLog(tmp_path / "kept" / "erased.log")


def full_conversation(desk: Desk) -> str:
    """A finished case with everything that can be sealed in it, and the wish to delete unanswered."""
    with desk.store.session() as work:
        photo = Upload("伤口.jpg", "image/jpeg", b"bruise")
        first = Inbound(Channel.TELEGRAM, "child", "m1", work.clock(), "我叫小雨", MessageKind.PHOTO, photo)
        message = receive(work, first).message
        receive(work, Inbound(Channel.TELEGRAM, "child", "m2", work.clock(), "我叫小云", replaces="m1"))
        record(work, message, Assessment(RiskLevel.RED, entities=(Entity("name", "小云", 2, 4),)))
        conversation = message.conversation
        ticket = open_ticket(work, conversation, Assessment(RiskLevel.RED))
        lifecycle.claim(work, ticket, desk.lin)
        lifecycle.add_note(work, ticket, desk.lin, "小云住在姑姑家")
        lifecycle.close(work, ticket, desk.lin, Outcome.HELPED, "小云安全", "已告知班主任")
        say(work, conversation, Reply("小云，再见"), Author.BOT)
        message.processed_at = work.clock()
        receive(work, Inbound(Channel.TELEGRAM, "child", "m3", work.clock(), "删除"))
        work.commit()
    return conversation.id


def request(desk: Desk, conversation_id: str) -> Conversation:
    with desk.store.session() as work:
        conversation = work.db.get_one(Conversation, conversation_id)
        request_erasure(work, conversation)
        work.commit()
    return conversation


def sealed_left(desk: Desk, conversation_id: str) -> list[str]:
    """Sealed columns that still hold something (the contact's own aside)."""
    with desk.store.session() as work:
        return [
            f"{table.name}.{column.name}"
            for table in Table.metadata.sorted_tables
            for column in table.columns
            if isinstance(column.type, LargeBinary) and table.name != "contacts"
            if work.db.scalar(select(column).where(column.is_not(None)).limit(1)) is not None
        ]


def test_everything_sealed_is_there_before(desk: Desk) -> None:
    assert set(sealed_left(desk, full_conversation(desk))) == {
        "conversations.key_wrapped",
        "messages.body_sealed",
        "message_versions.body_sealed",
        "attachments.name_sealed",
        "attachments.content_sealed",
        "assessments.entities_sealed",
        "notes.body_sealed",
        "ticket_events.reason_sealed",
        "search_index.grams_sealed",
    }


def test_an_erased_conversation_has_neither_key_nor_words_left(desk: Desk) -> None:
    conversation = request(desk, full_conversation(desk))

    assert sealed_left(desk, conversation.id) == []
    with desk.store.session() as work:
        message = work.db.scalars(select(Message)).first()
        assert message
        with pytest.raises(Erased):
            text_of(work, message)
        with pytest.raises(Erased):
            messages_after(work, work.db.get_one(Conversation, conversation.id), 0, 10)
        assert [note.text for note in lifecycle.notes(work, work.db.scalars(select(Ticket)).one())] == [None]


def test_counts_levels_and_the_trail_stay(desk: Desk) -> None:
    conversation = request(desk, full_conversation(desk))

    with desk.store.session() as work:
        assert len(work.db.scalars(select(Message)).all()) == 3
        assert work.db.scalars(select(Ticket)).one().level is RiskLevel.RED
        assert audit.verify(work).ok
        link = audit.recent(work, 1)[0]
    assert (link.actor, link.subject, link.detail) == ("caller", f"conversation/{conversation.id}", {"messages": 3})


def test_the_answer_that_it_is_deleted_still_finds_its_way(desk: Desk) -> None:
    conversation = request(desk, full_conversation(desk))

    with desk.store.session() as work:
        assert contact_address(work, work.db.get_one(Contact, conversation.contact_id)) == "child"


def test_replies_on_their_way_are_dropped_and_nobody_is_bothered(desk: Desk) -> None:
    request(desk, full_conversation(desk))

    with desk.store.session() as work:
        reply = work.db.scalars(select(Outgoing).where(Outgoing.message_id.is_not(None))).one()
    assert (reply.state, reply.problem) == (OutgoingState.FAILED, "erased")


@pytest.mark.parametrize(
    ("level", "asked"), [(RiskLevel.RED, False), (RiskLevel.YELLOW, False), (RiskLevel.NONE, True)]
)
def test_while_a_human_is_needed_the_wish_becomes_a_task_once(desk: Desk, level: RiskLevel, asked: bool) -> None:
    ticket_id = desk.case(level, asked=asked)
    for _ in range(2):
        with desk.store.session() as work:
            ticket = tickets.get(work, ticket_id)
            with pytest.raises(StillNeeded) as refused:
                request_erasure(work, ticket.conversation)
            work.commit()

    assert refused.value.ticket == ticket.number
    with desk.store.session() as work:
        ticket = tickets.get(work, ticket_id)
        assert [task.detail for task in lifecycle.tasks(work, ticket)].count(WISH) == 1
        assert ticket.conversation.key_wrapped is not None
        assert text_of(work, work.db.scalars(select(Message)).one())


def test_a_blue_ticket_is_closed_by_the_erasure(desk: Desk) -> None:
    ticket_id = desk.case(RiskLevel.BLUE)
    with desk.store.session() as work:
        lifecycle.claim(work, tickets.get(work, ticket_id), desk.lin)
        work.commit()

    with desk.store.session() as work:
        conversation = tickets.get(work, ticket_id).conversation
        request_erasure(work, conversation)
        ticket = tickets.get(work, ticket_id)
        assert (ticket.status, ticket.outcome, conversation.operator_id) == (TicketStatus.CLOSED, None, None)
        with pytest.raises(Erased):
            lifecycle.reopen(work, ticket, desk.lin, "again")


def test_what_was_written_after_the_wish_moves_on_and_is_not_lost(desk: Desk) -> None:
    old = full_conversation(desk)
    with desk.store.session() as work:
        photo = Upload("门.jpg", "image/jpeg", b"door")
        receive(work, Inbound(Channel.TELEGRAM, "child", "m4", work.clock(), "他来了", MessageKind.PHOTO, photo))
        receive(work, Inbound(Channel.TELEGRAM, "child", "m5", work.clock(), "救命"))
        receive(work, Inbound(Channel.TELEGRAM, "child", "m6", work.clock(), "救救我", replaces="m5"))
        work.commit()

    request(desk, old)

    with desk.store.session() as work:
        new = work.db.scalars(select(Conversation).where(Conversation.erased_at.is_(None))).one()
        turns = messages_after(work, new, 0, 10)
        assert [(t.seq, t.text, t.version) for t in turns] == [(1, "他来了", 1), (2, "救救我", 2)]
        assert attachment(work, turns[0].attachments[0].id)[1] == b"door"
        waiting = work.db.scalars(select(Message).where(Message.conversation_id == new.id))
        assert all(message.processed_at is None for message in waiting)
        again = receive(work, Inbound(Channel.TELEGRAM, "child", "m4", work.clock(), "他来了"))
        assert not again.fresh


def test_a_message_that_arrives_during_the_erasure_waits_and_opens_the_next_conversation(desk: Desk) -> None:
    old = full_conversation(desk)
    arriving = threading.Thread(target=desk.write, args=("救命",))
    with desk.store.session() as work:
        request_erasure(work, work.db.get_one(Conversation, old))
        arriving.start()
        arriving.join(0.5)
        assert arriving.is_alive()
        say(work, current_conversation(work, work.db.get_one(Conversation, old).contact), Reply("已删除"), Author.BOT)
        work.commit()
    arriving.join()

    with desk.store.session(reading=True) as work:
        new = work.db.scalars(select(Conversation).where(Conversation.erased_at.is_(None))).one()
        assert [turn.text for turn in messages_after(work, new, 0, 10)] == ["已删除", "救命"]


def test_erasing_a_person_takes_all_conversations_and_the_address(desk: Desk, log: ErasureLog) -> None:
    request(desk, full_conversation(desk))
    with desk.store.session() as work:
        second = receive(work, Inbound(Channel.TELEGRAM, "child", "m7", work.clock(), "我又来了"))
        contact = second.conversation.contact
        with pytest.raises(NotAllowed):  # nobody has answered yet
            erase_contact(work, contact, "cli")
        second.message.processed_at = work.clock()
        assert erase_contact(work, contact, "cli").conversations == 1
        work.commit()

    with desk.store.session() as work:
        contact = work.db.get_one(Contact, contact.id)
        with pytest.raises(Erased):
            contact_address(work, contact)
        assert contact.erased_at == work.clock()
    assert [entry.table for entry in log.read()] == ["conversations", "conversations", "contacts"]


def test_nobody_is_erased_in_part_while_one_case_needs_a_human(desk: Desk) -> None:
    ticket_id = desk.case(RiskLevel.RED)
    with desk.store.session() as work:
        conversation = tickets.get(work, ticket_id).conversation
        for act in (lambda: erase_contact(work, conversation.contact, "cli"),
                    lambda: erase_conversation(work, conversation, "cli")):  # fmt: skip
            with pytest.raises(StillNeeded):
                act()
        assert conversation.key_wrapped and conversation.contact.key_wrapped


def test_an_erasure_is_noted_outside_once_it_is_committed(desk: Desk, log: ErasureLog) -> None:
    conversation_id = full_conversation(desk)
    with desk.store.session() as work:
        request_erasure(work, work.db.get_one(Conversation, conversation_id))
    assert log.read() == []  # rolled back

    conversation = request(desk, conversation_id)

    assert log.read() == [Erasure("conversations", conversation.id, conversation.erased_at)]
    assert log.path.stat().st_mode & 0o077 == 0


def test_an_erasure_inside_a_savepoint_is_noted_only_with_the_whole(desk: Desk, log: ErasureLog) -> None:
    conversation_id = full_conversation(desk)
    with desk.store.session() as work:
        with work.db.begin_nested():
            request_erasure(work, work.db.get_one(Conversation, conversation_id))
        assert log.read() == []
        work.commit()
    assert len(log.read()) == 1


def test_the_embedded_store_notes_erasures_beside_its_file_unasked(desk: Desk, tmp_path: Path) -> None:
    request(desk, full_conversation(desk))

    embedded = desk.store.engine.dialect.name == "sqlite"
    assert (tmp_path / "erased.log").exists() is embedded


def test_half_a_line_is_left_out_and_put_back(desk: Desk, log: ErasureLog) -> None:
    conversation = request(desk, full_conversation(desk))
    whole = log.path.read_bytes().rstrip(b"\n")
    log.path.write_bytes(whole[:-30])
    assert log.read() == [] or log.read()[0].at != conversation.erased_at

    with desk.store.session() as work:
        collect(work, log)
        collect(work, log)

    assert [entry for entry in log.read() if entry.at == conversation.erased_at] == [
        Erasure("conversations", conversation.id, conversation.erased_at)
    ]


def test_a_list_that_cannot_be_written_does_not_undo_the_erasure(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    keep_log(desk.store, tmp_path / "file" / "erased.log")

    assert request(desk, full_conversation(desk)).key_wrapped is None


def test_what_the_list_names_is_erased_again_when_it_is_readable(desk: Desk, log: ErasureLog, held_clock: Any) -> None:
    conversation_id = full_conversation(desk)
    with desk.store.session() as work:
        contact_id = work.db.get_one(Conversation, conversation_id).contact_id
    listed = [
        Erasure("conversations", conversation_id, held_clock()),
        Erasure("contacts", contact_id, held_clock()),
        Erasure("contacts", "no-longer-known", held_clock()),
    ]

    assert erase_listed(desk.store, listed) == 2
    assert erase_listed(desk.store, listed) == 0
    assert sealed_left(desk, conversation_id) == []


def test_who_wrote_again_after_being_erased_keeps_the_new_address(desk: Desk, held_clock: Any) -> None:
    erased_at = held_clock()
    held_clock.forward(held_clock.now - held_clock.now.replace(minute=0))
    conversation_id = desk.write("我又来了")
    with desk.store.session() as work:
        contact_id = work.db.get_one(Conversation, conversation_id).contact_id

    assert erase_listed(desk.store, [Erasure("contacts", contact_id, erased_at)]) == 0


def test_the_key_is_gone_from_the_files_of_the_embedded_store(desk: Desk, tmp_path: Path) -> None:
    if desk.store.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL frees old rows when it vacuums: see docs/operators-and-audit.md")
    conversation_id = full_conversation(desk)
    with desk.store.session(reading=True) as work:
        key = work.db.execute(text("SELECT key_wrapped FROM conversations")).scalar_one()
        body = work.db.execute(text("SELECT body_sealed FROM messages LIMIT 1")).scalar_one()
    assert any(key in file.read_bytes() for file in tmp_path.glob("humiao.db*"))

    request(desk, conversation_id)

    for file in tmp_path.glob("humiao.db*"):
        assert key not in file.read_bytes() and body not in file.read_bytes()
