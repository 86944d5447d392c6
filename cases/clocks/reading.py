"""The clocks as people see them: what runs, until when, and what was breached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select

from cases.clocks.rules import clocks
from cases.clocks.tables import ClockRun
from cases.reach import visible
from cases.store import Work
from cases.tables import Operator, Ticket
from humiao.vocabulary import RiskLevel


@dataclass(frozen=True)
class Told:
    """Who was told of it, when and how often; ``names`` is empty when nobody could be."""

    role: str
    names: tuple[str, ...]
    at: datetime
    times: int
    unsaid: bool


@dataclass(frozen=True)
class Run:
    """One run of a clock."""

    ticket_id: str
    clock: str
    name: str
    source: str
    by_hand: bool
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    breached_at: datetime | None
    told: tuple[Told, ...] = ()


@dataclass(frozen=True)
class Listed:
    """A run with the ticket it is of."""

    run: Run
    number: str
    level: RiskLevel
    owner: str | None


def running(work: Work) -> Mapping[str, Sequence[Run]]:
    """What runs now, by ticket, the nearest limit first; a clock that begins later is not there yet."""
    now, found = work.clock(), defaultdict(list)
    for row in work.db.scalars(_running().where(ClockRun.started_at <= now).order_by(ClockRun.due_at)):
        found[row.ticket_id].append(_run(row, {}))
    return found


def of(work: Work, ticket: Ticket) -> list[Run]:
    """Every run of a ticket that has begun: those that run by their limits, then the others, newest first."""
    rows = select(ClockRun).where(ClockRun.ticket_id == ticket.id, ClockRun.started_at <= work.clock())
    names = _names(work)
    runs = [_run(row, names) for row in work.db.scalars(rows)]
    live = sorted((run for run in runs if run.stopped_at is None), key=lambda run: run.due_at)
    return [*live, *sorted((r for r in runs if r.stopped_at), key=lambda run: run.started_at, reverse=True)]


def listed(work: Work, operator: Operator, since: datetime) -> list[Listed]:
    """What runs, and what was breached since then, of the cases that this person may open; the oldest limit first."""
    rows = (
        select(ClockRun, Ticket, Operator.shown_as)
        .join(Ticket, Ticket.id == ClockRun.ticket_id)
        .outerjoin(Operator, Operator.id == Ticket.owner_id)
        .where(
            ClockRun.started_at <= work.clock(),
            or_(ClockRun.stopped_at.is_(None), ClockRun.breached_at >= since),
            visible(work, operator),
        )
        .order_by(ClockRun.due_at)
    )
    names = _names(work)
    return [Listed(_run(row, names), t.number, t.level, owner) for row, t, owner in work.db.execute(rows)]


def breaches(work: Work, since: datetime) -> list[Run]:
    """What ran out since then, the latest first, whichever case it is of: for counts."""
    rows = select(ClockRun).where(ClockRun.breached_at >= since).order_by(ClockRun.breached_at.desc())
    return [_run(row, {}) for row in work.db.scalars(rows)]


def _running() -> Select[ClockRun]:
    return select(ClockRun).where(ClockRun.stopped_at.is_(None))


def _names(work: Work) -> dict[str, str]:
    return {operator.id: operator.shown_as for operator in work.db.scalars(select(Operator))}


def _run(row: ClockRun, names: Mapping[str, str]) -> Run:
    clock = clocks().by_id.get(row.clock)  # of an earlier version of the data: shown by its id
    return Run(
        ticket_id=row.ticket_id,
        clock=row.clock,
        name=clock.name if clock else row.clock,
        source=clock.source if clock else "",
        by_hand=clock is not None and clock.runs == "by_hand",
        started_at=row.started_at,
        due_at=row.due_at,
        stopped_at=row.stopped_at,
        breached_at=row.breached_at,
        told=tuple(
            Told(
                told["role"],
                tuple(names.get(id, id) for id in told["to"]),
                datetime.fromisoformat(told["at"]),
                told["times"],
                bool(told.get("unsaid")),
            )
            for told in row.told
        ),
    )
