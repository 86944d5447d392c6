"""Every text that an entry ever had, and what changed from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from cases.access import Permission, allows
from cases.errors import NotFound
from cases.store import Work
from console.entry_save import number
from console.pages import Pages
from console.visit import Visit
from knowledge.desk import workflow
from knowledge.desk.difference import difference

SHIPPED = "shipped"
"""Instead of a number: the text that came with this version of the program."""


def register(pages: Pages) -> None:
    @pages.page("/knowledge/e/{id}/history", needs=Permission.KNOWLEDGE_READ)
    def history(visit: Visit) -> Response:
        entry_id = visit.path("id")
        with visit.desk.store.session(reading=True) as work:
            rows = workflow.history(work.db, entry_id)
        if not rows:
            raise NotFound("entry")
        may_write = allows(visit.operator, Permission.KNOWLEDGE_WRITE)
        return visit.page("entry_history.html", id=entry_id, rows=rows, may_write=may_write)

    @pages.page("/knowledge/e/{id}/diff", needs=Permission.KNOWLEDGE_READ)
    def diff(visit: Visit) -> Response:
        entry_id, query = visit.path("id"), visit.request.query_params
        old, new = query.get("from", ""), query.get("to", "")
        with visit.desk.store.session(reading=True) as work:
            before, after = (_content(visit, work, entry_id, wanted) for wanted in (old, new))
            latest = workflow.history(work.db, entry_id)[0].number
        return visit.page(
            "entry_diff.html",
            id=entry_id,
            old=old,
            new=new,
            latest=latest,
            changes=difference(before, after),
            may_write=allows(visit.operator, Permission.KNOWLEDGE_WRITE),
        )


def _content(visit: Visit, work: Work, entry_id: str, wanted: str) -> Mapping[str, Any]:
    if wanted != SHIPPED:
        return workflow.revision(work.db, entry_id, number(wanted)).content
    shipped = visit.desk.workbench.shipped.get(entry_id)
    if shipped is None:
        raise NotFound("shipped text")
    return shipped
