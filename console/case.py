"""The case page: the talk, what it was judged by, and the case file beside it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from cases import fields, reach
from cases.access import Permission
from cases.board import CaseMark, marks
from cases.store import Work
from cases.tables import Ticket
from cases.words import TicketStatus
from console.case_file import Panel, case_file, panel
from console.case_sections import SECTIONS
from console.here import note_here, note_look
from console.near import Near, near, near_html
from console.news import PATIENCE, desk_news, note_rang, wait_for
from console.pages import Pages
from console.queue import desk_values
from console.rail import rail
from console.sections import IN_LINE, OVERVIEW, chosen, open_to
from console.turns import Said, talk
from console.visit import Visit
from console.watch import Glance
from humiao.vocabulary import RiskLevel

MANY = 500
"""Messages that one request may ask for again; a page that misses more reloads them in parts."""


@dataclass(frozen=True)
class News:
    """The desk and one case at one moment."""

    desk: Glance
    case: CaseMark
    near: Near

    @property
    def case_mark(self) -> str:
        return sha256(repr((self.case, self.near)).encode()).hexdigest()[:32]


def register(pages: Pages) -> None:
    @pages.page("/cases/{number}", needs=Permission.CASE_READ)
    def show(visit: Visit) -> Response:
        everything = visit.request.query_params.get("all") == "1"
        glance = visit.desk.watch.seen_by(visit.operator)
        with visit.desk.store.session() as work:
            ticket = reach.read(work, visit.path("number"), visit.operator)
            seen = case_file(work, ticket, visit.operator, everything=everything)
            tabs = tab_values(visit, work, ticket)
            strip = near(work, ticket, visit.operator, glance)
            files_shown = _files_shown(visit, work, ticket)
            work.commit()
        values = {**desk_values(glance), **rail_values(visit, glance), **panel_values(seen.panel), **tabs}
        values["near"] = strip
        return visit.page("case.html", talk=seen.talk, more=seen.more, files_shown=files_shown, **values)

    @pages.page("/cases/{number}/events", needs=Permission.CASE_READ)
    async def events(visit: Visit) -> Response:
        """Marks only, no words: what has changed is fetched, and audited, by the two pages below."""
        query = visit.request.query_params
        old = (query.get("seen"), query.get("case"))
        await run_in_threadpool(note_here, visit)
        await run_in_threadpool(note_look, visit)
        news = await wait_for(visit, lambda: _look(visit), lambda n: (n.desk.mark, n.case_mark) != old, PATIENCE)
        await note_rang(visit, news.desk)
        case = {"mark": news.case_mark, "turns": news.case.turns, "panel": news.case.panel}
        beside = visit.html("_rail.html", **rail_values(visit, news.desk)) if news.desk.mark != old[0] else None
        strip = {"html": near_html(visit, news.near), "lines": news.near.lines}
        return visit.data({**desk_news(visit, news.desk), "case": case, "rail": beside, "near": strip})

    @pages.page("/cases/{number}/turns", needs=Permission.CASE_READ)
    def turns(visit: Visit) -> Response:
        """The messages with the given numbers, drawn."""
        wanted = _numbers(visit.request.query_params.get("seqs", ""))
        number = visit.path("number")
        found, files_shown = _fetch(visit, wanted)
        drawn = [_drawn(visit, number, said, files_shown) for said in found if said.turn.seq in wanted]
        return visit.data({"turns": drawn})

    @pages.page("/cases/{number}/panel", needs=Permission.CASE_READ)
    def side(visit: Visit) -> Response:
        """Everything beside the talk, drawn; ``tab`` says which section is open."""
        with visit.desk.store.session() as work:
            ticket = reach.read(work, visit.path("number"), visit.operator)
            seen = panel(work, ticket, visit.operator, marks(work, ticket))
            values = {**panel_values(seen), **tab_values(visit, work, ticket)}
            work.commit()
        parts = {part: visit.html(f"_{part}.html", **values) for part in ("head", "reply", "tabs", "side")}
        return visit.data({"mark": seen.mark, "parts": parts})


def panel_values(seen: Panel) -> dict[str, Any]:
    """What the templates beside the talk draw from."""
    return {"case": seen, "levels": reversed(RiskLevel), "closed": TicketStatus.CLOSED}


def rail_values(visit: Visit, glance: Glance) -> dict[str, Any]:
    """What the queue beside the case draws from."""
    return {"rail": rail(glance.rows, visit.operator, visit.path("number"))}


def tab_values(visit: Visit, work: Work, ticket: Ticket) -> dict[str, Any]:
    """The tabs, and the open one's content; None for the overview, which is drawn from the panel."""
    section = chosen(SECTIONS, visit.request.query_params.get("tab", ""), visit.operator)
    return {
        "tabs": open_to(SECTIONS, visit.operator),
        "in_line": IN_LINE,
        "tab": section.id if section else OVERVIEW,
        "section": section.draw(visit, work, ticket) if section else None,
    }


def _look(visit: Visit) -> News:
    glance = visit.desk.watch.seen_by(visit.operator)
    with visit.desk.store.session(reading=True) as work:
        ticket = reach.reached(work, visit.path("number"), visit.operator)
        return News(glance, marks(work, ticket), near(work, ticket, visit.operator, glance))


def _files_shown(visit: Visit, work: Work, ticket: Ticket) -> bool:
    return fields.field(work, visit.operator, ticket, fields.Field.ATTACHMENTS) is fields.Show.SHOW


def _fetch(visit: Visit, wanted: set[int]) -> tuple[list[Said], bool]:
    with visit.desk.store.session() as work:
        ticket = reach.read(work, visit.path("number"), visit.operator)
        mark = marks(work, ticket)
        first, last = min(wanted, default=1), max(wanted, default=0)
        found = talk(work, ticket.conversation, mark, after=first - 1, limit=min(last - first + 1, MANY))
        files_shown = _files_shown(visit, work, ticket)
        work.commit()
    return found, files_shown


def _drawn(visit: Visit, number: str, said: Said, files_shown: bool) -> dict[str, Any]:
    html = visit.html("_turn.html", said=said, number=number, files_shown=files_shown)
    return {"seq": said.turn.seq, "html": html}


def _numbers(text: str) -> set[int]:
    return {int(part) for part in text.split(",") if part.isdecimal() and len(part) < 10}
