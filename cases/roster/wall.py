"""The desk in big numbers, for the supervisor's wall: counts and names of staff, nothing of any child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from cases.clocks import reading
from cases.moves import is_quiet
from cases.roster import duty, people, silence
from cases.roster.duty import Duty
from cases.roster.offers import Offer, open_offers
from cases.roster.people import Person
from cases.roster.rules import rules
from cases.store import Work
from cases.tables import Operator, Ticket
from cases.words import ENDED, OPEN
from humiao.clock import local
from humiao.vocabulary import RiskLevel


@dataclass(frozen=True)
class Chat:
    """A chat that somebody is in; ``waits``: since when the child waits for an answer, ``limit``: seconds it may."""

    number: str
    level: RiskLevel
    owner: str
    waits: datetime | None
    limit: int


@dataclass(frozen=True)
class Wall:
    """Everything on the wall at one moment; moments, not durations, so that it changes only when the desk does."""

    waiting: dict[RiskLevel, int]
    oldest_red: tuple[str, datetime] | None
    """Number and moment of opening of the red case that has waited longest for a human."""
    people: tuple[Person, ...]
    on_duty: tuple[Duty, ...]
    next_on: tuple[Duty, ...]
    offers: tuple[Offer, ...]
    chats: tuple[Chat, ...]
    """Whose child waits longest first."""
    breaches: tuple[tuple[str, str, datetime], ...]
    """Today's: number, clock and when it ran out."""


def wall(work: Work) -> Wall:
    """Counts every open ticket, whatever its area: a supervisor looks after the whole desk."""
    rows = work.db.scalars(select(Ticket).where(Ticket.status.in_(OPEN)).order_by(Ticket.opened_at)).all()
    free = [ticket for ticket in rows if ticket.owner_id is None]
    now = work.clock()
    red = next((ticket for ticket in free if ticket.level is RiskLevel.RED), None)
    return Wall(
        waiting={level: sum(ticket.level is level for ticket in free) for level in reversed(RiskLevel)},
        oldest_red=(red.number, red.opened_at) if red else None,
        people=tuple(person for person in people.everybody(work) if person.online or person.load),
        on_duty=tuple(d for d in duty.shifts_between(work, now, now + timedelta(seconds=1)) if d.starts_at <= now),
        next_on=tuple(duty.next_shifts(work)),
        offers=tuple(open_offers(work)),
        chats=tuple(_chats(work, [ticket for ticket in rows if is_quiet(ticket.status)])),
        breaches=_breaches(work),
    )


def _chats(work: Work, tickets: list[Ticket]) -> list[Chat]:
    names = {o.id: o.shown_as for o in work.db.scalars(select(Operator))}
    found = [
        Chat(
            number=ticket.number,
            level=ticket.level,
            owner=names.get(ticket.owner_id or "", ""),
            waits=silence.waits_since(work, ticket),
            limit=int(rules().silence[ticket.level].total_seconds()),
        )
        for ticket in tickets
    ]
    return sorted(found, key=lambda chat: (chat.waits is None, chat.waits or work.clock(), chat.number))


def _breaches(work: Work) -> tuple[tuple[str, str, datetime], ...]:
    midnight = local(work.clock()).replace(hour=0, minute=0, second=0, microsecond=0)
    runs = reading.breaches(work, midnight)
    shown = (
        Ticket.id.in_({run.ticket_id for run in runs}),
        ~(Ticket.status.in_(ENDED) & Ticket.hidden_at.is_not(None)),
    )
    rows = select(Ticket.id, Ticket.number).where(*shown)
    numbers = {row.id: row.number for row in work.db.execute(rows)}
    return tuple(
        (numbers[run.ticket_id], run.name, run.breached_at)
        for run in runs
        if run.breached_at and run.ticket_id in numbers
    )
