"""The report pages: as it stands now, marked as internal; and what was printed, for paper and for others."""

from __future__ import annotations

from typing import Any

from starlette.responses import RedirectResponse, Response

from cases import audit
from cases.access import Permission, allows
from cases.errors import NotFound
from cases.figures.made import Figures, all_made, has_cases, live, note_read
from cases.figures.period import Period, Span
from cases.figures.trend import live_trend
from cases.store import Work
from console.figures.paper import as_pdf
from console.figures.report import Report, given_out, report
from console.figures.view import Compared
from console.figures.words import SPANS, period_name
from console.figures.workbook import as_workbook
from console.files import given
from console.pages import Pages
from console.visit import BASE, Visit

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def register(pages: Pages) -> None:
    @pages.page("/figures", needs=Permission.FIGURES_READ)
    def show(visit: Visit) -> Response:
        """The period as it stands now for those who read cases; others get what was printed."""
        period = _asked(visit)
        if not allows(visit.operator, Permission.CASE_READ):
            today = visit.desk.today
            ended = period if period.ended(today) else Period.of(today, period.span).previous
            return RedirectResponse(f"{BASE}/figures/{ended}", status_code=303)
        with visit.desk.store.session() as work:
            audit.append(work, visit.operator.id, "figures:read", f"report/{period}")
            work.commit()
        with visit.desk.store.session(reading=True) as work:
            made = report(Compared(live(work, period), *_others(work, period)), live_trend(work, period))
        return visit.page("figures.html", **_values(visit, made))

    @pages.page("/figures/{period}", needs=Permission.FIGURES_READ)
    def one(visit: Visit) -> Response:
        """A made report, without small numbers; no longer new to who opens it."""
        made = _printed(visit, _named(visit), "figures:opened", seen=True)
        return visit.page("figures.html", **_values(visit, made))

    @pages.page("/figures/{period}/report.xlsx", needs=Permission.FIGURES_READ)
    def excel(visit: Visit) -> Response:
        period = _named(visit)
        return given(as_workbook(_printed(visit, period, "figures:exported")), f"report-{period}.xlsx", _EXCEL)

    @pages.page("/figures/{period}/report.pdf", needs=Permission.FIGURES_READ)
    def paper(visit: Visit) -> Response:
        period = _named(visit)
        return given(as_pdf(_printed(visit, period, "figures:exported")), f"report-{period}.pdf", "application/pdf")


def _printed(visit: Visit, period: Period, action: str, *, seen: bool = False) -> Report:
    if not period.ended(visit.desk.today):
        raise NotFound("report")
    made = given_out(visit.desk.store, period)
    with visit.desk.store.session() as work:
        if seen:
            note_read(work, period, visit.operator)
        audit.append(work, visit.operator.id, action, f"report/{period}")
        work.commit()
    return made


def _others(work: Work, period: Period) -> list[Figures | None]:
    return [live(work, p) if has_cases(work, p) else None for p in (period.previous, period.year_before)]


def _named(visit: Visit) -> Period:
    try:
        return Period.parse(visit.path("period"))
    except ValueError as error:
        raise NotFound("report") from error


def _asked(visit: Visit) -> Period:
    """The period of the query; the running week when there is none or it is none."""
    query = visit.request.query_params
    try:
        return Period.parse(query.get("period", ""))
    except ValueError:
        span = next((span for span in Span if span == query.get("span")), Span.WEEK)
        return Period.of(visit.desk.today, span)


def _values(visit: Visit, made: Report) -> dict[str, Any]:
    with visit.desk.store.session(reading=True) as work:
        kept = all_made(work, visit.operator)
    period, today = made.period, visit.desk.today
    return {
        "report": made,
        "made": [(one, SPANS[one.span], period_name(one), at, new) for one, at, new in kept],
        "spans": [(span, SPANS[span], Period.of(today, span)) for span in Span],
        "ended": period.ended(today),
        "next": period.next if period.next.first <= today else None,
        "may_see_all": allows(visit.operator, Permission.CASE_READ),
        "may_export": allows(visit.operator, Permission.CASE_EXPORT),
    }
