"""Everything that a report counts, in the order of its tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import add

from cases.figures.counters import clocks, contacts, flow, followups, gaps, handed_on, opened, waiting
from cases.figures.grid import Counted
from cases.figures.period import Period
from cases.store import Work

Counter = Callable[[Work, Period], Counted]

COUNTERS: tuple[Counter, ...] = (
    flow.count,
    opened.count,
    waiting.count,
    clocks.count,
    handed_on.count,
    followups.count,
    contacts.count,
    gaps.count,
)


def gather(work: Work, period: Period) -> Counted:
    """All counts of the period as they are now."""
    return reduce(add, (count(work, period) for count in COUNTERS))
