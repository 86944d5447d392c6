"""The tab 知识: reviewed answers for this case and canned replies, one key away from the reply."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from cases import reach
from cases.access import Permission
from cases.callers import profile
from cases.store import Work
from cases.tables import Ticket
from console.canned import by_situation
from console.listening import Advice
from console.pages import Pages
from console.visit import Visit
from humiao.vocabulary import Sender
from knowledge.entry import Entry

FOUND = 6
LONGEST = 200
"""Characters of a question: what is searched is typed, not pasted."""


def register(pages: Pages) -> None:
    pages.page("/cases/{number}/knowledge", needs=Permission.KNOWLEDGE_READ, method="POST")(find)


def draw(visit: Visit, work: Work, ticket: Ticket) -> str:
    """Answers about the topics of the case to begin with; searching comes when somebody asks."""
    adult = profile(work, ticket.conversation).relation not in (None, Sender.CHILD)
    return visit.html(
        "_knowledge.html",
        number=ticket.number,
        advice=_advice(visit, _about(visit.desk.kit.knowledge.entries, ticket.topics)),
        adult=adult,
        asked="",
        canned=by_situation(visit.desk.canned),
    )


def find(visit: Visit) -> Response:
    """Answers to what the operator typed. Posted, so that no word of a child stands in an address."""
    with visit.desk.store.session(reading=True) as work:
        ticket = reach.reached(work, visit.path("number"), visit.operator)
        adult = profile(work, ticket.conversation).relation not in (None, Sender.CHILD)
    asked = visit.field("q")[:LONGEST]
    kit = visit.desk.kit
    hits = kit.knowledge.find(asked, limit=FOUND).hits if asked else ()
    entries = [hit.entry for hit in hits] or _about(kit.knowledge.entries, ticket.topics)
    values: dict[str, Any] = {"number": ticket.number, "advice": _advice(visit, entries), "adult": adult}
    if visit.by_script:
        return visit.data({"html": visit.html("_found.html", **values, asked=asked, missed=bool(asked and not hits))})
    return visit.page("found.html", **values, asked=asked, missed=bool(asked and not hits))


def _advice(visit: Visit, entries: Sequence[Entry]) -> list[Advice]:
    return list(visit.desk.listener.advice(entries, visit.desk.today))


def _about(entries: Sequence[Entry], topics: Sequence[str]) -> list[Entry]:
    """Answers of the case's topics, the topic that was named first before the others."""
    order = {name: place for place, name in enumerate(topics)}
    about = [entry for entry in entries if str(entry.topic) in order]
    return sorted(about, key=lambda entry: (order[str(entry.topic)], -entry.floor.rank))[:FOUND]
