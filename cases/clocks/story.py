"""What the clocks need to know of a case, read from what was done to it: from when to when something lasted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from cases.clocks.rules import Clock, While
from cases.tables import Ticket, TicketEvent
from cases.words import ENDED, TaskKind, TicketStatus
from humiao.vocabulary import RiskLevel

RANG = "rang"
"""The change by which a console says that it has shown a red alarm."""
BY_HAND = "clock"
"""The change by which a person starts (after) or stops (before) a clock."""


@dataclass(frozen=True)
class Moment:
    """How a case stood from ``at`` on."""

    at: datetime
    level: RiskLevel
    open: bool = True
    owned: bool = False
    given: bool = False
    heard: bool = False
    report_due: bool = False
    report_done: bool = False
    started: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Span:
    """From when to when a clock has to run; None: it still does."""

    start: datetime
    stop: datetime | None


def moments(ticket: Ticket, events: Iterable[TicketEvent]) -> list[Moment]:
    """How the case stood after each change, oldest first; the ticket itself has the last word."""
    story: list[Moment] = []
    now = Moment(ticket.opened_at, ticket.level)
    for event in events:
        now = replace(_after(now, event), at=event.at)
        story.append(now)
    last = replace(
        now,
        level=ticket.level,
        open=ticket.status not in ENDED,
        owned=ticket.owner_id is not None,
        given=ticket.status is TicketStatus.ASSIGNED,
    )
    if replace(last, at=now.at) != now:
        story.append(replace(last, at=_since(ticket, last)))
    return story


def spans(clock: Clock, story: list[Moment]) -> list[Span]:
    """When this clock had to run."""
    found: list[Span] = []
    start: datetime | None = None
    for moment in story:
        runs = _runs(clock, moment)
        if runs and start is None:
            start = moment.at
        elif not runs and start is not None:
            found.append(Span(start, moment.at))
            start = None
    return [*found, Span(start, None)] if start is not None else found


def _runs(clock: Clock, m: Moment) -> bool:
    if not m.open or m.level not in clock.levels:
        return False
    return {
        While.UNCLAIMED: not m.owned,
        While.UNDISPATCHED: not m.owned and not m.given,
        While.UNHEARD: not m.owned and not m.heard,
        While.UNREPORTED: m.report_due and not m.report_done,
        While.BY_HAND: clock.id in m.started,
        While.FOLLOW_UP: False,  # follow-ups have a table of their own
    }[clock.runs]


def _after(m: Moment, event: TicketEvent) -> Moment:
    before, after = event.before, event.after
    match event.change:
        case "opened" | "level" if after in set(RiskLevel):
            level = RiskLevel(after)
            red = level is RiskLevel.RED
            return replace(m, level=level, heard=m.heard and not red, report_due=m.report_due or red)
        case "owner":
            return replace(m, owned=after is not None, given=False, heard=m.heard and after is not None)
        case "assigned":
            return replace(m, owned=False, given=True)
        case "closed":
            return replace(m, open=False)
        case "reopened":
            return replace(m, open=True, owned=False, given=False, heard=False)
        case "rang":
            return replace(m, heard=True)
        case "task_done" if after == TaskKind.MANDATORY_REPORT:
            return replace(m, report_done=True)
        case "clock":
            return replace(m, started=(m.started - {before}) | ({after} if after else set()))
    return m


def _since(ticket: Ticket, last: Moment) -> datetime:
    """When it came to stand so, where no change says it."""
    if not last.open:
        return ticket.closed_at or ticket.changed_at
    return (ticket.claimed_at if last.owned else None) or ticket.changed_at
