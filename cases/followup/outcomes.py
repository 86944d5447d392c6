"""What a follow-up found: kept in the case, and when things are worse the case rises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from cases import lifecycle
from cases.casefile import add_task, finish_task
from cases.casework.begin import begin, words
from cases.changes import note_change
from cases.errors import NotAllowed
from cases.followup.planning import found
from cases.followup.tables import FollowUp
from cases.followup.words import OPEN, Condition, FollowUpState, Safe
from cases.moves import is_open
from cases.sealing import place
from cases.store import Work
from cases.tables import Operator, Task, Ticket
from cases.tickets import open_ticket_of
from cases.words import TaskKind
from humiao.vocabulary import RiskLevel, highest

_RESULT = "followups.result_sealed"
_ORDER = (RiskLevel.NONE, RiskLevel.BLUE, RiskLevel.YELLOW, RiskLevel.RED)


@dataclass(frozen=True)
class Finding:
    """How it stands, by whoever asked."""

    condition: Condition
    safe: Safe
    text: str = ""


def finish(
    work: Work,
    ticket: Ticket,
    operator: Operator,
    follow_up_id: str,
    finding: Finding,
    *,
    also_alert: Sequence[str] = (),
) -> RiskLevel | None:
    """Ends a follow-up with what it found; the level to which the case rose, None when it did not.

    Not safe now is red; worse is one level higher; a case that had ended is opened again then. Raises
    ReasonNeeded when anything but better or the same is not put into words, NotAllowed when it is over.
    """
    conversation = begin(work, ticket, operator)
    row = found(work, ticket, follow_up_id)
    if row.state not in OPEN:
        raise NotAllowed("this follow-up is over")
    plain = finding.condition in (Condition.BETTER, Condition.SAME) and finding.safe is not Safe.NO
    text = words(finding.text, needed=not plain)
    row.state, row.ended_at, row.ended_by = FollowUpState.DONE, work.clock(), operator.id
    row.condition, row.safe = finding.condition, finding.safe
    row.result_sealed = work.ring.seal_text(conversation, text, place(_RESULT, row.id))
    state = {k: v for k, v in (conversation.state or {}).items() if not (k == "follow_up" and v == row.id)}
    conversation.state = state
    note_change(work, ticket, "follow_up_done", row.step, finding.condition, by=operator)
    _finish_tasks(work, ticket, row, operator)
    if finding.condition is Condition.LOST:
        detail = "回访失联：请决定是否上门、请村（居）或学校协助、报告"
        add_task(work, ticket, TaskKind.FOLLOW_UP, due_at=work.clock(), detail=detail, by=operator)
    return _raise(work, ticket, operator, finding, text, also_alert)


def risen(level: RiskLevel, finding: Finding) -> RiskLevel:
    """The level that a finding asks for; never below the present one."""
    if finding.safe is Safe.NO:
        return RiskLevel.RED
    if finding.condition is Condition.WORSE:
        return highest((RiskLevel.YELLOW, _ORDER[min(level.rank + 1, RiskLevel.RED.rank)]))
    return level


def _raise(
    work: Work, ticket: Ticket, operator: Operator, finding: Finding, text: str, also_alert: Sequence[str]
) -> RiskLevel | None:
    level = risen(ticket.level, finding)
    if level is ticket.level and (finding.condition is not Condition.WORSE or is_open(ticket.status)):
        return None
    now = ticket if is_open(ticket.status) else open_ticket_of(work, ticket.conversation_id)
    if now is None:
        now = lifecycle.reopen(work, ticket, operator, text, also_alert=also_alert)
    level = highest((level, now.level))
    lifecycle.set_level(work, now, operator, level, text, also_alert=also_alert)
    return level


def _finish_tasks(work: Work, ticket: Ticket, row: FollowUp, operator: Operator) -> None:
    """The task by which this follow-up was handed to a human."""
    waiting = select(Task).where(
        Task.ticket_id == ticket.id,
        Task.kind == TaskKind.FOLLOW_UP,
        Task.done_at.is_(None),
        Task.created_at >= row.due_at,
    )
    for task in work.db.scalars(waiting).all():
        finish_task(work, task, operator)
