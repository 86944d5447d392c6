"""Clocks that a person starts: a protection order was applied for, legal aid was asked for."""

from __future__ import annotations

from cases.changes import note_change
from cases.clocks.rounds import follow
from cases.clocks.rules import Clock, While, clocks
from cases.clocks.story import BY_HAND
from cases.clocks.tables import ClockRun
from cases.errors import NotAllowed
from cases.moves import is_open
from cases.steps import hold_own
from cases.store import Work
from cases.tables import Operator, Ticket


def startable() -> list[Clock]:
    """Every clock that a person may start."""
    return [clock for clock in clocks().by_id.values() if clock.runs is While.BY_HAND]


def start(work: Work, ticket: Ticket, operator: Operator, clock_id: str, reason: str = "") -> None:
    """Starts a clock now; raises NotAllowed when it runs already or is not one of these, or the case is not theirs."""
    hold_own(work, ticket, operator)
    if clock_id not in {clock.id for clock in startable()} or not is_open(ticket.status):
        raise NotAllowed("this clock cannot be started here")
    if _runs(work, ticket, clock_id):
        raise NotAllowed("this clock runs already")
    note_change(work, ticket, BY_HAND, after=clock_id, by=operator, reason=reason.strip())
    work.db.flush()
    follow(work, ticket.id)


def stop(work: Work, ticket: Ticket, operator: Operator, clock_id: str, reason: str = "") -> None:
    """It was done: stops the clock, and starts the one that follows from it; raises NotAllowed when it does not run."""
    hold_own(work, ticket, operator)
    if not _runs(work, ticket, clock_id):
        raise NotAllowed("this clock does not run")
    then = clocks().by_id[clock_id].then
    note_change(work, ticket, BY_HAND, before=clock_id, after=then, by=operator, reason=reason.strip())
    work.db.flush()
    follow(work, ticket.id)


def _runs(work: Work, ticket: Ticket, clock_id: str) -> bool:
    rows = work.db.query(ClockRun).filter_by(ticket_id=ticket.id, clock=clock_id, stopped_at=None)
    return rows.first() is not None
