"""When to ask again: what a level asks for, and the hours in which nobody is written to."""

from __future__ import annotations

from datetime import datetime, timedelta

from cases.clocks.rules import clocks
from cases.clocks.spans import span
from humiao.clock import local
from humiao.vocabulary import RiskLevel

DAY = (7, 22)
"""Hours by the clock in China between which a caller is written to when nothing else was agreed."""

WAIT = timedelta(hours=24)
"""Without an answer for this long it is asked a second time, then a human decides."""
TRIES = 2


def wanted(level: RiskLevel, start: datetime) -> list[tuple[str, datetime]]:
    """The steps of a level with their moments, counted from when somebody took the case (data/desk/clocks.yml)."""
    return [(step, start + span(step)) for step in clocks().follow_ups.get(level, ())]


def levels() -> tuple[RiskLevel, ...]:
    """The levels that ask for follow-ups at all."""
    return tuple(clocks().follow_ups)


def longest() -> timedelta:
    """The last step of all: a case that was taken longer ago needs no plan any more."""
    return max((span(step) for steps in clocks().follow_ups.values() for step in steps), default=timedelta())


def fits(moment: datetime, hours: tuple[int, int] | None = None) -> bool:
    """Whether somebody may be written to now: ``hours`` were agreed (from, to), or else by day."""
    first, end = hours or DAY
    hour = local(moment).hour
    # 21 to 1 goes over midnight.
    return first <= hour < end if first < end else hour >= first or hour < end


def next_fit(moment: datetime, hours: tuple[int, int] | None = None) -> datetime:
    """The moment itself, or the next full hour at which somebody may be written to."""
    if fits(moment, hours):
        return moment
    # China's clock is a whole number of hours from UTC, so a full hour is one on both.
    hour = moment.replace(minute=0, second=0, microsecond=0)
    return next(later for later in (hour + timedelta(hours=n) for n in range(1, 25)) if fits(later, hours))
