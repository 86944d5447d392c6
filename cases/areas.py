"""Areas: which part of the country a case belongs to, and who works for which part.

A code is one of 行政区划 with 2 to 12 digits; zeros at its end that mean "all of it" do not count.
A case whose area nobody knows belongs to everybody: a child in danger is never invisible because a
field was left empty. A case known only roughly (the county) is also seen by each of its townships.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select

from cases.access import Permission, allows, demand
from cases.callers.tables import CallerProfile
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.errors import NotAllowed
from cases.store import Work
from cases.tables import Operator, Ticket

_CODE = re.compile(r"[1-8]\d(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?", re.ASCII)
_ENDS = (2, 4, 6, 9, 12)
"""Digits of a province, city, county, township and village."""


def prefix(code: str) -> str:
    """The digits that say something: 430000 is 43; raises NotAllowed when it is no area code."""
    if not _CODE.fullmatch(code):
        raise NotAllowed("this is no area code")
    ends = [end for end in _ENDS if end <= len(code)]
    while len(ends) > 1 and not code[ends[-2] : ends[-1]].strip("0"):
        ends.pop()
    return code[: ends[-1]]


def area_of() -> ColumnElement[str | None]:
    """The area of ``Ticket`` in a query: what was set by hand, else the caller's, else nothing."""
    callers = select(CallerProfile.area).where(CallerProfile.conversation_id == Ticket.conversation_id)
    return func.coalesce(Ticket.area, callers.scalar_subquery())


def area(work: Work, ticket: Ticket) -> str:
    """The same for one ticket; empty when nobody knows it."""
    return work.db.scalar(select(area_of()).where(Ticket.id == ticket.id)) or ""


def within(area: ColumnElement[str | None], codes: Sequence[str]) -> ColumnElement[bool]:
    """A condition: the area is unknown, inside one of ``codes``, or contains one of them."""
    inside = [area.like(f"{prefix(code)}%") for code in codes]
    above = {form for code in codes for form in _above(prefix(code))}
    return or_(area.is_(None), area == "", *inside, area.in_(sorted(above)))


def set_area(work: Work, ticket: Ticket, operator: Operator, code: str) -> None:
    """Puts the case into an area by hand, empty: back to the caller's own; for the owner or a supervisor.

    Raises NotAllowed for anybody else, and when the code is none.
    """
    demand(operator, Permission.CASE_WORK)
    lock_conversation(work, ticket.conversation_id)
    work.db.refresh(ticket)
    if ticket.owner_id != operator.id and not allows(operator, Permission.CASE_ANY_MANAGE):
        raise NotAllowed("claim the ticket first" if ticket.owner_id is None else "somebody else works on this ticket")
    before, ticket.area = ticket.area, prefix(code) if code else None
    if before != ticket.area:
        note_change(work, ticket, "area", before, ticket.area, by=operator)


def _above(code: str) -> list[str]:
    """Every form of the areas that contain this one: 43 and 430000 for 430181."""
    ends = [end for end in _ENDS if end < len(code)]
    return [form for end in ends for form in {code[:end], code[:end].ljust(6, "0")}]
