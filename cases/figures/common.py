"""What several counters share: which tickets count, and the tables that others refer to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func
from sqlalchemy.orm import InstrumentedAttribute

from cases.callers.tables import CallerProfile
from cases.figures.grid import Grid
from cases.figures.period import Period
from cases.tables import Ticket
from cases.words import Outcome

LEVELS = Grid("level", ("red", "yellow", "blue", "none"), whole="opened")


def within(
    moment: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None], period: Period
) -> ColumnElement[bool]:
    """A condition: this moment lies in the period."""
    start, end = period.bounds
    return and_(moment >= start, moment < end)


def counts_once() -> ColumnElement[bool]:
    """A condition on ``Ticket``: what was merged into another ticket is counted there."""
    return Ticket.outcome.is_distinct_from(Outcome.MERGED)


def first_topic() -> ColumnElement[str]:
    """The topic that the case was opened for; later ones do not make a second case of it."""
    first: ColumnElement[str] = Ticket.topics[0].as_string()
    return first


def known_area() -> ColumnElement[str | None]:
    """Area of the case, set by staff or else the caller's, in a query that joins ``CallerProfile``."""
    return func.coalesce(Ticket.area, CallerProfile.area)


def area() -> ColumnElement[str]:
    """County of the case in such a query; empty when nobody knows it."""
    county: ColumnElement[str] = func.substr(func.coalesce(known_area(), ""), 1, 6)
    return county
