"""The ledger 台账 for supervisors: choose the days, take the workbook or the text file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from starlette.responses import Response

from cases.access import Permission
from cases.errors import NotFound
from cases.figures.ledger import LedgerRow, Wanted, ledger
from cases.words import TicketStatus
from console import words
from console.areas import area_name
from console.figures.words import NAMES
from console.files import given, workbook
from console.pages import Pages
from console.visit import Visit
from humiao.clock import local
from humiao.vocabulary import RiskLevel, Topic, Word
from knowledge.desk.exchange_sheets import write_sheets

W = TypeVar("W", bound=Word)

HEAD = (
    "单号", "建单时间", "级别", "状态", "主题", "来源", "地区", "年龄段", "谁来求助", "负责人",
    "首次接单", "等待秒数", "结案时间", "结果", "强制报告", "转介", "完成回访",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST = timedelta(days=366)


def register(pages: Pages) -> None:
    @pages.page("/ledger", needs=Permission.CASE_EXPORT)
    def form(visit: Visit) -> Response:
        today = visit.desk.today
        return visit.page("ledger.html", first=today.replace(day=1), last=today, levels=list(reversed(RiskLevel)))

    @pages.page("/ledger/export", needs=Permission.CASE_EXPORT, method="POST")
    def export(visit: Visit) -> Response:
        wanted = _wanted(visit)
        with visit.desk.store.session() as work:
            rows = [_line(row) for row in ledger(work, visit.operator, wanted)]
            work.commit()
        name = f"ledger-{wanted.first}-{wanted.last}"
        if visit.field("format") == "csv":
            return given(as_csv(rows), f"{name}.csv", "text/csv; charset=utf-8")
        return workbook(write_sheets({"台账": (HEAD, rows)}), f"{name}.xlsx")


def as_csv(rows: Sequence[Sequence[str | int]]) -> bytes:
    """With a byte order mark, or Excel takes it for another encoding; no cell is read as a formula."""
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *([_harmless(cell) for cell in row] for row in rows)])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _line(row: LedgerRow) -> tuple[str | int, ...]:
    waited = int((row.first_claim - row.opened_at).total_seconds()) if row.first_claim else ""
    moments = [f"{local(at):%Y-%m-%d %H:%M}" if at else "" for at in (row.opened_at, row.first_claim, row.closed_at)]
    return (
        row.number,
        moments[0],
        words.LEVELS[row.level],
        words.STATUSES[row.status],
        "、".join(words.topic(topic) for topic in row.topics),
        words.CHANNELS[row.channel],
        area_name(row.area) if row.area else "",
        NAMES["age"](str(row.age_band)) if row.age_band else "",
        NAMES["relation"](str(row.relation)) if row.relation else "",
        row.owner or "",
        moments[1],
        waited,
        moments[2],
        words.OUTCOMES[row.outcome] if row.outcome else "",
        row.reports,
        row.referrals,
        row.follow_ups,
    )


def _wanted(visit: Visit) -> Wanted:
    try:
        first, last = (date.fromisoformat(visit.field(name)) for name in ("first", "last"))
    except ValueError as error:
        raise NotFound("ledger") from error
    if not first <= last <= first + _LONGEST:
        raise NotFound("ledger")
    return Wanted(
        first,
        last,
        _word(RiskLevel, visit, "level"),
        _word(TicketStatus, visit, "status"),
        _word(Topic, visit, "topic"),
    )


def _word(kind: type[W], visit: Visit, name: str) -> W | None:
    return next((word for word in kind if word == visit.field(name)), None)
