"""All referrals that wait for an agency, the overdue first, and what supervisors must see of reports."""

from __future__ import annotations

from starlette.responses import Response

from cases.access import Permission, allows
from cases.referral.agencies import agencies
from cases.referral.flags import unseen
from cases.referral.reminders import waiting
from console import handing_words
from console.pages import Pages
from console.visit import Visit


def register(pages: Pages) -> None:
    @pages.page("/referrals", needs=Permission.CASE_REFER)
    def show(visit: Visit) -> Response:
        """Filtered by ``mine``, ``late`` and ``kind``; only of cases that this person may open."""
        query = visit.request.query_params
        mine, late, kind = query.get("mine") == "1", query.get("late") == "1", query.get("kind", "")
        with visit.desk.store.session(reading=True) as work:
            owner = visit.operator.id if mine else ""
            rows = waiting(work, visit.operator, kind=kind, owner_id=owner, overdue=late)
            leads = allows(visit.operator, Permission.CASE_ANY_MANAGE)
            flags = unseen(work, visit.operator) if leads else []
            return visit.page(
                "referrals.html",
                w=handing_words,
                rows=rows,
                flags=flags,
                kinds=agencies().kinds,
                mine=mine,
                late=late,
                kind=kind,
            )
