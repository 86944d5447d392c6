"""How long callers waited for a human: from the opening of the case to the first who took it."""

from __future__ import annotations

from collections import Counter
from statistics import median, quantiles

from sqlalchemy import func, select

from cases.figures.common import LEVELS, counts_once, within
from cases.figures.grid import Counted, one_way, two_way
from cases.figures.hiding import FEWEST
from cases.figures.period import Period
from cases.store import Work
from cases.tables import Ticket, TicketEvent

STEPS = (("60s", 60), ("180s", 180), ("30min", 1_800), ("24h", 86_400))
"""Limits of DOMAIN 4.3: red one minute, the duty leader at three, yellow half an hour; a day for the rest."""
LATER, NOBODY = "later", "nobody"
ROWS = (*(name for name, _ in STEPS), LATER, NOBODY)
ENOUGH = 2 * FEWEST
"""Cases for a ninetieth percentile: of fewer it would be the time of one single case."""


def count(work: Work, period: Period) -> Counted:
    """Waits by level; a call taken by hand has its human at once. Measures are in seconds."""
    first = (
        select(TicketEvent.ticket_id, func.min(TicketEvent.at).label("at"))
        .where(TicketEvent.change == "owner", TicketEvent.after.is_not(None))
        .group_by(TicketEvent.ticket_id)
        .subquery()
    )
    query = (
        select(Ticket.level, Ticket.opened_at, first.c.at)
        .outerjoin(first, first.c.ticket_id == Ticket.id)
        .where(within(Ticket.opened_at, period), counts_once())
    )
    waits: dict[str, list[float]] = {level: [] for level in LEVELS.rows}
    steps: Counter[tuple[str, str]] = Counter()
    for level, opened_at, taken_at in work.db.execute(query):
        seconds = None if taken_at is None else max(0.0, (taken_at - opened_at).total_seconds())
        steps[step(seconds), str(level)] += 1
        if seconds is not None:
            waits[str(level)].append(seconds)
    totals: Counter[str] = Counter()
    for (row, _), number in steps.items():
        totals[row] += number
    table = one_way("wait", totals, "opened", order=ROWS)
    return table + two_way("wait_level", steps, table.grids[0], LEVELS) + Counted(measures=_measures(waits))


def step(seconds: float | None) -> str:
    """The row that a wait belongs to; None: nobody took the case."""
    if seconds is None:
        return NOBODY
    return next((name for name, limit in STEPS if seconds <= limit), LATER)


def _measures(waits: dict[str, list[float]]) -> dict[str, float]:
    found = {f"median:{level}": median(times) for level, times in waits.items() if len(times) >= FEWEST}
    found |= {
        f"p90:{level}": quantiles(times, n=10, method="inclusive")[-1]
        for level, times in waits.items()
        if len(times) >= ENOUGH
    }
    return found
