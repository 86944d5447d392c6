"""A whole report: title, numbers, findings, trend, parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.figures.made import has_cases, printed
from cases.figures.period import Period
from cases.figures.trend import Point, printed_trend
from cases.store import Store
from console.charts.frame import Chart
from console.figures.tiles import Tile, findings, tiles
from console.figures.view import Compared, Panel, Sheet, panels, trend
from console.figures.words import SPANS, period_name

HIDING = "为了不让人从数字认出某个孩子：“<5”表示 1 到 4；“*”表示随之一并隐去。"


@dataclass(frozen=True)
class Report:
    """What page, workbook and paper are made of; ``made_at`` is None for the internal view."""

    period: Period
    made_at: datetime | None
    tiles: tuple[Tile, ...]
    findings: tuple[str, ...]
    trend: Chart | None
    trend_sheet: Sheet
    panels: tuple[Panel, ...]

    @property
    def title(self) -> str:
        return f"{SPANS[self.period.span]} {period_name(self.period)}"

    @property
    def note(self) -> str:
        return HIDING if self.made_at else "数字截至现在，没有隐去任何小数目，只供内部使用。"

    @property
    def sheets(self) -> list[Sheet]:
        """All tables, the summary first."""
        head = Sheet("概要", ("项目", "本期", "对照"), tuple((t.name, t.value, t.beside) for t in self.tiles))
        return [head, self.trend_sheet, *(panel.sheet for panel in self.panels)]


def report(seen: Compared, points: Sequence[Point]) -> Report:
    """The report of these figures; a trend of one point is no trend."""
    rows = tuple((period_name(period), total, red) for period, total, red in points)
    return Report(
        seen.now.period,
        seen.now.made_at,
        tuple(tiles(seen)),
        tuple(findings(seen)),
        trend(points) if len(points) > 1 else None,
        Sheet("走势", ("时期", "新收", "红色"), rows),
        tuple(panels(seen)),
    )


def given_out(store: Store, period: Period) -> Report:
    """The report as others get it, with the periods it is compared to; each is made where it was not yet.

    Raises NotAllowed while the period still runs.
    """
    with store.session(reading=True) as work:
        others = [p if has_cases(work, p) else None for p in (period.previous, period.year_before)]
    now = printed(store, period)
    before, year = (None if p is None else printed(store, p) for p in others)
    with store.session(reading=True) as work:
        return report(Compared(now, before, year), printed_trend(work, period))
