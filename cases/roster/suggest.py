"""Whom a case could be given to, in order, and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, select

from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.errors import NotAllowed
from cases.roster.duty import on_duty
from cases.roster.people import Person, who_is_here
from cases.roster.rules import skills
from cases.roster.tables import TicketWish
from cases.roster.words import Presence, ShiftKind
from cases.store import Work
from cases.tables import Operator, Ticket
from cases.words import Role


@dataclass(frozen=True)
class Suggestion:
    """A person who could take the case: skills wished for, skills that fit its topics, on the roster now or not."""

    person: Person
    wished: tuple[str, ...]
    fitting: tuple[str, ...]
    on_duty: bool


def suggest(work: Work, ticket: Ticket, *, without: Collection[str] = ()) -> list[Suggestion]:
    """Who is here, has room and is on duty; first who has what the child asked for, then skill, then least load.

    At an hour for which the roster names nobody, everybody here is suggested: a case must not wait for a plan.
    """
    wanted = wishes(work, ticket)
    rostered = {o.id for kind in (ShiftKind.DUTY, ShiftKind.LEAD) for o in on_duty(work, work.clock(), kind)}
    found = [
        _suggestion(person, ticket, wanted, person.id in rostered)
        for person in who_is_here(work)
        if person.presence is Presence.HERE and not person.full and person.id not in {*without, ticket.owner_id}
    ]
    if any(s.on_duty for s in found):
        found = [s for s in found if s.on_duty]
    return sorted(found, key=_order)


def wishes(work: Work, ticket: Ticket) -> tuple[str, ...]:
    """The skills that the child asked for."""
    had = set(work.db.scalars(select(TicketWish.skill).where(TicketWish.ticket_id == ticket.id)))
    return tuple(skill for skill in skills() if skill in had)


def set_wishes(work: Work, ticket: Ticket, operator: Operator, wanted: set[str]) -> None:
    """What the child asked for, such as a woman to talk to; raises NotAllowed for what nobody may ask for."""
    if not wanted <= {skill.id for skill in skills().values() if skill.asked}:
        raise NotAllowed("no such skill")
    lock_conversation(work, ticket.conversation_id)
    if wanted == set(wishes(work, ticket)):
        return
    work.db.execute(delete(TicketWish).where(TicketWish.ticket_id == ticket.id))
    work.db.add_all(TicketWish(ticket_id=ticket.id, skill=skill) for skill in sorted(wanted))
    note_change(work, ticket, "wish", by=operator)
    work.db.flush()


def _suggestion(person: Person, ticket: Ticket, wanted: Collection[str], rostered: bool) -> Suggestion:
    fitting = tuple(skills()[id].name for id in person.skills if skills()[id].topics & set(ticket.topics))
    wished = tuple(skills()[id].name for id in person.skills if id in wanted)
    return Suggestion(person, wished, fitting, rostered)


def _order(s: Suggestion) -> tuple[int, int, bool, float, str]:
    # A supervisor keeps free to look after all, so comes last among equals.
    leads = s.person.role is Role.SUPERVISOR
    return (-len(s.wished), -len(s.fitting), leads, s.person.load / s.person.capacity, s.person.name)
