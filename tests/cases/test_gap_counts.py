"""How many questions found no answer, by the weeks of the office calendar."""

from __future__ import annotations

from datetime import date, timedelta

from cases.gap_counts import WEEKS, weekly
from cases.gaps import GapKind, Settled, note, open_questions, settle
from cases.intake import receive
from cases.store import Store, Work
from humiao.message import Channel, Inbound
from tests.conftest import HeldClock


def asked(work: Work, key: str, kind: GapKind = GapKind.NO_ANSWER) -> tuple[str, str]:
    message = receive(work, Inbound(Channel.WEB, "child", key, work.clock(), f"问题 {key}")).message
    note(work, message, kind, topic=None, entry_id=None)
    return message.id, str(kind)


def test_every_week_is_there_and_counts_its_own(store: Store, held_clock: HeldClock) -> None:
    with store.session() as work:
        asked(work, "a")
        held_clock.forward(timedelta(weeks=1))
        asked(work, "b")
        asked(work, "c", GapKind.ESCALATED)
        weeks = weekly(work)
    assert len(weeks) == WEEKS
    assert [week.total for week in weeks] == [0] * (WEEKS - 2) + [1, 2]
    assert weeks[-1].counts == {
        GapKind.NO_ANSWER: 1,
        GapKind.UNSURE: 0,
        GapKind.UNHELPFUL: 0,
        GapKind.ESCALATED: 1,
    }
    assert all(week.monday.weekday() == 0 for week in weeks)


def test_a_week_begins_on_monday_by_the_clock_in_china(store: Store, held_clock: HeldClock) -> None:
    held_clock.now = held_clock.now.replace(day=22, hour=15, minute=59)  # Sunday, 23:59 in Shanghai
    with store.session() as work:
        asked(work, "sunday")
        held_clock.forward(timedelta(minutes=2))
        asked(work, "monday")
        weeks = weekly(work, 2)
    assert [(week.monday, week.total) for week in weeks] == [(date(2026, 11, 16), 1), (date(2026, 11, 23), 1)]


def test_what_was_settled_still_counts_and_is_not_open(store: Store) -> None:
    with store.session() as work:
        key = asked(work, "a")
        assert settle(work, [key], Settled.DISMISSED) == 1
        assert settle(work, [key], Settled.DRAFTED, "x") == 0
        assert open_questions(work, since=work.clock() - timedelta(days=1)) == []
        assert weekly(work)[-1].total == 1
