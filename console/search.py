"""Searching the cases: the words travel in a form, never in an address; the page of results has a random one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.responses import Response

from cases.access import Permission, allows
from cases.errors import NotFound
from cases.operators import everybody
from cases.search import rebuild, saved
from cases.search.find import Cursor, Excerpt, Found, Hit, find, note_search
from cases.search.query import Query
from cases.store import Store, Work
from cases.words import TicketStatus
from console import words
from console.pages import Pages
from console.search_form import choices, composed
from console.search_language import Unclear, parse, written
from console.visit import Visit
from humiao.vocabulary import RiskLevel

_NUMBER = re.compile(r"HM\d{6}-\d{4,}", re.ASCII)


@dataclass(frozen=True)
class Row:
    """A case in the list of results."""

    number: str
    level: RiskLevel
    status: TicketStatus
    topics: tuple[str, ...]
    channel: str
    owner: str | None
    opened_at: datetime
    asked_for_human: bool
    excerpts: Sequence[Excerpt]


def register(pages: Pages) -> None:
    unindexed = Unindexed()

    @pages.page("/search", needs=Permission.SEARCH)
    def start(visit: Visit) -> Response:
        return _page(visit, Query())

    @pages.page("/search", needs=Permission.SEARCH, method="POST")
    def begin(visit: Visit) -> Response:
        typed = composed(visit.form)
        with visit.desk.store.session(reading=True) as work:
            names = _names(work)
        try:
            query = parse(typed, names)
        except Unclear as unclear:
            return _page(visit, Query(), typed=typed, problem=str(unclear), status=400)
        if query == Query():
            return visit.go("/search")
        if query == Query(number=query.number) and _NUMBER.fullmatch(query.number):
            return visit.go(f"/cases/{query.number}")
        with visit.desk.store.session() as work:
            search_id = saved.begin(work, query, visit.operator)
            work.commit()
        return visit.go(f"/search/{search_id}")

    @pages.page("/search/{search}", needs=Permission.SEARCH)
    def results(visit: Visit) -> Response:
        after = _cursor(visit.request.query_params.get("after", ""))
        with visit.desk.store.session(reading=True) as work:
            query = saved.query_of(work, visit.path("search"), visit.operator)
            found = find(work, query, visit.operator, after)
            rows = [_row(hit) for hit in found.hits]
        # Searching waits for nobody and nobody for it; only its line in the trail needs to write.
        with visit.desk.store.session() as work:
            note_search(work, found, query, visit.operator)
            work.commit()
        missing = unindexed.count(visit.desk.store) if query.has_words else 0
        return _page(visit, query, rows=rows, found=found, missing=missing, later=after is not None)

    @pages.page("/search/{search}/keep", needs=Permission.SEARCH, method="POST")
    def keep(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            shared = visit.field("shared") == "1"
            saved.keep(work, visit.path("search"), visit.operator, visit.field("name"), shared=shared)
            work.commit()
        return visit.go(f"/search/{visit.path('search')}")

    @pages.page("/search/{search}/forget", needs=Permission.SEARCH, method="POST")
    def forget(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            saved.forget(work, visit.path("search"), visit.operator)
            work.commit()
        return visit.go("/search")


class Unindexed:
    """How many conversations search cannot look into yet; asked until there are none, for none are added."""

    def __init__(self) -> None:
        self._complete = False

    def count(self, store: Store) -> int:
        if self._complete:
            return 0
        with store.session(reading=True) as work:
            count = rebuild.count_waiting(work)
        self._complete = count == 0
        return count


def _page(visit: Visit, query: Query, status: int = 200, *, typed: str | None = None, **values: Any) -> Response:
    here = visit.request.path_params.get("search", "")
    with visit.desk.store.session(reading=True) as work:
        names = _names(work)
        filters = saved.filters(work, visit.operator)
    shown: dict[str, Any] = {"rows": None, "found": None, "missing": 0, "later": False, "problem": ""} | values
    return visit.page(
        "search.html",
        status,
        **shown,
        search_id=here,
        next_page=_address(shown["found"]),
        filters=filters,
        kept=next((f for f in filters if f.id == here), None),
        typed=written(query, names) if typed is None else typed,
        has_words=query.has_words,
        may_share=allows(visit.operator, Permission.CASE_ASSIGN),
        choices=choices(names),
    )


def _names(work: Work) -> dict[str, str]:
    return {operator.shown_as: operator.id for operator in everybody(work)}


def _row(hit: Hit) -> Row:
    ticket = hit.ticket
    return Row(
        number=ticket.number,
        level=ticket.level,
        status=ticket.status,
        topics=tuple(words.topic(name) for name in ticket.topics),
        channel=words.CHANNELS[ticket.conversation.channel],
        owner=ticket.owner.shown_as if ticket.owner else None,
        opened_at=ticket.opened_at,
        asked_for_human=ticket.asked_for_human,
        excerpts=hit.excerpts,
    )


def _address(found: Found | None) -> str:
    """Where the next page goes on, for the address; empty when there is none."""
    return f"{found.after.opened_at.isoformat()}~{found.after.ticket_id}" if found and found.after else ""


def _cursor(written: str) -> Cursor | None:
    if not written:
        return None
    moment, _, ticket_id = written.partition("~")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        raise NotFound("page") from None
    if at.tzinfo is None or not ticket_id:
        raise NotFound("page")
    return Cursor(at, ticket_id)
