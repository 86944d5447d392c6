"""The last periods in one line each: new cases, and red ones among them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from cases.figures.common import counts_once, within
from cases.figures.hiding import Mark
from cases.figures.made import first_day
from cases.figures.period import Period, Span
from cases.figures.tables import MadeReport
from cases.store import Work
from cases.tables import Ticket
from humiao.vocabulary import RiskLevel

LENGTHS = {Span.WEEK: 12, Span.MONTH: 13, Span.QUARTER: 5}
"""A quarter of weeks; a year and the same month before; a year of quarters and the same one before."""

Point = tuple[Period, Mark, Mark]


def last(work: Work, period: Period) -> list[Period]:
    """The periods up to this one, the earliest first, since there are cases."""
    first, found = first_day(work), [period]
    while len(found) < LENGTHS[period.span] and first is not None and found[0].first > first:
        found.insert(0, found[0].previous)
    return found


def live_trend(work: Work, period: Period) -> list[Point]:
    """As it stands now, small numbers and all."""
    return [(one, *_count(work, one)) for one in last(work, period)]


def printed_trend(work: Work, period: Period) -> list[Point]:
    """What was printed of each period; one whose report was never made is left out."""
    periods = last(work, period)
    rows: Sequence[MadeReport] = work.db.scalars(
        select(MadeReport).where(MadeReport.period.in_([str(one) for one in periods]))
    ).all()
    marks = {row.period: row.figures["marks"] for row in rows}
    return [
        (one, marks[str(one)].get("opened", 0), marks[str(one)].get("level:red", 0))
        for one in periods
        if str(one) in marks
    ]


def _count(work: Work, period: Period) -> tuple[int, int]:
    query = select(Ticket.level, func.count()).where(within(Ticket.opened_at, period), counts_once())
    found = {row[0]: int(row[1]) for row in work.db.execute(query.group_by(Ticket.level))}
    return sum(found.values()), found.get(RiskLevel.RED, 0)
