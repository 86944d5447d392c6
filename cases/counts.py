"""Counts for the monitoring: how many wait, and for how long."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from cases.store import Work
from cases.tables import Message, Outgoing, Ticket
from cases.words import ENDED, Author, OutgoingState
from humiao.vocabulary import RiskLevel


@dataclass(frozen=True)
class Counts:
    """Numbers by label; keys are (level, claimed yes/no) and (target, state)."""

    tickets: dict[tuple[str, str], int]
    outgoing: dict[tuple[str, str], int]
    unanswered: int
    oldest_red_seconds: float


def count_all(work: Work) -> Counts:
    """One reading of everything that waits; ages in seconds."""
    open_tickets = work.db.execute(
        select(Ticket.level, Ticket.owner_id.is_not(None), func.count())
        .where(Ticket.status.not_in(ENDED))
        .group_by(Ticket.level, Ticket.owner_id.is_not(None))
    )
    waiting = work.db.execute(
        select(Outgoing.target, Outgoing.state, func.count())
        .where(Outgoing.state != OutgoingState.DELIVERED)
        .group_by(Outgoing.target, Outgoing.state)
    )
    unanswered = work.db.scalar(
        select(func.count()).where(Message.author == Author.CALLER, Message.processed_at.is_(None))
    )
    oldest = work.db.scalar(
        select(func.min(Ticket.opened_at)).where(
            Ticket.level == RiskLevel.RED, Ticket.owner_id.is_(None), Ticket.status.not_in(ENDED)
        )
    )
    return Counts(
        tickets={(str(level), "yes" if claimed else "no"): number for level, claimed, number in open_tickets},
        outgoing={(target, str(state)): number for target, state, number in waiting},
        unanswered=unanswered or 0,
        oldest_red_seconds=(work.clock() - oldest).total_seconds() if oldest else 0.0,
    )
