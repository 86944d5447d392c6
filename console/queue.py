"""The queue: who is in danger first, and what rings until somebody takes it."""

from __future__ import annotations

import re
from typing import Any

from starlette.responses import Response

from cases import audit
from cases.access import Permission
from cases.errors import NotFound
from console.news import PATIENCE, desk_news, wait_for
from console.pages import Pages
from console.visit import Visit
from console.watch import Glance

_NUMBER = re.compile(r"HM\d{6}-\d{4,}")


def register(pages: Pages) -> None:
    @pages.page("/", needs=Permission.QUEUE_READ)
    def queue(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            audit.append(work, visit.operator.id, "queue:read", "queue")
            work.commit()
        return visit.page("queue.html", **desk_values(visit.desk.watch.glance(fresh=True)))

    @pages.page("/events", needs=Permission.QUEUE_READ)
    async def events(visit: Visit) -> Response:
        """Answers as soon as the desk has changed from the mark in ``seen``, or after ``wait`` seconds."""
        query = visit.request.query_params
        glance = await wait_for(visit, visit.desk.watch.glance, lambda g: g.mark != query.get("seen"), PATIENCE)
        rows = visit.html("_rows.html", **desk_values(glance)) if query.get("rows") else None
        return visit.data({**desk_news(visit, glance), "rows": rows})

    @pages.page("/open", needs=Permission.CASE_READ)
    def open_by_number(visit: Visit) -> Response:
        """The field "open a ticket by its number": closed ones are not in the queue."""
        number = visit.request.query_params.get("number", "").strip().upper()
        if not _NUMBER.fullmatch(number):
            raise NotFound("ticket")
        return visit.go(f"/cases/{number}")


def desk_values(glance: Glance) -> dict[str, Any]:
    """What the templates of the desk draw from."""
    return {"glance": glance, "unheard": {alert.ticket_id for alert in glance.alerts}}
