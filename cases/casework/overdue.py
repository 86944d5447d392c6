"""Visits that are due over all cases: planned ones whose day is over, and cases whose attention asks for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from cases import reach
from cases.casework.tables import Attention, Visit
from cases.casework.visits import due_after
from cases.casework.words import AttentionLevel
from cases.store import Work
from cases.tables import Operator, Ticket
from cases.words import ENDED
from humiao.clock import local


@dataclass(frozen=True)
class DueVisit:
    """A case where somebody should have gone by ``due``; ``attention`` is None for a visit that was only planned."""

    number: str
    owner: str
    attention: AttentionLevel | None
    due: date


def visits_due(work: Work, operator: Operator) -> list[DueVisit]:
    """Of the cases this person may open, the longest overdue first."""
    today = local(work.clock()).date()
    found = [*_planned(work, operator, today), *_asked_for(work, operator, today)]
    return sorted(found, key=lambda visit: (visit.due, visit.number))


def _planned(work: Work, operator: Operator, today: date) -> list[DueVisit]:
    rows = work.db.execute(
        select(Ticket.number, Operator.shown_as, Visit.planned_on)
        .join(Ticket, Ticket.id == Visit.ticket_id)
        .outerjoin(Operator, Operator.id == Ticket.owner_id)
        .where(Visit.planned_on < today, Visit.made_on.is_(None), Visit.cancelled_at.is_(None))
        .where(reach.visible(work, operator))
    )
    return [DueVisit(number, owner or "", None, on) for number, owner, on in rows]


def _asked_for(work: Work, operator: Operator, today: date) -> list[DueVisit]:
    last = select(func.max(Visit.made_on)).where(Visit.ticket_id == Attention.ticket_id).scalar_subquery()
    rows = work.db.execute(
        select(Ticket.number, Operator.shown_as, Attention.level, Attention.since, last)
        .join(Ticket, Ticket.id == Attention.ticket_id)
        .outerjoin(Operator, Operator.id == Ticket.owner_id)
        .where(Ticket.status.not_in(ENDED), reach.visible(work, operator))
    )
    found = [
        DueVisit(number, owner or "", level, due_after(level, since, made))
        for number, owner, level, since, made in rows
    ]
    return [visit for visit in found if visit.due < today]
