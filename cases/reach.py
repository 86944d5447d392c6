"""Which cases a member of staff may open: the one place that every page asks."""

from __future__ import annotations

from cases import audit, tickets
from cases.access import Permission, allows
from cases.errors import NotFound
from cases.store import Work
from cases.tables import Operator, Ticket


def reached(work: Work, number: str, operator: Operator) -> Ticket:
    """The ticket with this number, for somebody who may open it.

    Missing and forbidden raise the same NotFound: nobody learns which numbers exist.
    """
    if not allows(operator, Permission.CASE_READ):
        raise NotFound("ticket")
    return tickets.by_number(work, number)


def read(work: Work, number: str, operator: Operator) -> Ticket:
    """The ticket for a person to look at, noted in the audit chain; the caller commits."""
    ticket = reached(work, number, operator)
    audit.append(work, operator.id, "ticket:read", f"ticket/{ticket.id}")
    return ticket
