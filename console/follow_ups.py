"""The page of all follow-ups and visits that are due: mine, everybody's, overdue."""

from __future__ import annotations

from starlette.responses import Response

from cases import audit
from cases.access import Permission
from cases.casework.overdue import visits_due
from cases.followup import lists
from cases.followup.lists import FollowUpRow
from console.casework_words import ATTENTION, FOLLOW_UPS, STEPS, WAYS
from console.pages import Pages
from console.visit import Visit

WHICH = {"mine": "我的", "late": "要处理的", "all": "全部"}


def register(pages: Pages) -> None:
    @pages.page("/followups", needs=Permission.QUEUE_READ)
    def everything(visit: Visit) -> Response:
        """No words of anybody: numbers, times and states of the cases this person may open."""
        which = visit.request.query_params.get("show", "late")
        which = which if which in WHICH else "late"
        with visit.desk.store.session() as work:
            rows = lists.everything_open(work, visit.operator)
            visits = visits_due(work, visit.operator)
            audit.append(work, visit.operator.id, "followups:read", "followups")
            work.commit()
        counts = {one: len(_wanted(visit, rows, one)) for one in WHICH}
        return visit.page(
            "follow_ups.html",
            rows=_wanted(visit, rows, which),
            which=which,
            whiches=WHICH,
            counts=counts,
            visits=visits,
            ways=WAYS,
            states=FOLLOW_UPS,
            steps=STEPS,
            attentions=ATTENTION,
        )


def _wanted(visit: Visit, rows: list[FollowUpRow], which: str) -> list[FollowUpRow]:
    if which == "mine":
        return [row for row in rows if row.owner_id == visit.operator.id]
    return [row for row in rows if row.late] if which == "late" else rows
