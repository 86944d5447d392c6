"""What a supervisor must see at once: somebody kept us from reporting, or somebody decided not to report.

未成年人保护法 第十一条: the duty is the person's own, nobody may forbid it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select

from cases.access import Permission, demand
from cases.alerts import escalate, escalate_elsewhere
from cases.changes import note_change
from cases.clocks.rules import Tell
from cases.clocks.told import people
from cases.contacts import lock_conversation
from cases.errors import NotFound, ReasonNeeded
from cases.reach import visible
from cases.referral.reports import finish_report_tasks
from cases.referral.sealed import words
from cases.referral.tables import ReportFlag
from cases.referral.words import FlagKind
from cases.sealing import place
from cases.store import Work
from cases.tables import Operator, Ticket, new_id

_WORDS = "report_flags.words_sealed"


@dataclass(frozen=True)
class FlagText:
    """A flag as staff read it; ``text`` is empty once erased."""

    row: ReportFlag
    by: str
    text: str
    ticket: Ticket


def raise_flag(
    work: Work, ticket: Ticket, operator: Operator, kind: FlagKind, text: str, *, also_alert: Sequence[str] = ()
) -> ReportFlag:
    """Writes it and rings for the supervisors; a decision not to report finishes the task. Raises ReasonNeeded."""
    demand(operator, Permission.CASE_REFER)
    if not text.strip():
        raise ReasonNeeded("say who and how, or why")
    conversation = lock_conversation(work, ticket.conversation_id)
    work.db.refresh(ticket)
    row = ReportFlag(id=new_id(), ticket_id=ticket.id, kind=kind, at=work.clock(), operator_id=operator.id)
    row.words_sealed = work.ring.seal_text(conversation, text.strip(), place(_WORDS, row.id))
    work.db.add(row)
    note_change(work, ticket, "report_flag", after=kind, by=operator)
    _alert(work, ticket, kind, also_alert)
    if kind is FlagKind.NOT_REPORTED:
        finish_report_tasks(work, ticket, operator)
    return row


def _alert(work: Work, ticket: Ticket, kind: FlagKind, also: Sequence[str]) -> None:
    """Rings for the supervisors by name, for a case of any level."""
    for one in people(work, ticket, Tell.SUPERVISOR):
        escalate(work, ticket, one, str(kind))
    for target in also:
        escalate_elsewhere(work, ticket, target, str(kind))


def see(work: Work, flag_id: str, operator: Operator) -> Ticket:
    """A supervisor has seen it; twice keeps the first. Raises NotFound, NotAllowed."""
    demand(operator, Permission.CASE_ANY_MANAGE)
    row = work.db.get(ReportFlag, flag_id)
    ticket = work.db.get(Ticket, row.ticket_id) if row else None
    if row is None or ticket is None:
        raise NotFound("flag")
    lock_conversation(work, ticket.conversation_id)
    work.db.refresh(row)
    if row.seen_at is None:
        row.seen_at, row.seen_by = work.clock(), operator.id
        note_change(work, ticket, "report_flag_seen", after=row.kind, by=operator)
    return ticket


def flags_of(work: Work, ticket: Ticket) -> list[FlagText]:
    """The flags of a case, newest first."""
    return _flags(work, ReportFlag.ticket_id == ticket.id)


def unseen(work: Work, operator: Operator) -> list[FlagText]:
    """Every flag that no supervisor has seen, of cases that this one may open, the oldest first."""
    return _flags(work, and_(ReportFlag.seen_at.is_(None), visible(work, operator)))[::-1]


def _flags(work: Work, which: ColumnElement[bool]) -> list[FlagText]:
    rows = work.db.execute(
        select(ReportFlag, Operator.shown_as, Ticket)
        .join(Operator, Operator.id == ReportFlag.operator_id)
        .join(Ticket, Ticket.id == ReportFlag.ticket_id)
        .where(which)
        .order_by(ReportFlag.at.desc(), ReportFlag.id)
    )
    return [FlagText(row, by, words(work, t.conversation, row.words_sealed, _WORDS, row.id), t) for row, by, t in rows]
