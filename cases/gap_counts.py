"""How many questions found no answer, week by week: numbers only, no question is opened for them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from cases.gaps import Gap, GapKind
from cases.store import Work
from humiao.clock import local

WEEKS = 12


@dataclass(frozen=True)
class Week:
    """The gaps of the seven days from ``monday``, settled ones among them."""

    monday: date
    counts: dict[GapKind, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def weekly(work: Work, weeks: int = WEEKS) -> list[Week]:
    """The last weeks, the present one last; a week without any is there with zeros."""
    today = local(work.clock()).date()
    this_monday = today - timedelta(days=today.weekday())
    mondays = [this_monday - timedelta(weeks=back) for back in reversed(range(weeks))]
    since = work.clock() - timedelta(weeks=weeks)
    found: Counter[tuple[date, str]] = Counter()
    for at, kind in work.db.execute(select(Gap.at, Gap.kind).where(Gap.at >= since)):
        day = local(at).date()
        found[day - timedelta(days=day.weekday()), kind] += 1
    return [Week(monday, {kind: found[monday, str(kind)] for kind in GapKind}) for monday in mondays]
