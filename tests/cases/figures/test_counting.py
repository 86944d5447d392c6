"""The counts of a report against a small store that was counted by hand, on both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from cases.callers.tables import NonDataContact
from cases.callers.words import AgeBand, NonData
from cases.errors import NotAllowed
from cases.figures.families import families
from cases.figures.hiding import FEW, HIDDEN
from cases.figures.made import all_made, live, make_due, note_read, printed
from cases.figures.period import Period, Span
from cases.figures.tables import MadeReport
from cases.store import Store
from cases.tables import AuditEvent
from cases.words import Outcome
from humiao.message import Channel
from humiao.vocabulary import RiskLevel, Sender, Topic
from tests.cases.conftest import Desk
from tests.cases.figures.filling import Case, fill
from tests.conftest import HeldClock

MONDAY = datetime(2026, 11, 9, 1, tzinfo=timezone.utc)
"""Nine in the morning, in the last week that is over (the clock stands on Saturday, 21 November)."""
WEEK = Period.parse("2026-W46")
RED, YELLOW, BLUE = RiskLevel.RED, RiskLevel.YELLOW, RiskLevel.BLUE
SECOND = timedelta(seconds=1)


def week(desk: Desk) -> None:
    """Eleven cases of that week, one of the week before that ended in it, and one that was merged."""
    wednesday, night = MONDAY + timedelta(days=2), MONDAY + timedelta(days=6, hours=14, minutes=59)
    waits = (10, 40, 61, 200)
    cases = [
        *(Case(MONDAY, RED, [Topic.SUICIDE_CRISIS], waited=seconds * SECOND, messages=2) for seconds in waits),
        Case(MONDAY, RED, [Topic.SELF_HARM, Topic.MENTAL_DISTRESS], waited=None),
        *(Case(wednesday, YELLOW, area="430181", age=AgeBand.FROM_8, relation=Sender.CHILD) for _ in range(5)),
        Case(night, BLUE, [], Channel.PHONE, timedelta(0), night, Outcome.INFORMED),
        Case(MONDAY - timedelta(days=3), YELLOW, closed_at=MONDAY, outcome=Outcome.HELPED),
        Case(MONDAY + timedelta(days=7), RED),
        Case(MONDAY, YELLOW, closed_at=MONDAY, outcome=Outcome.MERGED, messages=0),
    ]  # fmt: skip
    with desk.store.session() as work:
        fill(work, desk.lin, cases)
        for undone in (None, MONDAY):
            work.db.add(
                NonDataContact(
                    channel=Channel.PHONE, kind=NonData.SILENT, at=MONDAY, operator_id=desk.lin.id, undone_at=undone
                )
            )
        work.commit()


def test_every_count_is_what_a_person_counts(desk: Desk) -> None:
    week(desk)

    with desk.store.session(reading=True) as work:
        found = live(work, WEEK)

    expected = {
        "opened": 11, "level:red": 5, "level:yellow": 5, "level:blue": 1, "level:none": 0,
        "family:life": 5, "family:home": 5, "family:unknown": 1, "family_level:life|red": 5,
        "topic:suicide_crisis": 4, "topic:self_harm": 1, "topic:mental_distress": 0,
        "channel:web": 10, "channel:phone": 1,
        "area:430181": 5, "area:unknown": 6, "area_level:430181|yellow": 5,
        "age:8_13": 5, "age:unknown": 6, "relation:child": 5,
        "wait:60s": 3, "wait_level:60s|red": 2, "wait_level:180s|red": 1, "wait_level:30min|red": 1, "wait:nobody": 1,
        "wait_level:30min|yellow": 5,
        "flow:start": 1, "flow:opened": 11, "flow:reopened": 0, "flow:closed": 2, "flow:end": 10,
        "outcome:helped": 1, "outcome:informed": 1,
        "messages": 15, "callers": 11, "nondata:silent": 1,
        "hours:0|9": 9, "hours:2|9": 5, "hours:6|23": 1,
        "gaps": 0, "referrals": 0, "reports": 0, "followups": 0, "clocks": 0,
    }  # fmt: skip
    assert {name: found.mark(name) for name in expected} == expected
    assert found.measures["median:yellow"] == 300
    assert "median:red" not in found.measures  # four waits would be too few to speak of


def test_a_period_is_whole_days_by_the_clock_in_china() -> None:
    assert [str(Period.of(date(2026, 11, 21), span)) for span in Span] == ["2026-W47", "2026-11", "2026-Q4"]
    assert Period.parse("2026-W53").end == date(2027, 1, 4)
    assert [str(month) for month in Period.parse("2026-Q4").months] == ["2026-10", "2026-11", "2026-12"]
    assert (str(Period.parse("2026-01").previous), str(Period.parse("2026-Q1").year_before)) == ("2025-12", "2025-Q1")
    start, end = Period.parse("2026-12").bounds
    assert (start.astimezone(timezone.utc).day, (end - start).days) == (30, 31)
    with pytest.raises(ValueError, match="2026-W47"):
        Period.parse("2026-13")


def test_every_topic_has_one_family() -> None:
    assert set(families().of) == {str(topic) for topic in Topic}


def test_what_is_printed_has_no_small_number_and_stays_as_it_was(desk: Desk) -> None:
    week(desk)
    first = printed(desk.store, WEEK)
    with desk.store.session() as work:
        fill(work, desk.lin, [Case(MONDAY, RED)] * 9)
        work.commit()

    again = printed(desk.store, WEEK)

    assert again.marks == first.marks
    assert not [mark for mark in first.marks.values() if isinstance(mark, int) and 0 < mark < 5]
    assert first.mark("level:blue") == FEW
    assert HIDDEN in (first.mark("level:red"), first.mark("level:yellow"), first.mark("opened"))


def test_a_running_period_is_not_printed(desk: Desk) -> None:
    with pytest.raises(NotAllowed, match="not over"):
        printed(desk.store, Period.parse("2026-W47"))


def test_reports_are_made_once_after_their_period_and_are_new_until_read(
    desk: Desk, store: Store, held_clock: HeldClock
) -> None:
    assert make_due(store) == []  # nothing ever happened: no empty pages
    week(desk)

    assert list(map(str, make_due(store))) == ["2026-W46"]  # October and the third quarter had no cases
    assert make_due(store) == []
    held_clock.forward(timedelta(days=10))
    assert list(map(str, make_due(store))) == ["2026-W48", "2026-11"]

    with store.session() as work:
        note_read(work, WEEK, desk.zhao)
        note_read(work, WEEK, desk.zhao)
        work.commit()
        news = {str(period): new for period, _, new in all_made(work, desk.zhao)}
        made = work.db.query(AuditEvent).filter_by(action="figures:made").count()
    assert news == {"2026-W46": False, "2026-W48": True, "2026-11": True}
    assert made == 3


def test_a_quarter_hides_what_its_months_would_give_away(desk: Desk, store: Store, held_clock: HeldClock) -> None:
    with store.session() as work:
        july, august = (datetime(2026, month, 10, tzinfo=timezone.utc) for month in (7, 8))
        fill(work, desk.lin, [Case(july, RED)] * 6 + [Case(july, YELLOW)] * 3 + [Case(july, BLUE)] * 9)
        fill(work, desk.lin, [Case(august, RED)] * 6 + [Case(august, YELLOW)] * 6 + [Case(august, BLUE)] * 9)
        work.commit()

    quarter = printed(store, Period.parse("2026-Q3"))

    with store.session(reading=True) as work:
        august_marks = work.db.get_one(MadeReport, "2026-08").figures["marks"]
    assert august_marks["level:yellow"] == 6
    assert quarter.mark("level:yellow") == HIDDEN  # 9 less August's 6 would be July's 3
