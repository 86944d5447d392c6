"""The facts of a query as conditions on tickets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, String, cast, exists, or_, true

from cases.areas import area_of
from cases.clocks.tables import ClockRun
from cases.search.query import ME, NOBODY, Clocked, Query, Stage
from cases.tables import Conversation, Operator, Ticket
from cases.words import ENDED, OPEN
from humiao.clock import LOCAL


def conditions(query: Query, operator: Operator) -> Iterator[ColumnElement[bool]]:
    """One for each fact that is asked, on ``Ticket`` joined with its ``Conversation``."""
    if query.number:
        yield Ticket.number.startswith(query.number.upper(), autoescape=True)
    if query.levels:
        yield Ticket.level.in_(query.levels)
    if query.stage:
        yield Ticket.status.in_(ENDED) if query.stage is Stage.ENDED else Ticket.status.in_(OPEN)
    if query.statuses:
        yield Ticket.status.in_(query.statuses)
    if query.topics:
        # A list of our own words, in both databases text such as ["dropout", "doxxing_deepfake"].
        topics = cast(Ticket.topics, String)
        yield or_(*(topics.contains(f'"{topic}"', autoescape=True) for topic in query.topics))
    if query.channels:
        yield Conversation.channel.in_(query.channels)
    if query.owner:
        yield _owned(query.owner, operator)
    if query.area:
        yield area_of().startswith(query.area, autoescape=True)
    if query.asked_for_human:
        yield Ticket.asked_for_human.is_(True)
    if query.clock:
        late = ClockRun.breached_at.is_not(None) if query.clock is Clocked.LATE else true()
        yield exists().where(ClockRun.ticket_id == Ticket.id, ClockRun.stopped_at.is_(None), late)
    yield from _days(query)


def _owned(owner: str, operator: Operator) -> ColumnElement[bool]:
    if owner == NOBODY:
        return Ticket.owner_id.is_(None)
    return Ticket.owner_id == (operator.id if owner == ME else owner)


def _days(query: Query) -> Iterator[ColumnElement[bool]]:
    if query.since:
        yield Ticket.opened_at >= _midnight(query.since)
    if query.until:
        yield Ticket.opened_at < _midnight(query.until + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)
