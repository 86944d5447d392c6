"""Where a case stands, for its page: the steps of its life, what is still owed, and its clocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.access import Permission, allows
from cases.clocks import by_hand, reading
from cases.clocks.reading import Run
from cases.clocks.rules import Clock
from cases.closing import owed
from cases.moves import is_open, life, ways
from cases.operators import everybody
from cases.store import Work
from cases.tables import Operator, Ticket
from cases.words import TicketStatus


@dataclass(frozen=True)
class LifeView:
    """The steps with ``done``, ``now`` or ``next``; and what this person may do about them."""

    steps: Sequence[tuple[str, str]]
    assignee: str | None
    graded: tuple[str, datetime] | None
    may_grade: bool
    may_check: bool
    owed: Sequence[str]
    runs: Sequence[Run]
    startable: Sequence[Clock]
    may_clock: bool

    @property
    def pressing(self) -> Run | None:
        """The clock that runs out next; None when none runs."""
        return next((run for run in self.runs if run.stopped_at is None), None)


def life_view(work: Work, ticket: Ticket, operator: Operator) -> LifeView:
    """Read within the transaction that read the case."""
    open_, runs = is_open(ticket.status), reading.of(work, ticket)
    names = {person.id: person.shown_as for person in everybody(work)}
    live = {run.clock for run in runs if run.stopped_at is None}
    mine = ticket.owner_id == operator.id or allows(operator, Permission.CASE_ANY_MANAGE)
    return LifeView(
        steps=steps(ticket),
        assignee=names.get(ticket.assignee_id or ""),
        graded=(names.get(ticket.graded_by, ""), ticket.graded_at) if ticket.graded_by and ticket.graded_at else None,
        may_grade=open_ and ticket.graded_by is None and allows(operator, Permission.CASE_WORK),
        may_check=any(move.after is TicketStatus.CHECKED for move in ways(ticket, operator))
        and ticket.owner_id != operator.id,
        owed=owed(work, ticket) if open_ else (),
        runs=runs,
        startable=[clock for clock in by_hand.startable() if clock.id not in live],
        may_clock=open_ and mine and allows(operator, Permission.CASE_WORK),
    )


def steps(ticket: Ticket) -> list[tuple[str, str]]:
    """Each step of the life with where it stands: what was confirmed early is done early."""
    table = life()
    now = table.steps.index(table.states[ticket.status].step)
    ended = ticket.status in table.ends
    found = []
    for number, step in enumerate(table.steps):
        done = number < now or (ended and number == now) or (step == "分级" and ticket.graded_by is not None)
        found.append((step, "done" if done else "now" if number == now else "next"))
    return found
