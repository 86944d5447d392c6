"""The queue: who is in danger first, and what rings until somebody takes it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from cases import audit
from cases.access import Permission
from console.here import note_here
from console.news import PATIENCE, desk_news, note_rang, wait_for
from console.pages import Pages
from console.visit import Visit
from console.watch import Glance
from humiao.vocabulary import RiskLevel

MOST = 100
"""Rows shown at once, the most urgent first; who waits behind a hundred others is behind one more click."""


def register(pages: Pages) -> None:
    @pages.page("/", needs=Permission.QUEUE_READ)
    def queue(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            audit.append(work, visit.operator.id, "queue:read", "queue")
            work.commit()
        return visit.page("queue.html", **queue_values(visit, visit.desk.watch.seen_by(visit.operator, fresh=True)))

    @pages.page("/events", needs=Permission.QUEUE_READ)
    async def events(visit: Visit) -> Response:
        """Answers as soon as the desk has changed from the mark in ``seen``, or after ``wait`` seconds."""
        query = visit.request.query_params
        await run_in_threadpool(note_here, visit)
        glance = await wait_for(
            visit, lambda: visit.desk.watch.seen_by(visit.operator), lambda g: g.mark != query.get("seen"), PATIENCE
        )
        await note_rang(visit, glance)
        rows = visit.html("_rows.html", **queue_values(visit, glance)) if query.get("rows") else None
        return visit.data({**desk_news(visit, glance), "rows": rows})


def desk_values(glance: Glance) -> dict[str, Any]:
    """What the templates of the desk draw from."""
    return {"glance": glance, "unheard": {alert.ticket_id for alert in glance.alerts}}


def queue_values(visit: Visit, glance: Glance) -> dict[str, Any]:
    """The same for the queue itself: the first rows, one's own wherever they stand, and how many are left out."""
    me, everything = visit.operator.id, visit.request.query_params.get("all") == "1"
    shown = [
        row
        for place, row in enumerate(glance.rows)
        if place < MOST or everything or me in (row.owner_id, glance.deputies.get(row.id))
    ]
    here, free = Counter(r.level for r in glance.rows), Counter(r.level for r in glance.rows if r.owner is None)
    counts = [(level, here[level], free[level]) for level in reversed(RiskLevel)]
    return {**desk_values(glance), "shown": shown, "hidden": len(glance.rows) - len(shown), "counts": counts}
