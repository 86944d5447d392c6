"""Time limits: how many ran out in the period, and how many were kept."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from cases.clocks.tables import ClockRun
from cases.figures.common import within
from cases.figures.grid import Counted, one_way, two_way
from cases.figures.period import Period
from cases.store import Work

ROWS = ("kept", "breached")


def count(work: Work, period: Period) -> Counted:
    """Limits that ended or were broken, by the moment at which they were due; a running one is not counted."""
    runs = (
        select(ClockRun.clock, ClockRun.breached_at.is_not(None).label("breached"))
        .where(within(ClockRun.due_at, period), ClockRun.breached_at.is_not(None) | ClockRun.stopped_at.is_not(None))
        .subquery()
    )
    clocks, ends, both = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    for clock, breached, number in work.db.execute(select(runs, func.count()).group_by(*runs.c)):
        end = "breached" if breached else "kept"
        clocks[clock] += number
        ends[end] += number
        both[clock, end] += number
    names = one_way("clock", clocks, "clocks")
    kept = one_way("clock_end", ends, "clocks", order=ROWS)
    return names + kept + two_way("clock_kept", both, names.grids[0], kept.grids[0])
