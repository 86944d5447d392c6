"""One case, several hands 一门受理、分工负责: each share has somebody at the desk who sees to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cases.access import Permission, allows, demand
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.errors import NotAllowed, NotFound, ReasonNeeded
from cases.referral.sealed import seal, unseal, words
from cases.referral.tables import SubTask
from cases.referral.words import SubTaskState
from cases.sealing import place
from cases.store import Work
from cases.tables import Operator, Ticket, new_id

_CONTENT, _RESULT = "subtasks.content_sealed", "subtasks.result_sealed"
ENDED = frozenset({SubTaskState.DONE, SubTaskState.DROPPED})


@dataclass(frozen=True)
class Share:
    """A sub-task as staff read it; the texts are empty once erased."""

    row: SubTask
    owner: str
    unit: str
    what: str
    result: str
    late: bool


def add_subtask(
    work: Work,
    ticket: Ticket,
    operator: Operator,
    *,
    unit: str,
    what: str,
    owner: Operator,
    due_at: datetime | None = None,
) -> SubTask:
    """A share for a unit or person; raises ReasonNeeded without words, NotAllowed for an owner who works no cases."""
    demand(operator, Permission.CASE_WORK)
    if not unit.strip() or not what.strip():
        raise ReasonNeeded("unit and task are needed")
    if not allows(owner, Permission.CASE_WORK):
        raise NotAllowed("this person works no cases")
    lock_conversation(work, ticket.conversation_id)
    now = work.clock()
    row = SubTask(id=new_id(), ticket_id=ticket.id, created_at=now, created_by=operator.id, owner_id=owner.id)
    row.due_at, row.state, row.changed_at = due_at, SubTaskState.OPEN, now
    content = {"unit": unit.strip(), "what": what.strip()}
    row.content_sealed = seal(work, ticket.conversation, content, _CONTENT, row.id)
    work.db.add(row)
    note_change(work, ticket, "subtask", after=row.state, by=operator)
    return row


def move_subtask(
    work: Work, ticket: Ticket, operator: Operator, subtask_id: str, state: SubTaskState, result: str = ""
) -> None:
    """Where it stands now; ending it needs words. Raises NotFound, ReasonNeeded, NotAllowed once it ended."""
    demand(operator, Permission.CASE_WORK)
    lock_conversation(work, ticket.conversation_id)
    row = work.db.get(SubTask, subtask_id, populate_existing=True)
    if row is None or row.ticket_id != ticket.id:
        raise NotFound("subtask")
    if row.state in ENDED:
        raise NotAllowed("it has ended")
    if state in ENDED and not result.strip():
        raise ReasonNeeded("say what became of it")
    before, row.state, row.changed_at = row.state, state, work.clock()
    if result.strip():
        row.result_sealed = work.ring.seal_text(ticket.conversation, result.strip(), place(_RESULT, row.id))
    note_change(work, ticket, "subtask", before, state, by=operator)


def subtasks_of(work: Work, ticket: Ticket) -> list[Share]:
    """The shares of a case in the order they were given out."""
    rows = work.db.execute(
        select(SubTask, Operator.shown_as)
        .join(Operator, Operator.id == SubTask.owner_id)
        .where(SubTask.ticket_id == ticket.id)
        .order_by(SubTask.created_at, SubTask.id)
    )
    return [_share(work, ticket, row, owner) for row, owner in rows]


def progress(shares: list[Share]) -> tuple[int, int]:
    """How many have ended, and how many there are; a dropped one is not counted."""
    counted = [share for share in shares if share.row.state is not SubTaskState.DROPPED]
    return sum(share.row.state is SubTaskState.DONE for share in counted), len(counted)


def _share(work: Work, ticket: Ticket, row: SubTask, owner: str) -> Share:
    content = unseal(work, ticket.conversation, row.content_sealed, _CONTENT, row.id)
    result = words(work, ticket.conversation, row.result_sealed, _RESULT, row.id)
    late = row.state not in ENDED and row.due_at is not None and row.due_at < work.clock()
    return Share(row, owner, str(content.get("unit", "")), str(content.get("what", "")), result, late)
