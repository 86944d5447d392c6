"""Starting and stopping the clocks of a case: the rows are made to say what its story says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from cases.areas import area
from cases.changes import note_change
from cases.clocks.hours import Office, due_at
from cases.clocks.hours_file import office_of
from cases.clocks.rules import Clock, While, clocks
from cases.clocks.story import Span, moments, spans
from cases.clocks.tables import ClockRun
from cases.followup.tables import FollowUp
from cases.store import Work
from cases.tables import Ticket, TicketEvent, new_id
from humiao.settings import read_settings

CLOCK = "clock"
"""Who did what a clock does."""
Key = tuple[str, str, datetime]


def match(work: Work, ticket: Ticket) -> list[ClockRun]:
    """Brings the runs of a ticket up to date and returns those still running; the caller holds the ticket.

    A run that stopped late, or that nobody watched while the worker was down, is put on record as a breach.
    """
    known = {(run.clock, run.subject, run.started_at): run for run in _runs(work, ticket)}
    wanted = {(clock.id, subject, span.start): span for clock, subject, span in _wanted(work, ticket)}
    for key, span in wanted.items():
        run = known.get(key) or _start(work, ticket, key)
        known[key] = run
        if run.stopped_at is None and span.stop is not None:
            _stop(work, ticket, run, span.stop)
        elif run.stopped_at is not None and span.stop is None:
            # A merge that was undone: the case is as if it had never been closed, and so is its clock.
            run.stopped_at, run.next_at = None, work.clock()
    for key, run in known.items():
        if key not in wanted and run.stopped_at is None:
            _stop(work, ticket, run, work.clock())
    work.db.flush()
    return [run for run in known.values() if run.stopped_at is None and run.clock in clocks().by_id]


def breach(work: Work, ticket: Ticket, run: ClockRun) -> None:
    """The limit has passed: on record once, for good."""
    if run.breached_at is None:
        run.breached_at = run.due_at
        note_change(work, ticket, "breach", after=run.clock, by=CLOCK)


def office_for(work: Work, ticket: Ticket) -> Office:
    """The office whose hours count: by the area of the ticket, or else of the desk."""
    return office_of(area(work, ticket) or read_settings()["area"])


def _wanted(work: Work, ticket: Ticket) -> Iterator[tuple[Clock, str, Span]]:
    events = select(TicketEvent).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.at)
    story = moments(ticket, work.db.scalars(events))
    for clock in clocks().by_id.values():
        for span in spans(clock, story):
            yield clock, "", span
        if clock.runs is While.FOLLOW_UP:
            for row in work.db.scalars(select(FollowUp).where(FollowUp.ticket_id == ticket.id)):
                if row.ended_at is None or row.ended_at > row.due_at:
                    yield clock, row.id, Span(row.due_at, row.ended_at)


def _runs(work: Work, ticket: Ticket) -> list[ClockRun]:
    return list(work.db.scalars(select(ClockRun).where(ClockRun.ticket_id == ticket.id)))


def _start(work: Work, ticket: Ticket, key: Key) -> ClockRun:
    clock, subject, start = key
    rule = clocks().by_id[clock]
    due = due_at(start, rule.limit, rule.counts, office_for(work, ticket))
    run = ClockRun(
        id=new_id(), ticket_id=ticket.id, clock=clock, subject=subject, started_at=start, due_at=due, next_at=start,
        told=[],
    )  # fmt: skip
    work.db.add(run)
    return run


def _stop(work: Work, ticket: Ticket, run: ClockRun, at: datetime) -> None:
    run.stopped_at, run.next_at = at, None
    if at > run.due_at:
        breach(work, ticket, run)
