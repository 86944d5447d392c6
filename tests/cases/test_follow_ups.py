"""Follow-ups: planned by level, asked once and by day, never where it would harm, and their answers reach a human."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from threading import Thread

import pytest

from cases import lifecycle, tickets
from cases.alerts import desk_alerts
from cases.casefile import tasks
from cases.casework import people
from cases.casework.people import Named
from cases.casework.words import Side
from cases.erase import request_erasure
from cases.errors import NotAllowed, ReasonNeeded, Stale
from cases.followup import lists, outcomes, planning, schedule, sending
from cases.followup.answers import neutral
from cases.followup.contact_rules import set_rule
from cases.followup.lists import FollowUpText
from cases.followup.outcomes import Finding
from cases.followup.planning import Wish
from cases.followup.wording import FILE, load, wording
from cases.followup.words import Condition, FollowUpState, Safe, Way
from cases.intake import receive
from cases.store import Work
from cases.tables import Ticket
from cases.transcript import messages_after
from cases.words import Author, Outcome, TaskKind, TicketStatus
from humiao.clock import local
from humiao.errors import HumiaoError
from humiao.message import Channel, Inbound
from humiao.vocabulary import RiskLevel
from tests.cases.conftest import Desk
from tests.conftest import HeldClock

DAY = timedelta(days=1)
DONE, SENT, PLANNED = FollowUpState.DONE, FollowUpState.SENT, FollowUpState.PLANNED
_keys = count(1)


@pytest.fixture
def take(desk: Desk) -> Callable[..., str]:
    """A case that lin has taken."""

    def taken(level: RiskLevel = RiskLevel.RED, sender: str = "child") -> str:
        case = desk.case(level, sender)
        with desk.store.session() as work:
            lifecycle.claim(work, tickets.get(work, case), desk.lin)
            work.commit()
        return case

    return taken


def rounds(desk: Desk) -> None:
    """What the worker does in one round."""
    with desk.store.session(reading=True) as work:
        wanting, due = planning.wanting(work), sending.due(work)
    for ticket_id in wanting:
        with desk.store.session() as work:
            planning.plan_by_level(work, ticket_id)
            work.commit()
    for follow_up_id in due:
        with desk.store.session() as work:
            sending.make(work, follow_up_id)
            work.commit()


def answer(desk: Desk, text: str, sender: str = "child") -> None:
    with desk.store.session() as work:
        receive(work, Inbound(Channel.TELEGRAM, sender, f"a{next(_keys)}", work.clock(), text))
        work.commit()


def seen(desk: Desk, case: str) -> list[FollowUpText]:
    with desk.store.session(reading=True) as work:
        return lists.follow_ups(work, tickets.get(work, case))


def said(desk: Desk, case: str) -> list[str]:
    with desk.store.session(reading=True) as work:
        turns = messages_after(work, tickets.get(work, case).conversation, 0, 100)
    return [turn.text for turn in turns if turn.author is Author.BOT]


def change(desk: Desk, case: str, act: Callable[[Work, Ticket], object]) -> None:
    with desk.store.session() as work:
        act(work, tickets.get(work, case))
        work.commit()


def test_a_level_asks_for_its_steps_once(desk: Desk, take: Callable[..., str], held_clock: HeldClock) -> None:
    red, yellow = take(), take(RiskLevel.YELLOW, "another")
    rounds(desk)
    rounds(desk)

    start = held_clock.now
    assert [(f.step, f.due_at - start) for f in seen(desk, red)] == [
        ("24h", DAY), ("72h", 3 * DAY), ("7d", 7 * DAY), ("30d", 30 * DAY),
    ]  # fmt: skip
    assert [f.step for f in seen(desk, yellow)] == ["3d", "14d"]
    change(desk, yellow, lambda work, ticket: lifecycle.set_level(work, ticket, desk.lin, RiskLevel.RED, "更糟了"))
    rounds(desk)
    assert [f.step for f in seen(desk, yellow) if f.open] == ["24h", "72h", "7d", "30d"]


def test_a_case_without_need_gets_none(desk: Desk, take: Callable[..., str]) -> None:
    blue, alarm = take(RiskLevel.BLUE), take(RiskLevel.RED, "another")
    free = desk.case(RiskLevel.RED, "third")
    change(
        desk,
        alarm,
        lambda work, ticket: lifecycle.close(work, ticket, desk.lin, Outcome.FALSE_ALARM, "玩笑", told="当面"),
    )
    rounds(desk)

    assert [seen(desk, case) for case in (blue, alarm, free)] == [[], [], []]


def test_it_asks_neutrally_twice_and_then_a_human_decides(
    desk: Desk, take: Callable[..., str], held_clock: HeldClock
) -> None:
    case = take()
    rounds(desk)
    for _ in range(2):
        held_clock.forward(DAY)
        rounds(desk)
        rounds(desk)

    first = seen(desk, case)[0]
    assert (first.state, first.attempts) == (SENT, 2)
    assert said(desk, case) == [wording().ask_for(first.id)] * 2
    held_clock.forward(DAY)
    rounds(desk)

    assert seen(desk, case)[0].state is FollowUpState.MISSED
    with desk.store.session(reading=True) as work:
        ticket = tickets.get(work, case)
        assert TaskKind.FOLLOW_UP in [task.kind for task in tasks(work, ticket)]
        assert case in [alert.ticket_id for alert in desk_alerts(work)]


def test_nobody_is_written_to_by_night_unless_that_was_agreed(
    desk: Desk, take: Callable[..., str], held_clock: HeldClock
) -> None:
    case, other = take(), take(RiskLevel.BLUE, "another")
    night = held_clock.now.replace(hour=15)  # 23 o'clock in China
    change(desk, case, lambda work, ticket: planning.add(work, ticket, desk.lin, Wish(night)))
    change(desk, other, lambda work, ticket: planning.add(work, ticket, desk.lin, Wish(night, agreed=True)))
    held_clock.now = night
    rounds(desk)

    assert (said(desk, case), len(said(desk, other))) == ([], 1)
    moved = next(f for f in seen(desk, case) if f.plan is None)
    assert local(moved.due_at).hour == 7
    held_clock.now = moved.due_at
    rounds(desk)
    assert len(said(desk, case)) == 1


@pytest.mark.parametrize(("hours", "fitting"), [(None, 7), ((18, 20), 18), ((21, 1), 23), ((0, 5), 0)])
def test_the_next_hour_that_fits(hours: tuple[int, int] | None, fitting: int) -> None:
    night = datetime(2026, 11, 21, 15, 20, tzinfo=timezone.utc)

    assert local(schedule.next_fit(night, hours)).hour == fitting


def test_a_conversation_that_somebody_reads_along_is_never_written_to(
    desk: Desk, take: Callable[..., str], held_clock: HeldClock
) -> None:
    case = take()
    rounds(desk)
    change(desk, case, lambda work, ticket: set_rule(work, ticket, desk.lin, unsafe=True, hours=None, seen=0))
    with pytest.raises(Stale):
        change(desk, case, lambda work, ticket: set_rule(work, ticket, desk.bai, unsafe=False, hours=None, seen=0))
    held_clock.forward(DAY)
    rounds(desk)

    assert said(desk, case) == []
    assert seen(desk, case)[0].state is FollowUpState.BY_HAND
    with desk.store.session(reading=True) as work:
        assert "不能直接写给对方" in str([task.detail for task in tasks(work, tickets.get(work, case))])


def test_a_call_is_for_a_human_and_an_unsafe_person_is_not_called(
    desk: Desk, take: Callable[..., str], held_clock: HeldClock
) -> None:
    case = take(RiskLevel.BLUE)
    due = held_clock.now + DAY
    with desk.store.session() as work:
        ticket = tickets.get(work, case)
        father = people.add(work, ticket, desk.lin, Side.HOME, Named("父亲"), unsafe=True)
        with pytest.raises(NotAllowed):
            planning.add(work, ticket, desk.lin, Wish(due, Way.PHONE, person_id=father.id))
        planning.add(work, ticket, desk.lin, Wish(due, Way.PHONE, "只在中午打"))
        work.commit()
    held_clock.forward(DAY)
    rounds(desk)

    assert [(f.state, f.note) for f in seen(desk, case)] == [(FollowUpState.BY_HAND, "只在中午打")]
    finding = Finding(Condition.BETTER, Safe.YES)
    row = seen(desk, case)[0].id
    change(desk, case, lambda work, ticket: outcomes.finish(work, ticket, desk.lin, row, finding))
    with desk.store.session(reading=True) as work:
        assert all(task.done_at for task in tasks(work, tickets.get(work, case)))


def test_the_answer_reaches_a_human_also_when_the_case_is_closed(
    desk: Desk, take: Callable[..., str], held_clock: HeldClock
) -> None:
    case = take()
    rounds(desk)
    change(desk, case, lambda work, ticket: lifecycle.close(work, ticket, desk.lin, Outcome.HELPED, "好", told="当面"))
    held_clock.forward(DAY)
    rounds(desk)
    answer(desk, "在的，方便")

    first = seen(desk, case)[0]
    assert (first.state, first.answer) == (FollowUpState.ANSWERED, 3)
    with desk.store.session() as work:
        assert case in [alert.ticket_id for alert in desk_alerts(work)]
        assert [(one.ticket_id, one.owner) for one in lists.answered(work)] == [(case, "林老师")]
        conversation = tickets.get(work, case).conversation
        assert neutral(work, conversation) == [wording().wait]
        assert neutral(work, conversation) == []
        held_clock.forward(DAY + timedelta(minutes=1))
        assert neutral(work, conversation) is None


def test_stop_means_never_again_and_the_desk_of_a_red_case_thinks_twice(
    desk: Desk, take: Callable[..., str], held_clock: HeldClock
) -> None:
    case = take()
    rounds(desk)
    held_clock.forward(DAY)
    rounds(desk)
    answer(desk, "别再发了！")
    for _ in range(8):
        held_clock.forward(4 * DAY)
        rounds(desk)

    assert {f.state for f in seen(desk, case)} == {FollowUpState.DECLINED}
    assert len(said(desk, case)) == 1
    with pytest.raises(NotAllowed):
        wish = Wish(held_clock.now + DAY)
        change(desk, case, lambda work, ticket: planning.add(work, ticket, desk.lin, wish))
    with desk.store.session(reading=True) as work:
        assert "可能不是本人写的" in str([task.detail for task in tasks(work, tickets.get(work, case))])


def test_not_now_is_asked_once_more_the_next_day(desk: Desk, take: Callable[..., str], held_clock: HeldClock) -> None:
    case = take()
    rounds(desk)
    held_clock.forward(DAY)
    rounds(desk)
    answer(desk, "现在不方便")
    assert seen(desk, case)[0].state is PLANNED
    held_clock.forward(DAY)
    rounds(desk)

    assert (seen(desk, case)[0].state, len(said(desk, case))) == (SENT, 2)


@pytest.mark.parametrize(
    ("level", "finding", "risen"),
    [
        (RiskLevel.BLUE, Finding(Condition.WORSE, Safe.UNKNOWN, "又挨打了"), RiskLevel.YELLOW),
        (RiskLevel.YELLOW, Finding(Condition.WORSE, Safe.YES, "又挨打了"), RiskLevel.RED),
        (RiskLevel.YELLOW, Finding(Condition.SAME, Safe.NO, "人在外面"), RiskLevel.RED),
        (RiskLevel.YELLOW, Finding(Condition.BETTER, Safe.YES), RiskLevel.YELLOW),
    ],
)
def test_worse_raises_and_opens_a_closed_case_again(
    desk: Desk, take: Callable[..., str], held_clock: HeldClock, level: RiskLevel, finding: Finding, risen: RiskLevel
) -> None:
    case = take(level)
    wish = Wish(held_clock.now + DAY, Way.PHONE)
    change(desk, case, lambda work, ticket: planning.add(work, ticket, desk.lin, wish))
    change(desk, case, lambda work, ticket: lifecycle.close(work, ticket, desk.lin, Outcome.HELPED, "好", told="当面"))
    row = next(f.id for f in seen(desk, case) if f.plan is None)
    change(desk, case, lambda work, ticket: outcomes.finish(work, ticket, desk.lin, row, finding))

    with desk.store.session(reading=True) as work:
        ticket = tickets.get(work, case)
        assert ticket.level is risen
        assert (ticket.status is TicketStatus.RECEIVED) is (risen is not level)


def test_a_bad_finding_needs_words(desk: Desk, take: Callable[..., str], held_clock: HeldClock) -> None:
    case = take()
    rounds(desk)
    row = seen(desk, case)[0].id
    with pytest.raises(ReasonNeeded):
        finding = Finding(Condition.LOST, Safe.UNKNOWN)
        change(desk, case, lambda work, ticket: outcomes.finish(work, ticket, desk.lin, row, finding))


def test_two_workers_ask_once(desk: Desk, take: Callable[..., str], held_clock: HeldClock) -> None:
    case = take()
    rounds(desk)
    held_clock.forward(DAY)
    workers = [Thread(target=rounds, args=(desk,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(said(desk, case)) == 1
    assert len(seen(desk, case)) == 4


def test_an_erased_talk_is_not_written_to(desk: Desk, take: Callable[..., str], held_clock: HeldClock) -> None:
    case = take()
    rounds(desk)

    def end(work: Work, ticket: Ticket) -> None:
        lifecycle.close(work, ticket, desk.lin, Outcome.HELPED, "好", told="当面")
        request_erasure(work, ticket.conversation)

    change(desk, case, end)
    held_clock.forward(2 * DAY)
    rounds(desk)

    assert seen(desk, case)[0].state is FollowUpState.CANCELLED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("在吗？现在方便说话吗？", "护苗回访：在吗？"),
        ("收到了，可能要等一会儿才能回你。", "老师马上来"),
        ("改天再说", "请打12355"),
    ],
)
def test_a_sentence_that_gives_away_who_asks_is_refused(tmp_path: Path, before: str, after: str) -> None:
    file = tmp_path / "follow_up.yml"
    file.write_text(FILE.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")

    with pytest.raises(HumiaoError, match="HM170"):
        load(file)


def test_a_bare_no_is_not_now_and_asked_again() -> None:
    said = wording()
    assert [said.means_stop(text) for text in ("别再联系我！", "停", "不", "在的")] == [True, True, False, False]
    assert [said.means_not_now(text) for text in ("不", "No", "现在不方便。", "在的")] == [True, True, True, False]
