"""Visits 走访: planned, made and due again by the attention of the case."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import func, select

from cases.casework.attention import EVERY
from cases.casework.begin import begin, words
from cases.casework.tables import Attention, Visit
from cases.casework.words import AttentionLevel, VisitKind
from cases.changes import note_change
from cases.errors import NotAllowed, NotFound
from cases.sealing import place
from cases.store import Work
from cases.tables import Operator, Ticket, new_id
from humiao.clock import local

_PLAN, _REPORT = "visits.plan_sealed", "visits.report_sealed"


@dataclass(frozen=True)
class Report:
    """What a visit found, in the words of whoever went."""

    who: str
    seen: str
    """Whom they saw, and whether the child was spoken to alone."""
    findings: str
    next: str = ""


@dataclass(frozen=True)
class VisitText:
    """A visit as staff read it; ``late``: its day is over and nothing was reported."""

    id: str
    kind: VisitKind
    planned_on: date
    plan: str
    made_on: date | None
    report: Report | None
    cancelled: bool
    late: bool


def plan(work: Work, ticket: Ticket, operator: Operator, kind: VisitKind, on: date, what: str) -> Visit:
    """A visit to make; raises ReasonNeeded when it does not say who goes and what for."""
    conversation = begin(work, ticket, operator)
    text = words(what, needed=True)
    row = Visit(id=new_id(), ticket_id=ticket.id, kind=kind, planned_on=on, created_by=operator.id)
    row.plan_sealed = work.ring.seal_text(conversation, text, place(_PLAN, row.id))
    work.db.add(row)
    work.db.flush()
    note_change(work, ticket, "visit", after=kind, by=operator)
    return row


def report(work: Work, ticket: Ticket, operator: Operator, visit_id: str, on: date, found: Report) -> None:
    """A visit was made: by whom, whom they saw, what they found. Raises NotAllowed when it was reported before."""
    conversation = begin(work, ticket, operator)
    row = _found(work, ticket, visit_id)
    if row.made_on is not None or row.cancelled_at is not None:
        raise NotAllowed("this visit was reported or cancelled already")
    if on > local(work.clock()).date():
        raise NotAllowed("a visit cannot be reported before it was made")
    kept = Report(
        words(found.who, needed=True),
        words(found.seen, needed=True),
        words(found.findings, needed=True),
        words(found.next),
    )
    text = json.dumps(asdict(kept), ensure_ascii=False)
    row.made_on, row.reported_by = on, operator.id
    row.report_sealed = work.ring.seal_text(conversation, text, place(_REPORT, row.id))
    note_change(work, ticket, "visit_made", after=row.kind, by=operator)


def cancel(work: Work, ticket: Ticket, operator: Operator, visit_id: str, reason: str) -> None:
    """A planned visit that will not be made; raises ReasonNeeded without a reason."""
    begin(work, ticket, operator)
    row = _found(work, ticket, visit_id)
    if row.made_on is not None or row.cancelled_at is not None:
        return
    why = words(reason, needed=True)
    row.cancelled_at = work.clock()
    note_change(work, ticket, "visit_cancelled", before=row.kind, by=operator, reason=why)


def visits(work: Work, ticket: Ticket) -> list[VisitText]:
    """The visits of a case, the latest day first."""
    today = local(work.clock()).date()
    rows = work.db.scalars(
        select(Visit).where(Visit.ticket_id == ticket.id).order_by(Visit.planned_on.desc(), Visit.id)
    )
    return [_text(work, ticket, row, today) for row in rows]


def next_due(work: Work, ticket: Ticket) -> date | None:
    """The day by which the attention of the case asks for the next visit; None when it asks for none."""
    row = work.db.get(Attention, ticket.id)
    if row is None:
        return None
    last = work.db.scalar(select(func.max(Visit.made_on)).where(Visit.ticket_id == ticket.id))
    return due_after(row.level, row.since, last)


def due_after(level: AttentionLevel, since: date, last: date | None) -> date:
    """The next visit's last day, counted from the last visit or from when the attention was set."""
    return max(last or since, since) + EVERY[level]


def _found(work: Work, ticket: Ticket, visit_id: str) -> Visit:
    row = work.db.scalar(
        select(Visit)
        .where(Visit.id == visit_id, Visit.ticket_id == ticket.id)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("visit")
    return row


def _text(work: Work, ticket: Ticket, row: Visit, today: date) -> VisitText:
    def read(sealed: bytes | None, column: str) -> str:
        return work.ring.open_text(ticket.conversation, sealed, place(column, row.id)) if sealed else ""

    found = read(row.report_sealed, _REPORT)
    waits = row.made_on is None and row.cancelled_at is None
    return VisitText(
        id=row.id,
        kind=row.kind,
        planned_on=row.planned_on,
        plan=read(row.plan_sealed, _PLAN),
        made_on=row.made_on,
        report=Report(**json.loads(found)) if found else None,
        cancelled=row.cancelled_at is not None,
        late=waits and row.planned_on < today,
    )
