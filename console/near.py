"""The strip above the talk: who else is here, what is asked of whom, and whether the child waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cases.moves import is_open, is_quiet
from cases.roster import looks, silence, talk
from cases.roster.looks import Look
from cases.roster.offers import Offer
from cases.roster.rules import rules
from cases.store import Work
from cases.tables import Operator, Ticket
from console.visit import Visit
from console.watch import Glance


@dataclass(frozen=True)
class Near:
    """What the strip shows to one person; ``lines`` counts what colleagues wrote in the case's own talk."""

    number: str
    looks: tuple[Look, ...]
    offer: Offer | None
    waits: datetime | None
    limit: int
    """Seconds after which an unanswered child goes to somebody else."""
    owner_gone: str
    """The owner's name, for their deputy, while the owner is not at the desk."""
    lines: int


def near(work: Work, ticket: Ticket, operator: Operator, glance: Glance) -> Near:
    """Read from what the whole desk shares, so that an open page costs few questions."""
    mine = ticket.owner_id == operator.id and is_quiet(ticket.status)
    return Near(
        number=ticket.number,
        looks=tuple(look for look in looks.who_looks(work, ticket) if look.operator_id != operator.id),
        offer=next((o for o in glance.offers if o.ticket_id == ticket.id), None),
        waits=silence.waits_since(work, ticket) if mine else None,
        limit=int(rules().silence[ticket.level].total_seconds()),
        owner_gone=_owner_gone(ticket, operator, glance),
        lines=talk.count_for(work, ticket, operator),
    )


def near_html(visit: Visit, seen: Near) -> str:
    return visit.html("_near.html", near=seen)


def _owner_gone(ticket: Ticket, operator: Operator, glance: Glance) -> str:
    if glance.deputies.get(ticket.id) != operator.id or ticket.owner is None or not is_open(ticket.status):
        return ""
    present = {person.id for person in glance.people if person.online}
    return "" if ticket.owner_id in present else ticket.owner.shown_as
