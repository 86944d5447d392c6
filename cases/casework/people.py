"""People at home, at school and elsewhere. Whoever is marked unsafe is never contacted and cannot be chosen."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import select

from cases.casework.begin import begin, words
from cases.casework.tables import Person
from cases.casework.words import Side
from cases.changes import note_change
from cases.errors import NotAllowed, NotFound
from cases.sealing import place
from cases.store import Work
from cases.tables import Operator, Ticket, new_id

_PERSON = "case_people.person_sealed"


@dataclass(frozen=True)
class Named:
    """Who somebody is; every part may be empty but the name."""

    name: str
    relation: str = ""
    phone: str = ""
    note: str = ""


@dataclass(frozen=True)
class PersonText:
    """A person as staff read it; an erased one has no name."""

    id: str
    side: Side
    unsafe: bool
    named: Named


def add(work: Work, ticket: Ticket, operator: Operator, side: Side, named: Named, *, unsafe: bool) -> Person:
    """Another person of the case; raises ReasonNeeded without a name."""
    conversation = begin(work, ticket, operator)
    parts = {
        "name": words(named.name, needed=True),
        "relation": words(named.relation),
        "phone": words(named.phone),
        "note": words(named.note),
    }
    row = Person(id=new_id(), ticket_id=ticket.id, side=side, unsafe=unsafe, at=work.clock(), operator_id=operator.id)
    text = json.dumps(parts, ensure_ascii=False)
    row.person_sealed = work.ring.seal_text(conversation, text, place(_PERSON, row.id))
    work.db.add(row)
    work.db.flush()
    note_change(work, ticket, "person_unsafe" if unsafe else "person", after=side, by=operator)
    return row


def judge(work: Work, ticket: Ticket, operator: Operator, person_id: str, *, unsafe: bool, reason: str) -> None:
    """Marks somebody as unsafe, or as safe again with a reason in words; raises NotFound, ReasonNeeded."""
    begin(work, ticket, operator)
    row = _found(work, ticket, person_id)
    if row.unsafe is unsafe:
        return
    why = words(reason, needed=not unsafe)
    row.unsafe = unsafe
    note_change(work, ticket, "person_unsafe" if unsafe else "person_safe", after=row.side, by=operator, reason=why)


def remove(work: Work, ticket: Ticket, operator: Operator, person_id: str) -> None:
    """Takes somebody off the list (written wrongly, moved away); who is unsafe stays on it."""
    begin(work, ticket, operator)
    row = _found(work, ticket, person_id)
    if row.unsafe:
        raise NotAllowed("an unsafe person stays on the list")
    row.removed_at = work.clock()
    note_change(work, ticket, "person_removed", before=row.side, by=operator)


def people(work: Work, ticket: Ticket) -> list[PersonText]:
    """Everybody on the list, unsafe ones first."""
    rows = work.db.scalars(
        select(Person).where(Person.ticket_id == ticket.id, Person.removed_at.is_(None)).order_by(Person.at, Person.id)
    )
    found = [PersonText(row.id, row.side, row.unsafe, _named(work, ticket, row)) for row in rows]
    return sorted(found, key=lambda person: not person.unsafe)


def choose(work: Work, ticket: Ticket, person_id: str) -> Person:
    """Somebody to call or to write to; raises NotFound, or NotAllowed for whoever is unsafe."""
    row = _found(work, ticket, person_id)
    if row.unsafe:
        raise NotAllowed("this person is not to be contacted")
    return row


def _found(work: Work, ticket: Ticket, person_id: str) -> Person:
    row = work.db.scalar(
        select(Person)
        .where(Person.id == person_id, Person.ticket_id == ticket.id, Person.removed_at.is_(None))
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("person")
    return row


def _named(work: Work, ticket: Ticket, row: Person) -> Named:
    if row.person_sealed is None:
        return Named("")
    return Named(**json.loads(work.ring.open_text(ticket.conversation, row.person_sealed, place(_PERSON, row.id))))
