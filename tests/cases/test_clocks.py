"""The clocks of cases: who hears what when, once however many workers look, and what stays on record."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cases import audit, lifecycle, tickets
from cases.alerts import desk_alerts, rang
from cases.clocks import by_hand, reading
from cases.clocks.rounds import due, follow, go_round
from cases.clocks.tables import ClockRun
from cases.clocks.telling import Ringing
from cases.errors import NotAllowed
from cases.followup.tables import FollowUp
from cases.followup.words import Way
from cases.roster.duty import add_shift
from cases.roster.words import ShiftKind
from cases.store import Work
from cases.tables import Operator, Ticket
from cases.words import Outcome, Role, TicketStatus
from humiao.vocabulary import RiskLevel
from tests.conftest import HeldClock

if TYPE_CHECKING:
    from tests.cases.conftest import Desk

RED, YELLOW = RiskLevel.RED, RiskLevel.YELLOW
SECOND = timedelta(seconds=1)


def do(desk: Desk, act: Any, ticket_id: str, *more: Any, **named: Any) -> None:
    with desk.store.session() as work:
        act(work, tickets.get(work, ticket_id), *more, **named)
        work.commit()


def called(desk: Desk) -> list[tuple[str, str]]:
    """Who is called by name now, and by which clock."""
    with desk.store.session(reading=True) as work:
        names = {o.id: o.name for o in work.db.query(Operator)}
        return sorted((names[a.for_id], a.clock or "") for a in desk_alerts(work) if a.for_id)


def changes(desk: Desk, ticket_id: str) -> list[tuple[str, str | None, str | None]]:
    with desk.store.session(reading=True) as work:
        done = lifecycle.history(work, tickets.get(work, ticket_id))
    return [(c.change, c.before, c.after) for c in done if c.change in ("breach", "raised", "honest", "rang")]


def runs(desk: Desk, ticket_id: str) -> dict[str, reading.Run]:
    with desk.store.session(reading=True) as work:
        # The running one of each clock, or the last.
        return {run.clock: run for run in reversed(reading.of(work, tickets.get(work, ticket_id)))}


@pytest.fixture
def zhou(desk: Desk) -> Operator:
    """Leads the shift; zhao supervises without being on duty."""
    leader = desk._hire("zhou", "周班长", Role.OPERATOR)
    with desk.store.session() as work:
        now = work.clock()
        add_shift(work, desk.zhao, leader, ShiftKind.LEAD, now - timedelta(hours=1), now + timedelta(hours=8))
        work.commit()
    return leader


def heard(desk: Desk, ticket_id: str) -> None:
    """Lin's console has shown the alarm."""
    with desk.store.session() as work:
        rang(work, ticket_id, desk.lin)
        work.commit()


def test_a_red_case_nobody_takes_goes_to_the_supervisor_and_then_to_the_duty_leader_again_and_again(
    desk: Desk, zhou: Operator, held_clock: HeldClock
) -> None:
    ticket_id = desk.case(RED)
    heard(desk, ticket_id)
    held_clock.forward(59 * SECOND)
    go_round(desk.store)
    assert called(desk) == []

    held_clock.forward(1 * SECOND)
    go_round(desk.store)
    go_round(desk.store)
    assert called(desk) == [("zhao", "red_human")]

    held_clock.forward(120 * SECOND)
    go_round(desk.store)
    assert called(desk) == [("zhao", "red_human"), ("zhou", "red_human")]
    held_clock.forward(180 * SECOND)
    go_round(desk.store)

    assert called(desk) == [("zhao", "red_human"), ("zhou", "red_human")]
    told = {told.role: (told.names, told.times) for told in runs(desk, ticket_id)["red_human"].told}
    assert told["supervisor"] == (("赵主任",), 1) and told["duty_leader"] == (("周班长",), 2)
    # Of two events of one moment neither is first.
    assert Counter(changes(desk, ticket_id)) == Counter(
        [
            ("rang", None, desk.lin.id),
            ("breach", None, "red_human"),
            ("raised", "red_human", desk.zhao.id),
            ("raised", "red_human", zhou.id),
        ]
    )


def test_claiming_silences_everybody_and_the_breach_stays_on_record(desk: Desk, held_clock: HeldClock) -> None:
    ticket_id = desk.case(RED)
    heard(desk, ticket_id)
    held_clock.forward(61 * SECOND)
    go_round(desk.store)
    do(desk, lifecycle.claim, ticket_id, desk.lin)
    go_round(desk.store)

    run = runs(desk, ticket_id)["red_human"]
    assert (run.stopped_at, run.breached_at) == (held_clock(), run.started_at + 60 * SECOND)
    assert called(desk) == []
    held_clock.forward(timedelta(minutes=4))
    go_round(desk.store)
    assert called(desk) == []
    with desk.store.session(reading=True) as work:
        assert [r.clock for r in reading.breaches(work, run.started_at)] == ["red_human"]
        assert audit.verify(work).ok


def test_two_workers_at_once_tell_once(desk: Desk, held_clock: HeldClock) -> None:
    ticket_id = desk.case(RED)
    heard(desk, ticket_id)
    held_clock.forward(200 * SECOND)
    said: list[str] = []

    def child(work: Work, ticket: Ticket) -> bool:
        said.append(ticket.number)
        return True

    def worker() -> None:
        for _ in range(3):
            with desk.store.session() as work:
                follow(work, ticket_id, Ringing(child=child))
                work.commit()

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(said) == 1
    done = sorted(change for change, _, _ in changes(desk, ticket_id))
    assert done == ["breach", "honest", "raised", "raised", "rang"]
    with desk.store.session(reading=True) as work:
        assert work.db.query(ClockRun).filter_by(ticket_id=ticket_id, clock="red_human").count() == 1


def test_an_alarm_that_no_console_has_shown_reaches_the_supervisor_after_ten_seconds(
    desk: Desk, held_clock: HeldClock
) -> None:
    ticket_id = desk.case(RED)
    held_clock.forward(10 * SECOND)
    go_round(desk.store)
    assert called(desk) == [("zhao", "red_alarm")]

    heard(desk, ticket_id)
    go_round(desk.store)
    assert runs(desk, ticket_id)["red_alarm"].stopped_at == held_clock()


def test_without_anybody_to_tell_that_is_on_record_too(desk: Desk, held_clock: HeldClock) -> None:
    with desk.store.session() as work:
        work.db.get_one(Operator, desk.zhao.id).disabled_at = work.clock()
        work.commit()
    ticket_id = desk.case(RED)
    held_clock.forward(60 * SECOND)
    go_round(desk.store)

    assert ("raised", "red_human", "nobody") in changes(desk, ticket_id)


def test_a_worker_that_comes_back_late_records_the_breach_of_a_case_long_taken(
    desk: Desk, held_clock: HeldClock
) -> None:
    ticket_id = desk.case(RED)
    held_clock.forward(timedelta(minutes=5))
    do(desk, lifecycle.claim, ticket_id, desk.lin)
    held_clock.forward(timedelta(hours=1))
    go_round(desk.store)

    run = runs(desk, ticket_id)["red_human"]
    assert run.breached_at == run.started_at + 60 * SECOND and run.stopped_at == run.started_at + timedelta(minutes=5)
    assert ("raised", "red_human", desk.zhao.id) not in changes(desk, ticket_id)


def test_a_released_or_raised_case_is_timed_anew(desk: Desk, held_clock: HeldClock) -> None:
    ticket_id = desk.case(YELLOW)
    go_round(desk.store)
    assert runs(desk, ticket_id)["yellow_human"].stopped_at is None
    held_clock.forward(timedelta(minutes=2))
    desk.case(RED)
    raised = held_clock()
    go_round(desk.store)
    assert runs(desk, ticket_id)["yellow_human"].stopped_at == raised
    assert runs(desk, ticket_id)["red_human"].started_at == raised

    held_clock.forward(10 * SECOND)
    do(desk, lifecycle.claim, ticket_id, desk.lin)
    held_clock.forward(timedelta(hours=1))
    do(desk, lifecycle.release, ticket_id, desk.lin)
    go_round(desk.store)
    assert runs(desk, ticket_id)["red_human"].started_at == held_clock()


def test_yellow_at_night_is_not_late_before_the_morning(desk: Desk, held_clock: HeldClock) -> None:
    ticket_id = desk.case(YELLOW)  # a Saturday, 9:30
    held_clock.forward(timedelta(hours=30))
    go_round(desk.store)
    assert called(desk) == [("zhao", "dispatch")]

    held_clock.forward(timedelta(hours=18, minutes=1))  # Monday 9:31
    go_round(desk.store)
    assert ("zhao", "yellow_human") in called(desk)
    assert runs(desk, ticket_id)["yellow_human"].breached_at is not None


def test_a_clock_started_by_hand_goes_on_to_the_next_and_reminds_its_owner(desk: Desk, held_clock: HeldClock) -> None:
    ticket_id = desk.case(YELLOW)
    do(desk, lifecycle.claim, ticket_id, desk.lin)
    do(desk, by_hand.start, ticket_id, desk.lin, "legal_aid_decision", "区法律援助中心")
    with pytest.raises(NotAllowed):
        do(desk, by_hand.start, ticket_id, desk.lin, "legal_aid_decision")
    with pytest.raises(NotAllowed):
        do(desk, by_hand.start, ticket_id, desk.lin, "red_human")
    with pytest.raises(NotAllowed):
        do(desk, by_hand.start, ticket_id, desk.bai, "protection_order")

    held_clock.forward(timedelta(days=7))
    go_round(desk.store)
    assert ("lin", "legal_aid_decision") in called(desk)
    do(desk, by_hand.stop, ticket_id, desk.lin, "legal_aid_decision")

    found = runs(desk, ticket_id)
    assert found["legal_aid_decision"].stopped_at == found["legal_aid_assigned"].started_at == held_clock()


def test_a_closed_case_has_no_clock_running_and_a_round_finds_nothing_more(desk: Desk, held_clock: HeldClock) -> None:
    ticket_id = desk.case(YELLOW)
    do(desk, lifecycle.claim, ticket_id, desk.lin)
    held_clock.forward(1 * SECOND)
    do(desk, lifecycle.close, ticket_id, desk.lin, Outcome.HELPED, "已落实")
    go_round(desk.store)

    with desk.store.session(reading=True) as work:
        assert reading.running(work) == {}
        assert due(work) == []


def test_the_list_holds_what_runs_and_what_ran_out(desk: Desk, held_clock: HeldClock) -> None:
    ticket_id = desk.case(RED)
    held_clock.forward(61 * SECOND)
    go_round(desk.store)
    do(desk, lifecycle.claim, ticket_id, desk.lin)
    go_round(desk.store)

    with desk.store.session(reading=True) as work:
        rows = reading.listed(work, desk.zhao, held_clock() - timedelta(days=7))
    shown = {row.run.clock: (row.run.stopped_at is None, row.run.breached_at is not None) for row in rows}
    assert shown == {"red_alarm": (False, True), "red_human": (False, True), "red_report": (True, False)}


def test_a_case_closed_by_a_merge_that_is_undone_is_timed_on_from_its_start(desk: Desk, held_clock: HeldClock) -> None:
    ticket_id = desk.case(RED)
    go_round(desk.store)
    for status, closed_at in ((TicketStatus.CLOSED, held_clock()), (TicketStatus.RECEIVED, None)):
        with desk.store.session() as work:
            ticket = tickets.get(work, ticket_id)
            ticket.status, ticket.closed_at, ticket.clocks_due = status, closed_at, True
            work.commit()
        held_clock.forward(40 * SECOND)
        go_round(desk.store)

    run = runs(desk, ticket_id)["red_human"]
    assert (run.stopped_at, run.breached_at) == (None, run.started_at + 60 * SECOND)


def test_a_follow_up_that_nobody_makes_is_told_to_the_owner_a_day_later(desk: Desk, held_clock: HeldClock) -> None:
    ticket_id = desk.case(YELLOW)
    do(desk, lifecycle.claim, ticket_id, desk.lin)
    with desk.store.session() as work:
        row = FollowUp(ticket_id=ticket_id, way=Way.PHONE, due_at=held_clock() + timedelta(days=3))
        work.db.add(row)
        work.commit()
    go_round(desk.store)
    held_clock.forward(timedelta(days=4))
    go_round(desk.store)
    assert ("lin", "follow_up") in called(desk)

    with desk.store.session() as work:
        made = work.db.get_one(FollowUp, row.id)
        made.ended_at = held_clock()
        lifecycle.add_note(work, tickets.get(work, ticket_id), desk.lin, "电话回访过了")
        work.commit()
    go_round(desk.store)
    run = runs(desk, ticket_id)["follow_up"]
    assert (run.stopped_at, run.breached_at) == (held_clock(), run.due_at)
