"""The audit trail, for those who read no cases."""

from __future__ import annotations

import re

from starlette.responses import Response

from cases import audit, operators
from cases.access import Permission
from console.pages import Pages
from console.visit import Visit

PAGE = 100
"""Lines of the trail on one page."""
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
"""As long as a number of the trail can be: a longer one would be refused by the database."""


def register(pages: Pages) -> None:
    @pages.page("/audit", needs=Permission.AUDIT_READ)
    def trail(visit: Visit) -> Response:
        """Who did what to which record; reading the trail is in the trail too."""
        before = visit.request.query_params.get("before", "")
        with visit.desk.store.session() as work:
            events = audit.recent(work, PAGE, before=int(before) if _NUMBER.fullmatch(before) else None)
            names = {operator.id: operator.shown_as for operator in operators.everybody(work)}
            audit.append(work, visit.operator.id, "audit:read", "audit")
            work.commit()
        more = events[-1].seq if len(events) == PAGE else None
        return visit.page("audit.html", events=events, names=names, more=more, checked=None)

    @pages.page("/audit/verify", needs=Permission.AUDIT_READ, method="POST")
    def verify(visit: Visit) -> Response:
        with visit.desk.store.session(reading=True) as work:
            checked = audit.verify(work)
        return visit.page("audit.html", events=[], names={}, more=None, checked=checked)
