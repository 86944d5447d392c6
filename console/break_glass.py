"""Break-glass 紧急查阅: opening a case out of reach, and a supervisor's look at each use of it."""

from __future__ import annotations

from starlette.responses import Response

from cases import grants
from cases.access import Permission
from cases.errors import NotFound, ReasonNeeded
from cases.reach_rules import rules
from console.pages import Pages
from console.visit import Visit

MISSING = "没有找到这个单，请核对单号。这次查询已经记入审计。"
SHORT = "请写明为什么现在必须看这个单（至少十个字）。"


def register(pages: Pages) -> None:
    @pages.page("/break-glass", needs=Permission.CASE_BREAK_GLASS)
    def ask(visit: Visit) -> Response:
        """The same form for every number: it does not tell which cases there are."""
        return _form(visit, visit.request.query_params.get("number", "")[:20])

    @pages.page("/break-glass", needs=Permission.CASE_BREAK_GLASS, method="POST")
    def open_case(visit: Visit) -> Response:
        number = visit.field("number")[:20]
        with visit.desk.store.session() as work:
            try:
                ticket = grants.break_glass(work, number, visit.operator, visit.field("reason"))
            except ReasonNeeded:
                return _form(visit, number, SHORT, 400)
            except NotFound:
                work.commit()  # that somebody asked stays on record
                return _form(visit, number, MISSING, 404)
            work.commit()
        return visit.go(f"/cases/{ticket.number}")

    @pages.page("/break-glass/reviews", needs=Permission.CASE_BREAK_GLASS_REVIEW)
    def reviews(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            uses = grants.uses(work, visit.operator)
            work.commit()
        waiting = [use for use in uses if use.reviewed_at is None]
        judged = [use for use in uses if use.reviewed_at is not None]
        return visit.page("break_glass_reviews.html", waiting=waiting, judged=judged)

    @pages.page("/break-glass/reviews/{grant}", needs=Permission.CASE_BREAK_GLASS_REVIEW, method="POST")
    def judge(visit: Visit) -> Response:
        justified = visit.field("verdict") == "justified"
        with visit.desk.store.session() as work:
            grants.review(work, visit.path("grant"), visit.operator, justified=justified, note=visit.field("note"))
            work.commit()
        return visit.go("/break-glass/reviews")


def _form(visit: Visit, number: str, problem: str = "", status: int = 200) -> Response:
    minutes = int(rules().grant.total_seconds()) // 60
    reason = visit.field("reason")
    return visit.page(
        "break_glass.html",
        status,
        number=number,
        reason=reason,
        problem=problem,
        minutes=minutes,
        shortest=rules().reason,
    )
