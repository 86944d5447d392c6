"""The roster: the week's shifts, and what each person can do and carry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from starlette.responses import Response

from cases.access import Permission
from cases.errors import NotAllowed
from cases.roster import duty, people
from cases.roster.duty import Duty
from cases.roster.people import MOST, Person
from cases.roster.rules import skills
from cases.roster.words import ShiftKind
from cases.store import Work
from cases.tables import Operator
from console.pages import Pages
from console.visit import Visit
from humiao.clock import LOCAL, local

_WEEK = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
DAYS = "一二三四五六日"


@dataclass(frozen=True)
class Row:
    """One person's week: the shifts that begin on each of its days."""

    person: Person
    days: tuple[tuple[Duty, ...], ...]


def register(pages: Pages) -> None:
    @pages.page("/duty", needs=Permission.QUEUE_READ)
    def show(visit: Visit) -> Response:
        monday = _monday(visit.request.query_params.get("week", ""), visit.desk.today)
        with visit.desk.store.session(reading=True) as work:
            rows = _rows(work, monday)
            now = duty.on_duty(work, work.clock())
        days = [monday + timedelta(days=n) for n in range(7)]
        return visit.page(
            "duty.html",
            rows=rows,
            days=list(zip(DAYS, days, strict=True)),
            today=visit.desk.today,
            week=monday,
            before=monday - duty.WEEK,
            after=monday + duty.WEEK,
            now_on={person.id for person in now},
            skills=list(skills().values()),
            kinds=list(ShiftKind),
            most=MOST,
        )

    @pages.page("/duty/add", needs=Permission.DUTY_MANAGE, method="POST")
    def add(visit: Visit) -> Response:
        start, end = _hours(visit)
        kind = visit.field("kind")
        if kind not in list(ShiftKind):
            raise NotAllowed("no such shift")
        with visit.desk.store.session() as work:
            duty.add_shift(work, visit.operator, _person(work, visit), ShiftKind(kind), start, end)
            work.commit()
        return _back(visit)

    @pages.page("/duty/remove", needs=Permission.DUTY_MANAGE, method="POST")
    def remove(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            duty.remove_shift(work, visit.operator, visit.field("shift"))
            work.commit()
        return _back(visit)

    @pages.page("/duty/copy", needs=Permission.DUTY_MANAGE, method="POST")
    def copy(visit: Visit) -> Response:
        monday = _monday(visit.field("week"), visit.desk.today)
        with visit.desk.store.session() as work:
            duty.copy_week(work, visit.operator, _midnight(monday))
            work.commit()
        return visit.go(f"/duty?week={monday + duty.WEEK}")

    @pages.page("/duty/equip", needs=Permission.DUTY_MANAGE, method="POST")
    def equip(visit: Visit) -> Response:
        capacity = visit.field("capacity")
        if not (capacity.isascii() and capacity.isdecimal() and len(capacity) < 4):
            raise NotAllowed("no such skill or capacity")
        chosen = {skill for skill in skills() if visit.field(f"skill-{skill}") == "1"}
        with visit.desk.store.session() as work:
            people.equip(work, visit.operator, _person(work, visit), chosen, int(capacity))
            work.commit()
        return _back(visit)


def _rows(work: Work, monday: date) -> list[Row]:
    start = _midnight(monday)
    shifts = duty.shifts_between(work, start, start + duty.WEEK)
    rows = []
    for person in people.everybody(work):
        days: list[list[Duty]] = [[] for _ in range(7)]
        for shift in shifts:
            since = (local(shift.starts_at).date() - monday).days
            if shift.operator_id == person.id and 0 <= since < 7:
                days[since].append(shift)
        rows.append(Row(person, tuple(map(tuple, days))))
    return rows


def _back(visit: Visit) -> Response:
    return visit.go(f"/duty?week={_monday(visit.field('week'), visit.desk.today)}")


def _monday(text: str, today: date) -> date:
    """The Monday of the week that holds this day; of the present week when it is no day."""
    try:
        day = date.fromisoformat(text) if _WEEK.fullmatch(text) else today
    except ValueError:
        day = today
    # A year on either side is all that anybody plans, and keeps the reckoning of days within its limits.
    day = day if abs((day - today).days) < 400 else today
    return day - timedelta(days=day.weekday())


def _hours(visit: Visit) -> tuple[datetime, datetime]:
    """Start and end by the office's clock; an end that is not later is on the next day."""
    text, start, end = visit.field("day"), visit.field("start"), visit.field("end")
    if not (_WEEK.fullmatch(text) and _TIME.fullmatch(start) and _TIME.fullmatch(end)):
        raise NotAllowed("no such time")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotAllowed("no such time") from None
    starts = datetime.combine(day, time.fromisoformat(start), LOCAL)
    ends = datetime.combine(day, time.fromisoformat(end), LOCAL)
    return starts, ends if ends > starts else ends + timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def _person(work: Work, visit: Visit) -> Operator:
    found = work.db.get(Operator, visit.field("operator"))
    if found is None:
        raise NotAllowed("this person does not work cases")
    return found
