"""What people write into a case: notes and tasks, and the history of what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cases.access import Permission, demand
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.errors import NotFound, ReasonNeeded, RuleForbids
from cases.sealing import place
from cases.store import Work
from cases.tables import Note, Operator, Task, Ticket, TicketEvent, new_id
from cases.words import TaskKind


@dataclass(frozen=True)
class NoteText:
    """A note as staff read it; ``text`` is None once the conversation was erased."""

    id: str
    at: datetime
    author: str
    text: str | None


@dataclass(frozen=True)
class TaskText:
    """A task as staff read it; ``detail`` is None when there is none or it was erased."""

    id: str
    kind: TaskKind
    due_at: datetime | None
    done_at: datetime | None
    done_by: str | None
    detail: str | None


@dataclass(frozen=True)
class Change:
    """An event as staff read it; ``who`` is None for the assistant."""

    at: datetime
    who: str | None
    change: str
    before: str | None
    after: str | None
    reason: str | None


def add_note(work: Work, ticket: Ticket, operator: Operator, text: str) -> Note:
    """A note that only staff see; raises ReasonNeeded when it is empty, Erased when it cannot be kept."""
    demand(operator, Permission.CASE_NOTES_WRITE)
    if not text.strip():
        raise ReasonNeeded("the note is empty")
    conversation = lock_conversation(work, ticket.conversation_id)
    note = Note(id=new_id(), ticket_id=ticket.id, operator_id=operator.id, at=work.clock())
    note.body_sealed = work.ring.seal_text(conversation, text.strip(), place("notes.body_sealed", note.id))
    work.db.add(note)
    note_change(work, ticket, "note", by=operator)
    return note


def notes(work: Work, ticket: Ticket) -> list[NoteText]:
    """The notes of a ticket, oldest first; the caller has noted the reading in the audit chain."""
    rows = work.db.execute(
        select(Note, Operator.shown_as).join(Operator).where(Note.ticket_id == ticket.id).order_by(Note.at)
    )
    return [
        NoteText(n.id, n.at, author, _text(work, ticket, n.body_sealed, "notes.body_sealed", n.id))
        for n, author in rows
    ]


def add_task(
    work: Work,
    ticket: Ticket,
    kind: TaskKind,
    *,
    due_at: datetime | None = None,
    detail: str = "",
    by: Operator | str,
) -> Task:
    """Something a human still has to do; raises Erased when the detail cannot be kept."""
    if isinstance(by, Operator):
        demand(by, Permission.CASE_WORK)
    conversation = lock_conversation(work, ticket.conversation_id)
    task = Task(id=new_id(), ticket_id=ticket.id, kind=kind, due_at=due_at, created_at=work.clock())
    if detail:
        task.detail_sealed = work.ring.seal_text(conversation, detail, place("tasks.detail_sealed", task.id))
    work.db.add(task)
    note_change(work, ticket, "task", after=kind, by=by)
    return task


def tasks(work: Work, ticket: Ticket) -> list[TaskText]:
    """The tasks of a ticket in the order they arose, done ones too."""
    rows = work.db.execute(
        select(Task, Operator.shown_as)
        .outerjoin(Operator, Operator.id == Task.done_by)
        .where(Task.ticket_id == ticket.id)
        .order_by(Task.created_at, Task.id)
    )
    return [
        TaskText(
            t.id, t.kind, t.due_at, t.done_at, who, _text(work, ticket, t.detail_sealed, "tasks.detail_sealed", t.id)
        )
        for t, who in rows
    ]


def finish_task(work: Work, task: Task | str, operator: Operator) -> Task:
    """Marks a task (or the task with this id) as done; doing so twice keeps the first; raises NotFound.

    A mandatory report is not ticked off, it is made (cases/referral/reports.py): raises RuleForbids.
    """
    demand(operator, Permission.CASE_WORK)
    found = work.db.get(Task, task if isinstance(task, str) else task.id)
    ticket = found and work.db.get(Ticket, found.ticket_id)
    if not found or not ticket:
        raise NotFound("task")
    if found.kind is TaskKind.MANDATORY_REPORT:
        raise RuleForbids("强制报告要写下报告本身，或写明为什么不报告：请到“强制报告”分页。")
    lock_conversation(work, ticket.conversation_id)
    work.db.refresh(found)
    if found.done_at is None:
        found.done_at, found.done_by = work.clock(), operator.id
        note_change(work, ticket, "task_done", after=found.kind, by=operator)
    return found


def history(work: Work, ticket: Ticket) -> list[Change]:
    """Everything that was done to a ticket, oldest first."""
    rows = work.db.execute(
        select(TicketEvent, Operator.shown_as)
        .outerjoin(Operator, Operator.id == TicketEvent.operator_id)
        .where(TicketEvent.ticket_id == ticket.id)
        .order_by(TicketEvent.at)
    )
    return [
        Change(e.at, who, e.change, e.before, e.after, _text(work, ticket, e.reason_sealed, _REASON, e.id))
        for e, who in rows
    ]


def has_change(work: Work, ticket: Ticket, change: str) -> bool:
    """Whether this was ever done to the ticket."""
    found = select(TicketEvent.id).where(TicketEvent.ticket_id == ticket.id, TicketEvent.change == change)
    return work.db.scalar(found.limit(1)) is not None


_REASON = "ticket_events.reason_sealed"


def _text(work: Work, ticket: Ticket, sealed: bytes | None, column: str, row_id: str) -> str | None:
    if sealed is None:
        return None
    return work.ring.open_text(ticket.conversation, sealed, place(column, row_id))
