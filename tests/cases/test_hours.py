"""Office hours: limits that stop at night, on weekends and holidays, and whole days by the Civil Code."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from cases.clocks.hours import Counts, due_at, opens_at
from cases.clocks.hours_file import office_of, offices, read_offices
from cases.clocks.rules import clocks, read_clocks
from cases.clocks.spans import span
from humiao.clock import LOCAL
from humiao.errors import HumiaoError
from humiao.settings import ROOT

DESK = ROOT / "data" / "desk"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-11-20 10:00", 30, "2026-11-20 10:30"),
        ("2026-11-20 17:30", 30, "2026-11-20 18:00"),
        ("2026-11-20 17:45", 30, "2026-11-23 09:15"),  # Friday evening to Monday
        ("2026-11-19 23:10", 30, "2026-11-20 09:30"),  # at night
        ("2026-11-19 03:00", 30, "2026-11-19 09:30"),
        ("2026-02-13 17:59", 30, "2026-02-14 09:29"),  # a Saturday that is worked 调休
        ("2026-02-14 17:50", 30, "2026-02-24 09:20"),  # over the Spring Festival
        ("2026-09-30 12:00", 60 * 12, "2026-10-08 15:00"),  # over the National Day
        ("2027-02-04 17:50", 30, "2027-02-09 09:20"),  # 2027: only the days off by law are known
    ],
)
def test_minutes_count_only_while_the_office_is_open(start: str, minutes: int, due: str) -> None:
    assert due_at(at(start), timedelta(minutes=minutes), Counts.OFFICE, office_of("")) == at(due)


def test_the_wall_clock_knows_no_night() -> None:
    assert due_at(at("2026-11-20 23:59"), timedelta(seconds=60), Counts.ALWAYS, office_of("")) == at("2026-11-21 00:00")


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-23 15:00", 3, "2026-11-27 00:00"),  # 民法典 201: the first day does not count
        ("2026-11-18 15:00", 3, "2026-11-24 00:00"),  # 203: the last day is a Saturday
        ("2026-09-24 09:00", 7, "2026-10-09 00:00"),  # 203: the last day is a holiday
    ],
)
def test_days_end_at_midnight_and_never_on_a_day_off(start: str, days: int, due: str) -> None:
    assert due_at(at(start), timedelta(days=days), Counts.DAYS, office_of("")) == at(due)


def test_the_office_says_when_it_opens_next() -> None:
    assert opens_at(at("2026-11-20 19:00"), office_of("")) == at("2026-11-23 09:00")
    assert opens_at(at("2026-11-20 10:00"), office_of("")) == at("2026-11-20 10:00")


def test_the_year_whose_arrangement_is_not_out_yet_is_known_as_such() -> None:
    calendar = offices()[0].calendar

    assert calendar.complete == {2026}
    assert not calendar.is_working(date(2027, 2, 6))


def written(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    text = (DESK / name).read_text(encoding="utf-8")
    for find, put in changes:
        assert find in text
        text = text.replace(find, put, 1)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_an_office_with_an_area_serves_it_and_the_other_one_the_rest(tmp_path: Path) -> None:
    second = """  town:
    name: 镇
    areas: ["430181"]
    mon: ["00:00-24:00"]
    tue: []
    wed: []
    thu: []
    fri: []
    sat: []
    sun: []
    makeup: []
    holiday: []

years:"""
    found = {o.id: o for o in read_offices(written(tmp_path, "hours.yml", ("years:", second)))}

    assert opens_at(at("2026-11-21 10:00"), found["town"]) == at("2026-11-23 00:00")
    assert due_at(at("2026-11-23 23:50"), timedelta(minutes=30), Counts.OFFICE, found["town"]) == at("2026-11-30 00:20")


@pytest.mark.parametrize(
    ("find", "put", "fault"),
    [
        ("areas: []", 'areas: ["43"]', "exactly one office"),
        ('mon: ["09:00-18:00"]', 'mon: ["09:00-12:00", "11:00-18:00"]', "overlap"),
        ('mon: ["09:00-18:00"]', 'mon: ["18:00-09:00"]', "end before they begin"),
        ('mon: ["09:00-18:00"]', 'mon: ["nine"]', "is broken"),
        ("2026-01-04,", "2026-01-03,", "both off and a working day"),
        ("    sun: []\n", "", "is broken"),
        ("    sun: []\n", "    sun: []\n    sunday: []\n", "unknown sunday"),
    ],
)
def test_faulty_hours_stop_the_start(tmp_path: Path, find: str, put: str, fault: str) -> None:
    with pytest.raises(HumiaoError) as refused:
        read_offices(written(tmp_path, "hours.yml", (find, put)))
    assert refused.value.id == "HM122" and fault in str(refused.value)


@pytest.mark.parametrize(
    ("find", "put", "fault"),
    [
        ("steps: [{after: 10s, tell: supervisor}]", "steps: [{after: 10s, tell: child}]", "nobody hears"),
        ("limit: 10s", "limit: soon", "no length of time"),
        ("while: unheard", "while: unseen", "is broken"),
        ("then: legal_aid_lawyer", "then: legal_aid_judge", "cannot be"),
        ("    limit: 7d\n    counts: days", "    limit: 30h\n    counts: days", "whole days"),
        ("levels: [yellow]", "levels: [blue]", "somebody at yellow"),
        ("    source: 反家庭暴力法第二十八条\n", "", "has no source"),
        ("red: [24h, 72h, 7d, 30d]", "red: [often]", "no length of time"),
    ],
)  # fmt: skip
def test_faulty_clocks_stop_the_start(tmp_path: Path, find: str, put: str, fault: str) -> None:
    with pytest.raises(HumiaoError) as refused:
        read_clocks(written(tmp_path, "clocks.yml", (find, put)))
    assert refused.value.id == "HM121" and fault in str(refused.value)


def test_the_clocks_of_the_issue_are_there() -> None:
    by_id = clocks().by_id
    limits = {id: by_id[id].limit for id in by_id}

    assert limits["red_alarm"] == span("10s") and limits["red_human"] == span("60s")
    assert limits["yellow_human"] == span("30m") and by_id["yellow_human"].counts is Counts.OFFICE
    assert limits["dispatch"] == span("24h")
    assert (limits["protection_order"], limits["protection_order_urgent"]) == (span("72h"), span("24h"))
    assert [limits[f"legal_aid_{n}"].days for n in ("notice", "lawyer", "decision", "assigned")] == [3, 3, 7, 3]
    assert [step.after for step in by_id["red_human"].steps] == [span("60s"), span("180s"), span("180s")]
