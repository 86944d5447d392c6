"""Who is at the desk: presence, skills and load of everybody who works cases."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from cases import audit
from cases.access import Permission, allows, demand
from cases.errors import NotAllowed
from cases.roster.rules import rules, skills
from cases.roster.tables import Seat, StaffSkill
from cases.roster.words import Presence
from cases.store import Work
from cases.tables import Operator, Ticket
from cases.words import Role, TicketStatus

RENEW = timedelta(seconds=20)
"""A page asks more often than this; writing each time would keep the database busy for nothing."""
OVERNIGHT = timedelta(minutes=30)
"""After so long, "busy" or "away" was yesterday's: whoever comes back is here."""
MOST = 20
"""Chats at once that anybody may be trusted with."""


@dataclass(frozen=True)
class Person:
    """Somebody who works cases, as the desk sees them now; ``load`` counts the chats they are in."""

    id: str
    name: str
    role: Role
    presence: Presence
    load: int
    capacity: int
    skills: tuple[str, ...]

    @property
    def online(self) -> bool:
        return self.presence is not Presence.OFF

    @property
    def full(self) -> bool:
        return self.load >= self.capacity


def everybody(work: Work) -> list[Person]:
    """Everybody with an account that works cases, by name."""
    loads = _loads(work)
    known: dict[str, list[str]] = defaultdict(list)
    for operator_id, skill in work.db.execute(select(StaffSkill.operator_id, StaffSkill.skill)):
        known[operator_id].append(skill)
    rows = work.db.execute(
        select(Operator, Seat).outerjoin(Seat, Seat.operator_id == Operator.id).order_by(Operator.name)
    )
    return [
        Person(
            id=operator.id,
            name=operator.shown_as,
            role=operator.role,
            presence=_presence(seat, work.clock()),
            load=loads.get(operator.id, 0),
            capacity=seat.capacity if seat else rules().capacity,
            skills=tuple(skill for skill in skills() if skill in known[operator.id]),
        )
        for operator, seat in rows
        if allows(operator, Permission.CASE_WORK)
    ]


def who_is_here(work: Work) -> list[Person]:
    """Whose pages have asked lately, whatever they chose."""
    return [person for person in everybody(work) if person.online]


def person(work: Work, operator_id: str) -> Person | None:
    """This one; None for somebody who works no cases."""
    return next((p for p in everybody(work) if p.id == operator_id), None)


def seen_at(work: Work, operator_id: str) -> datetime | None:
    """When a page of theirs last asked; None: never, or signed out."""
    return work.db.scalar(select(Seat.seen_at).where(Seat.operator_id == operator_id))


def is_stale(work: Work, operator_id: str) -> bool:
    """Whether it is time to note again that this person is here: asked first, without writing."""
    seen = seen_at(work, operator_id)
    return seen is None or work.clock() - seen >= RENEW


def touch(work: Work, operator: Operator) -> None:
    """A page of theirs has asked; the caller commits."""
    seat, now = work.db.get(Seat, operator.id), work.clock()
    back = seat is None or seat.seen_at is None or now - seat.seen_at > OVERNIGHT
    if seat is None:
        seat = _new_seat(work, operator)
    seat.seen_at = now
    if back:
        seat.presence = Presence.HERE
    work.db.flush()


def choose(work: Work, operator: Operator, presence: Presence) -> None:
    """Here, busy or away, as they say themselves; raises NotAllowed for off, which is found out."""
    if presence is Presence.OFF:
        raise NotAllowed("sign out instead")
    touch(work, operator)
    work.db.execute(update(Seat).where(Seat.operator_id == operator.id).values(presence=presence))
    audit.append(work, operator.id, "duty:presence", f"operator/{operator.id}", {"presence": presence})


def leave(work: Work, operator: Operator) -> None:
    """Signed out: offline at once."""
    work.db.execute(update(Seat).where(Seat.operator_id == operator.id).values(seen_at=None))


def equip(work: Work, by: Operator, operator: Operator, chosen: set[str], capacity: int) -> None:
    """What somebody can do and how many chats they can carry; raises NotAllowed for what is not known."""
    demand(by, Permission.DUTY_MANAGE)
    if not chosen <= set(skills()) or not 1 <= capacity <= MOST:
        raise NotAllowed("no such skill or capacity")
    seat = work.db.get(Seat, operator.id) or _new_seat(work, operator)
    seat.capacity = capacity
    had = {row.skill: row for row in work.db.scalars(select(StaffSkill).where(StaffSkill.operator_id == operator.id))}
    for skill in set(had) - chosen:
        work.db.delete(had[skill])
    work.db.add_all(StaffSkill(operator_id=operator.id, skill=skill) for skill in chosen - set(had))
    work.db.flush()
    audit.append(work, by.id, "duty:equipped", f"operator/{operator.id}", {"capacity": capacity})


def _presence(seat: Seat | None, now: datetime) -> Presence:
    if seat is None or seat.seen_at is None or now - seat.seen_at > rules().online:
        return Presence.OFF
    return seat.presence


def _loads(work: Work) -> dict[str, int]:
    rows = select(Ticket.owner_id, func.count()).where(Ticket.status == TicketStatus.CLAIMED).group_by(Ticket.owner_id)
    return {owner: count for owner, count in work.db.execute(rows) if owner}


def _new_seat(work: Work, operator: Operator) -> Seat:
    seat = Seat(operator_id=operator.id, presence=Presence.HERE, capacity=rules().capacity)
    try:
        with work.db.begin_nested():
            work.db.add(seat)
    except IntegrityError:
        # Another page of the same person was first.
        return work.db.get_one(Seat, operator.id)
    return seat
