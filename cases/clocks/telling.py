"""The steps of a clock that runs: who is told at which moment, again and again where the data say so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases import alerts
from cases.changes import note_change
from cases.clocks.hours import Office, due_at
from cases.clocks.rules import Clock, Step, Tell
from cases.clocks.running import CLOCK
from cases.clocks.tables import ClockRun
from cases.clocks.told import people
from cases.store import Work
from cases.tables import Ticket

NOBODY = "nobody"
TellChild = Callable[[Work, Ticket], bool]
"""Says the reviewed text to the caller; False when it could not be said, and then it is tried no more."""


@dataclass(frozen=True)
class Ringing:
    """With what is told: channels beside the desk, and how the caller hears it."""

    also: Sequence[str] = ()
    child: TellChild = lambda work, ticket: False


def tell(work: Work, ticket: Ticket, run: ClockRun, clock: Clock, office: Office, ring: Ringing) -> int:
    """Tells whoever is due to hear by now and says when to look again; the caller holds the ticket.

    Steps missed while no worker ran are made up for once, not as often as they were missed.
    """
    now, done = work.clock(), 0
    for number, step in enumerate(clock.steps):
        first = due_at(run.started_at, step.after, clock.counts, office)
        wanted = 0 if now < first else 1 + (int((now - first) / step.every) if step.every else 0)
        if wanted > _times(run, number):
            _make(work, ticket, run, clock, number, wanted, ring)
            done += 1
    run.next_at = min((moment for moment in _to_come(run, clock, office) if moment > now), default=None)
    return done


def _make(work: Work, ticket: Ticket, run: ClockRun, clock: Clock, number: int, wanted: int, ring: Ringing) -> None:
    step, first_time = clock.steps[number], _times(run, number) == 0
    to = [] if step.tell is Tell.CHILD else people(work, ticket, step.tell)
    said = step.tell is not Tell.CHILD or ring.child(work, ticket)
    for operator in to:
        alerts.escalate(work, ticket, operator, clock.id)
        if first_time:
            note_change(work, ticket, "raised", before=clock.id, after=operator.id, by=CLOCK)
    if step.tell is Tell.CHILD and said:
        note_change(work, ticket, "honest", before=clock.id, by=CLOCK)
    if step.tell is not Tell.CHILD and not to and first_time:
        note_change(work, ticket, "raised", before=clock.id, after=NOBODY, by=CLOCK)
    if step.after >= clock.limit and step.tell is not Tell.CHILD:
        for target in ring.also:
            alerts.escalate_elsewhere(work, ticket, target, clock.id)
    _keep(run, number, step, [operator.id for operator in to], wanted, work.clock(), said=said)


def _keep(run: ClockRun, number: int, step: Step, to: list[str], wanted: int, at: datetime, *, said: bool) -> None:
    row: dict[str, Any] = {"step": number, "role": step.tell, "to": to, "at": at.isoformat(), "times": wanted}
    if not said:
        row["unsaid"] = True
    run.told = [*(old for old in run.told if old["step"] != number), row]


def _times(run: ClockRun, number: int) -> int:
    return next((int(row["times"]) for row in run.told if row["step"] == number), 0)


def _to_come(run: ClockRun, clock: Clock, office: Office) -> list[datetime]:
    moments = [run.due_at]
    for number, step in enumerate(clock.steps):
        first = due_at(run.started_at, step.after, clock.counts, office)
        moments.append(first + _times(run, number) * step.every if step.every else first)
    return moments
