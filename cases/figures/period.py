"""The weeks, months and quarters that reports are about, by the wall clock in China."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from humiao.clock import LOCAL
from humiao.vocabulary import Word


class Span(Word):
    """How long a period is."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


_WRITTEN = re.compile(r"(20\d\d)-(?:W(0[1-9]|[1-4]\d|5[0-3])|(0[1-9]|1[0-2])|Q([1-4]))", re.ASCII)


@dataclass(frozen=True, order=True)
class Period:
    """Whole days from ``first`` up to, not with, ``end``. Weeks begin on Monday (GB/T 7408)."""

    first: date
    span: Span

    @classmethod
    def of(cls, day: date, span: Span) -> Period:
        """The week, month or quarter that the day belongs to."""
        if span is Span.WEEK:
            return cls(day - timedelta(days=day.weekday()), span)
        month = day.month if span is Span.MONTH else (day.month - 1) // 3 * 3 + 1
        return cls(day.replace(month=month, day=1), span)

    @classmethod
    def parse(cls, written: str) -> Period:
        """The period written as 2026-W47, 2026-11 or 2026-Q4; raises ValueError."""
        found = _WRITTEN.fullmatch(written.strip())
        if found is None:
            raise ValueError("a period is written 2026-W47, 2026-11 or 2026-Q4")
        year, week, month, quarter = found.groups()
        if week:
            return cls(date.fromisocalendar(int(year), int(week), 1), Span.WEEK)
        if month:
            return cls(date(int(year), int(month), 1), Span.MONTH)
        return cls(date(int(year), int(quarter) * 3 - 2, 1), Span.QUARTER)

    def __str__(self) -> str:
        if self.span is Span.WEEK:
            year, week, _ = self.first.isocalendar()
            return f"{year}-W{week:02d}"
        if self.span is Span.MONTH:
            return f"{self.first:%Y-%m}"
        return f"{self.first.year}-Q{self.first.month // 3 + 1}"

    @property
    def end(self) -> date:
        """The first day after it."""
        if self.span is Span.WEEK:
            return self.first + timedelta(weeks=1)
        months = self.first.month + (1 if self.span is Span.MONTH else 3)
        return date(self.first.year + (months > 12), months - 12 * (months > 12), 1)

    @property
    def last(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """Its first moment, and the first moment after it."""
        start, end = (datetime.combine(day, time(), LOCAL) for day in (self.first, self.end))
        return start, end

    @property
    def previous(self) -> Period:
        return Period.of(self.first - timedelta(days=1), self.span)

    @property
    def next(self) -> Period:
        return Period.of(self.end, self.span)

    @property
    def year_before(self) -> Period:
        """The same week, month or quarter of the year before; of week 53 the nearest week."""
        if self.span is Span.WEEK:
            return Period.of(self.first - timedelta(weeks=52), self.span)
        return Period.of(self.first.replace(year=self.first.year - 1), self.span)

    @property
    def months(self) -> Sequence[Period]:
        """The months that a quarter is made of; nothing for other periods."""
        if self.span is not Span.QUARTER:
            return ()
        first = Period(self.first, Span.MONTH)
        return first, first.next, first.next.next

    def ended(self, today: date) -> bool:
        return self.end <= today
