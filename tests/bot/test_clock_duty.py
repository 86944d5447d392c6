"""What a child is told about who comes and when: the truth, and once that nobody could."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from actions.coming import when
from actions.turn import Kit
from bot.app import App, build
from bot.clock_duty import keep_clocks
from cases import lifecycle, tickets
from cases.store import Store
from cases.tables import Operator, Outgoing
from cases.words import Role
from humiao.clock import LOCAL
from humiao.message import Channel
from humiao.privacy import MasterKey
from humiao.settings import Settings
from tests.caller import Caller
from tests.conftest import HeldClock
from tests.fakes import FakeNlu

RED = "他拿刀架在我脖子上"
HONEST = "到现在还没有老师接上"


@pytest.fixture
def desk_app(settings: Settings, kit: Kit, nlu: FakeNlu, master: MasterKey, store: Store) -> App:
    """The caller's side on each of the two databases, with the clock held still."""
    return build(settings, store=store, kit=kit, understand=nlu.parse, master=master)


@pytest.fixture
def lin(store: Store) -> Operator:
    with store.session() as work:
        lin = Operator(name="lin", shown_as="林老师", role=Role.OPERATOR, password_hash="-", created_at=work.clock())
        work.db.add(lin)
        work.commit()
    return lin


def forward(app: App, held_clock: HeldClock, seconds: int) -> None:
    held_clock.forward(timedelta(seconds=seconds))
    keep_clocks(app)


def test_a_child_whom_nobody_could_answer_in_three_minutes_is_told_so_once(
    desk_app: App, held_clock: HeldClock
) -> None:
    child = Caller(desk_app)
    first = child.writes(RED)
    assert any("一分钟内有老师接上" in text for text in first)

    forward(desk_app, held_clock, 179)
    assert HONEST not in child.heard()[-1].text
    forward(desk_app, held_clock, 1)
    said = child.heard()[-1]
    assert HONEST in said.text and "这不是你的错" in said.text and "110" in said.numbers
    for _ in range(3):
        forward(desk_app, held_clock, 180)

    assert sum(HONEST in turn.text for turn in child.heard()) == 1


def test_while_a_human_talks_the_assistant_says_nothing_of_the_kind(
    desk_app: App, held_clock: HeldClock, lin: Operator
) -> None:
    child = Caller(desk_app)
    child.writes(RED)
    ticket = child.ticket()
    assert ticket
    with desk_app.store.session() as work:
        lifecycle.claim(work, tickets.get(work, ticket.id), lin)
        work.commit()
    forward(desk_app, held_clock, 300)

    assert not any(HONEST in turn.text for turn in child.heard())


def test_what_is_recorded_by_hand_is_not_answered_by_the_assistant(desk_app: App, held_clock: HeldClock) -> None:
    phone = Caller(desk_app, Channel.PHONE)
    phone.writes(RED)
    forward(desk_app, held_clock, 300)

    assert not any(HONEST in turn.text for turn in phone.heard())


def test_who_asks_for_a_human_on_a_weekend_is_told_from_when_and_by_when(desk_app: App, held_clock: HeldClock) -> None:
    said = "".join(Caller(desk_app).writes("转人工"))  # a Saturday

    assert "现在不是值班时间，老师要到后天上午9点以后才会看到，我们的要求是后天上午11点前在这里回复" in said
    held_clock.now = datetime(2026, 11, 23, 2, 0, tzinfo=timezone.utc)
    assert "现在是值班时间，我们的要求是今天中午12点前" in "".join(Caller(desk_app).writes("转人工"))


def test_the_duty_group_hears_of_a_breach_by_number_and_clock_alone(
    settings: Settings, kit: Kit, nlu: FakeNlu, master: MasterKey, store: Store, held_clock: HeldClock
) -> None:
    app = build(settings, store=store, kit=replace(kit, also_alert=("telegram",)), understand=nlu.parse, master=master)
    Caller(app).writes(RED)
    forward(app, held_clock, 60)

    with store.session(reading=True) as work:
        clocks = [row.clock for row in work.db.query(Outgoing).filter_by(target="telegram")]
    assert sorted(clocks, key=str) == [None, "red_alarm", "red_human"]


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-20 10:05", "今天上午10点05分"),
        ("2026-11-21 09:00", "明天上午9点"),
        ("2026-11-22 12:30", "后天中午12点30分"),
        ("2026-11-23 15:00", "11月23日（周一）下午3点"),
        ("2026-11-20 21:00", "今天晚上9点"),
    ],
)
def test_a_moment_is_said_as_one_says_it(moment: str, said: str) -> None:
    now = datetime(2026, 11, 20, 9, 0, tzinfo=LOCAL)

    assert when(datetime.fromisoformat(moment).replace(tzinfo=LOCAL), now) == said
