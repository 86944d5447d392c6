"""What the console watches: marks that change with the case, and whether recognition worked lately."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases import board, casefile, lifecycle, tickets
from cases.assessments import record
from cases.errors import NotFound
from cases.intake import receive
from cases.outbox import seen
from cases.store import Work
from cases.tables import Message
from cases.transcript import messages_after, say
from cases.words import Author, Outcome, TaskKind, TicketStatus
from humiao.assessment import Assessment
from humiao.message import Channel, Inbound, Reply, Upload
from humiao.vocabulary import RiskLevel
from tests.cases.conftest import Desk
from tests.conftest import HeldClock


def look(desk: Desk, ticket_id: str) -> board.CaseMark:
    with desk.store.session(reading=True) as work:
        return board.marks(work, tickets.get(work, ticket_id))


def judge(work: Work, message: Message, *, degraded: bool = False) -> None:
    record(work, message, Assessment(RiskLevel.NONE, degraded=degraded))


def test_a_mark_stays_while_nothing_happens(desk: Desk) -> None:
    ticket = desk.case()

    assert look(desk, ticket) == look(desk, ticket)


def test_an_edit_a_judgement_and_a_delivery_each_change_the_mark_of_their_message(desk: Desk) -> None:
    ticket_id = desk.case()
    marks = [look(desk, ticket_id).turns]
    with desk.store.session() as work:
        conversation = tickets.get(work, ticket_id).conversation
        edit = Inbound(Channel.TELEGRAM, "child", "edit", work.clock(), "没事了", replaces="k1")
        judge(work, receive(work, edit).message)
        work.commit()
    marks.append(look(desk, ticket_id).turns)
    with desk.store.session() as work:
        say(work, conversation, Reply("我在"), Author.BOT)
        work.commit()
    marks.append(look(desk, ticket_id).turns)
    with desk.store.session() as work:
        seen(work, conversation, 2)
        work.commit()
    marks.append(look(desk, ticket_id).turns)

    assert [mark[1] for mark in marks] == ["1.0.", "2.1.", "2.1.", "2.1."]
    assert [mark.get(2) for mark in marks] == [None, None, "1.0.due", "1.0.delivered"]


def test_a_note_or_a_finished_task_changes_the_mark_of_the_panel(desk: Desk) -> None:
    ticket_id = desk.case(RiskLevel.RED)
    panels = {look(desk, ticket_id).panel}
    with desk.store.session() as work:
        casefile.add_note(work, tickets.get(work, ticket_id), desk.lin, "已报警")
        task_id = casefile.add_task(work, tickets.get(work, ticket_id), TaskKind.FOLLOW_UP, by=desk.lin).id
        work.commit()
    panels.add(look(desk, ticket_id).panel)
    with desk.store.session() as work:
        casefile.finish_task(work, task_id, desk.lin)
        work.commit()
    panels.add(look(desk, ticket_id).panel)

    assert len(panels) == 3


def test_recognition_failed_lately_only_while_the_latest_judgement_says_so(desk: Desk, held_clock: HeldClock) -> None:
    with desk.store.session() as work:
        received = receive(work, Inbound(Channel.WEB, "child", "a", work.clock(), "你好"))
        assert not board.last_degraded(work)
        judge(work, received.message, degraded=True)
        assert board.last_degraded(work)
        held_clock.forward(board.LATELY)
        assert not board.last_degraded(work)
        judge(work, received.message, degraded=True)
        held_clock.forward(timedelta(seconds=1))
        judge(work, received.message)
        assert not board.last_degraded(work)


def test_a_file_belongs_to_its_own_conversation(desk: Desk) -> None:
    other = desk.case(sender="another child")
    with desk.store.session() as work:
        upload = Upload("a.png", "image/png", b"1")
        received = receive(work, Inbound(Channel.WEB, "child", "a", work.clock(), "", upload=upload))
        file = messages_after(work, received.conversation, 0, 1)[0].attachments[0].id
        board.check_attachment(work, received.conversation, file)
        with pytest.raises(NotFound):
            board.check_attachment(work, tickets.get(work, other).conversation, file)


def test_the_other_tickets_of_a_conversation_are_named(desk: Desk) -> None:
    first = desk.case()
    with desk.store.session() as work:
        ticket = lifecycle.claim(work, tickets.get(work, first), desk.lin)
        lifecycle.close(work, ticket, desk.lin, Outcome.HELPED, "已送回家", "已当面告知")
        work.commit()
    second = desk.case()

    with desk.store.session(reading=True) as work:
        others = board.other_tickets(work, tickets.get(work, second), desk.lin)
        assert board.other_tickets(work, tickets.get(work, second), desk.bai) == []

    assert others == [(ticket.number, TicketStatus.CLOSED)]
