"""When an office is open, and when a time that counts only then runs out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from humiao.clock import LOCAL, local
from humiao.vocabulary import Word

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FAR = 400
"""Days to look ahead: an office that opens no more within a year is a fault of the data."""

Opening = tuple[time, time]


class Counts(Word):
    """How a limit is counted."""

    ALWAYS = "always"
    OFFICE = "office"
    DAYS = "days"


@dataclass(frozen=True)
class Calendar:
    """Days off and working days that fall on a weekend; ``complete`` years have their official arrangement."""

    off: frozenset[date]
    work: frozenset[date]
    complete: frozenset[int]

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day."""
        return day in self.work or (day.weekday() < 5 and day not in self.off)


@dataclass(frozen=True)
class Office:
    """One desk with its hours; ``week`` is keyed by mon … sun, makeup and holiday."""

    id: str
    name: str
    areas: tuple[str, ...]
    week: Mapping[str, tuple[Opening, ...]]
    calendar: Calendar

    def openings(self, day: date) -> tuple[Opening, ...]:
        """The hours of this day, in order; a time of 00:00 at the end is the end of the day."""
        if day in self.calendar.work:
            return self.week["makeup"]
        return self.week["holiday" if day in self.calendar.off else DAYS[day.weekday()]]


def due_at(start: datetime, limit: timedelta, counts: Counts, office: Office) -> datetime:
    """When the time runs out; raises ValueError when the office does not open within a year."""
    if counts is Counts.ALWAYS:
        return start + limit
    if counts is Counts.DAYS:
        return _end_of_days(start, limit, office.calendar)
    left = limit
    for opens, closes in _spells(start, office):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    raise ValueError(f"the office {office.id} hardly opens")


def opens_at(moment: datetime, office: Office) -> datetime:
    """The moment itself while the office is open, else when it opens next; raises ValueError as ``due_at``."""
    for opens, _ in _spells(moment, office):
        return opens
    raise ValueError(f"the office {office.id} never opens")


def _spells(start: datetime, office: Office) -> Iterator[tuple[datetime, datetime]]:
    """Each time the office is open from ``start`` on, the first one cut where it starts."""
    first = local(start).date()
    for day in (first + timedelta(days=n) for n in range(FAR)):
        for begins, ends in office.openings(day):
            last = day + timedelta(days=1) if ends == time() else day
            opens, closes = datetime.combine(day, begins, LOCAL), datetime.combine(last, ends, LOCAL)
            if closes > start:
                yield max(opens, start), closes


def _end_of_days(start: datetime, limit: timedelta, calendar: Calendar) -> datetime:
    """The end of the last day, or of the next working day: 民法典 第二百零一条、第二百零三条."""
    last = local(start).date() + timedelta(days=limit.days)
    while not calendar.is_working(last):
        last += timedelta(days=1)
    return datetime.combine(last + timedelta(days=1), time(), LOCAL)
