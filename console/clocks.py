"""The clocks: a page of all that run or ran out, and starting and stopping those that a person starts."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import Response

from cases import audit, reach
from cases.access import Permission
from cases.clocks import by_hand, reading
from cases.clocks.hours_file import offices
from console.pages import Pages
from console.visit import Visit
from humiao.clock import local

LATELY = timedelta(days=7)
"""Breaches older than this are in the cases and in the figures."""


def register(pages: Pages) -> None:
    @pages.page("/clocks", needs=Permission.CASE_ASSIGN)
    def show(visit: Visit) -> Response:
        """Everything that runs, and what ran out in the last seven days, of the cases this person may open."""
        now = visit.desk.store.clock()
        with visit.desk.store.session() as work:
            found = reading.listed(work, visit.operator, now - LATELY)
            audit.append(work, visit.operator.id, "clocks:read", "clocks", {"rows": len(found)})
            work.commit()
        late = [one for one in found if one.run.stopped_at is None and one.run.due_at <= now]
        soon = [one for one in found if one.run.stopped_at is None and one.run.due_at > now]
        past = sorted((o for o in found if o.run.stopped_at), key=lambda o: o.run.due_at, reverse=True)
        year = local(now).year
        unknown = [y for y in (year, year + 1) if y not in offices()[0].calendar.complete]
        return visit.page("clocks.html", late=late, soon=soon, past=past, unknown=unknown)

    @pages.page("/cases/{number}/clock-start", needs=Permission.CASE_WORK, method="POST")
    def start(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            ticket = reach.reached(work, visit.path("number"), visit.operator)
            by_hand.start(work, ticket, visit.operator, visit.field("clock"), visit.field("reason"))
            work.commit()
        return visit.go(f"/cases/{ticket.number}")

    @pages.page("/cases/{number}/clock-stop", needs=Permission.CASE_WORK, method="POST")
    def stop(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            ticket = reach.reached(work, visit.path("number"), visit.operator)
            by_hand.stop(work, ticket, visit.operator, visit.field("clock"))
            work.commit()
        return visit.go(f"/cases/{ticket.number}")
