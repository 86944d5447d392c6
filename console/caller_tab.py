"""The tab 来访者: everything of one caller in one view, who may be the same, and what everybody must know of them."""

from __future__ import annotations

from cases import fields
from cases.access import Permission, allows
from cases.callers import profile
from cases.callers.duplicates import suggested
from cases.callers.visits import caller_view
from cases.moves import is_open
from cases.store import Work
from cases.tables import Ticket
from console import caller_words
from console.areas import area_name
from console.visit import Visit


def draw(visit: Visit, work: Work, ticket: Ticket) -> str:
    """The section; nothing of tickets that this person may not open but their number."""
    known = fields.veil(work, visit.operator, ticket, profile(work, ticket.conversation))
    may = allows(visit.operator, Permission.CASE_INTAKE) and ticket.conversation.key_wrapped is not None
    return visit.html(
        "_caller.html",
        number=ticket.number,
        known=known,
        area=area_name(known.area) if known.area else "",
        view=caller_view(work, ticket, visit.operator),
        suggestions=suggested(work, ticket, visit.operator) if may else [],
        may=may,
        may_write=may and fields.sees_all(work, visit.operator, ticket),
        mergeable=may and is_open(ticket.status),
        is_open=is_open,
        caller_words=caller_words,
    )
