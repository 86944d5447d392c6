"""Everything the case page shows, gathered in one transaction so that it can be drawn afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.access import Permission, allows
from cases.board import CaseMark, marks, other_tickets
from cases.casefile import Change, NoteText, TaskText, history, notes, tasks
from cases.errors import Erased
from cases.moves import allowed
from cases.operators import everybody
from cases.store import Work
from cases.tables import Message, Operator, Ticket
from cases.words import TaskKind, TicketStatus
from console import words
from console.turns import WINDOW, Said, talk
from humiao.vocabulary import RiskLevel


@dataclass(frozen=True)
class Panel:
    """The side of a case that is not talk."""

    number: str
    level: RiskLevel
    status: TicketStatus
    topics: tuple[str, ...]
    channel: str
    asked_for_human: bool
    opened_at: datetime
    owner: str | None
    mine: bool
    may_manage: bool
    outcome: str
    erased: bool
    notes: Sequence[NoteText]
    tasks: Sequence[tuple[TaskText, bool, int | None]]
    """Each task, whether it is late, and the seq of the message it is about."""
    history: Sequence[tuple[Change, str]]
    """Each change with its sentence, newest first."""
    moves: tuple[TicketStatus, ...]
    others: Sequence[tuple[str, TicketStatus]]
    mark: str

    @property
    def open(self) -> bool:
        return self.status is not TicketStatus.CLOSED


@dataclass(frozen=True)
class CaseFile:
    """A case: its panel and the latest part of its talk; ``more`` messages are older than those."""

    panel: Panel
    talk: Sequence[Said]
    more: int


def case_file(work: Work, ticket: Ticket, operator: Operator, *, everything: bool = False) -> CaseFile:
    """The case as this person sees it; an erased talk is empty."""
    mark = marks(work, ticket)
    more = 0 if everything else max(0, ticket.conversation.last_seq - WINDOW)
    return CaseFile(panel(work, ticket, operator, mark), _talk(work, ticket, mark, more), more)


def panel(work: Work, ticket: Ticket, operator: Operator, mark: CaseMark) -> Panel:
    names = {operator.id: operator.shown_as for operator in everybody(work)}
    mine = ticket.owner_id == operator.id
    return Panel(
        number=ticket.number,
        level=ticket.level,
        status=ticket.status,
        topics=tuple(words.topic(name) for name in ticket.topics),
        channel=words.CHANNELS[ticket.conversation.channel],
        asked_for_human=ticket.asked_for_human,
        opened_at=ticket.opened_at,
        owner=names.get(ticket.owner_id) if ticket.owner_id else None,
        mine=mine,
        may_manage=mine or allows(operator, Permission.CASE_ANY_MANAGE),
        outcome=words.OUTCOMES[ticket.outcome] if ticket.outcome else "",
        erased=ticket.conversation.key_wrapped is None,
        notes=notes(work, ticket),
        tasks=[_task(work, ticket, task) for task in tasks(work, ticket)],
        history=[(change, sentence(change, names)) for change in reversed(history(work, ticket))],
        moves=tuple(s for s in _SETTABLE if allowed(ticket.status, s)),
        others=other_tickets(work, ticket),
        mark=mark.panel,
    )


_SETTABLE = (TicketStatus.CLAIMED, TicketStatus.WAITING, TicketStatus.FOLLOW_UP)


def sentence(change: Change, names: dict[str, str]) -> str:
    """What happened, in a few words; a change of a later version shows its own name."""
    before, after = change.before or "", change.after or ""
    if change.change == "owner":
        return "接单" if after else f"退回队列（原接单人：{names.get(before, before)}）"
    shown, table = _SENTENCES.get(change.change, (change.change, {}))
    return shown.format(before=_word(table, before), after=_word(table, after))


_SENTENCES: dict[str, tuple[str, Mapping[Any, str]]] = {
    "opened": ("建单，级别 {after}", words.LEVELS),
    "level": ("级别 {before} → {after}", words.LEVELS),
    "status": ("状态 {before} → {after}", words.STATUSES),
    "closed": ("结案：{after}", words.OUTCOMES),
    "reopened": ("重新打开", {}),
    "note": ("写了备注", {}),
    "task": ("新增待办：{after}", words.TASKS),
    "task_done": ("完成待办：{after}", words.TASKS),
}
"""Each kind of change with the table of the words it goes from and to."""


def _word(table: Mapping[Any, str], value: str) -> str:
    return next((shown for word, shown in table.items() if word == value), value)


def _task(work: Work, ticket: Ticket, task: TaskText) -> tuple[TaskText, bool, int | None]:
    late = task.done_at is None and task.due_at is not None and task.due_at < work.clock()
    about = None
    if task.kind is TaskKind.SEND_BY_HAND and task.detail:
        message = work.db.get(Message, task.detail.removeprefix("message/"))
        about = message.seq if message and message.conversation_id == ticket.conversation_id else None
    return task, late, about


def _talk(work: Work, ticket: Ticket, mark: CaseMark, after: int) -> Sequence[Said]:
    try:
        return talk(work, ticket.conversation, mark, after=after, limit=ticket.conversation.last_seq or 1)
    except Erased:
        return []
