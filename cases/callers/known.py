"""Who called from a number before, asked while the telephone is still in the hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cases import reach
from cases.access import Permission, demand
from cases.callers.flags import Flag, standing_flags
from cases.callers.linked import contacts_of
from cases.callers.non_data import of_contacts
from cases.callers.numbers import digits_of
from cases.callers.words import NonData
from cases.contacts import find_contact
from cases.store import Work
from cases.tables import Conversation, Operator, Ticket
from cases.words import TicketStatus
from humiao.message import BY_HAND
from humiao.vocabulary import RiskLevel

MOST = 5


@dataclass(frozen=True)
class KnownTicket:
    number: str
    level: RiskLevel
    status: TicketStatus
    owner: str | None
    opened_at: datetime


@dataclass(frozen=True)
class KnownCaller:
    """Empty for a number nobody called from."""

    tickets: Sequence[KnownTicket] = ()
    flags: Sequence[Flag] = ()
    non_data: int = 0


def calls_from(work: Work, phone: str, operator: Operator) -> KnownCaller:
    """The latest tickets of the number that this person may open, and what colleagues should know."""
    demand(operator, Permission.CASE_INTAKE)
    digits = digits_of(phone)
    found = [find_contact(work, channel, digits) for channel in BY_HAND] if digits else []
    contacts = {id for contact in found if contact for id in contacts_of(work, contact.id)}
    if not contacts:
        return KnownCaller()
    rows = work.db.scalars(
        select(Ticket)
        .join(Conversation, Conversation.id == Ticket.conversation_id)
        .where(Conversation.contact_id.in_(contacts), reach.visible(work, operator))
        .order_by(Ticket.opened_at.desc())
        .limit(MOST)
    )
    tickets = [
        KnownTicket(t.number, t.level, t.status, t.owner.shown_as if t.owner else None, t.opened_at) for t in rows
    ]
    silent: dict[NonData, int] = of_contacts(work, contacts)
    return KnownCaller(tickets, standing_flags(work, contacts), sum(silent.values()))
