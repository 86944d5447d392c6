"""Everything the case page shows, gathered in one transaction so that it can be drawn afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.access import Permission, allows
from cases.board import CaseMark, marks, other_tickets
from cases.callers import profile
from cases.callers.linked import merged_into
from cases.casefile import Change, NoteText, TaskText, history, notes, tasks
from cases.errors import Erased
from cases.fields import Field, Show, field
from cases.followup.lists import still_planned
from cases.grants import standing
from cases.moves import is_open, life, ways
from cases.operators import everybody
from cases.store import Work
from cases.tables import Message, Operator, Ticket
from cases.words import TaskKind, TicketStatus
from console import caller_words, clock_words, handing_words, words
from console.casework_words import SENTENCES
from console.life_view import LifeView, life_view
from console.turns import WINDOW, Said, talk
from humiao.message import BY_HAND
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
    follow_ups: int
    """How many are still to come: whoever closes the case is told."""
    others: Sequence[tuple[str, TicketStatus]]
    by_hand: bool
    """Nothing is delivered here: what is written is a record of what was said."""
    last_seq: int
    warnings: Sequence[str]
    """What everybody must know of the caller before doing anything."""
    merged_into: str | None
    """The number of the ticket in which this one goes on."""
    life: LifeView
    glass_until: datetime | None
    """Open to this person by break-glass until then."""
    mark: str

    @property
    def open(self) -> bool:
        return is_open(self.status)


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
        notes=notes(work, ticket) if field(work, operator, ticket, Field.NOTES) is Show.SHOW else [],
        tasks=[_task(work, ticket, task) for task in tasks(work, ticket)],
        history=[(change, sentence(change, names)) for change in reversed(history(work, ticket))],
        moves=_settable(ticket, operator),
        follow_ups=still_planned(work, ticket),
        others=other_tickets(work, ticket, operator),
        by_hand=ticket.conversation.channel in BY_HAND,
        last_seq=ticket.conversation.last_seq,
        warnings=profile(work, ticket.conversation).warnings,
        merged_into=merged_into(work, ticket.id),
        life=life_view(work, ticket, operator),
        glass_until=standing(work, ticket, operator),
        mark=mark.panel,
    )


def _settable(ticket: Ticket, operator: Operator) -> tuple[TicketStatus, ...]:
    """What the form of the status offers: the moves of whoever signed for the case."""
    owned = {status for status, state in life().states.items() if state.owned}
    return tuple(m.after for m in ways(ticket, operator) if {m.before, m.after} <= owned and is_open(m.after))


def sentence(change: Change, names: dict[str, str]) -> str:
    """What happened, in a few words; a change of a later version shows its own name."""
    before, after = change.before or "", change.after or ""
    if change.change in clock_words.CHANGES:
        return clock_words.sentence(change, names)
    if change.change == "assigned":
        return f"派单给{names.get(after, after)}，等待签收"
    if change.change == "owner":
        return "接单" if after else f"退回队列（原接单人：{names.get(before, before)}）"
    shown, table = _SENTENCES.get(change.change, (change.change, {}))
    return shown.format(before=names.get(before) or _word(table, before), after=names.get(after) or _word(table, after))


_SENTENCES: dict[str, tuple[str, Mapping[Any, str]]] = {
    **SENTENCES,
    **handing_words.SENTENCES,
    "opened": ("建单，级别 {after}", words.LEVELS),
    "level": ("级别 {before} → {after}", words.LEVELS),
    "graded": ("确认级别：{after}", words.LEVELS),
    "told": ("结果告知", {}),
    "study": ("导出典型案例（已隐去身份）", {}),
    "breach": ("超时：{after}", clock_words.CLOCKS),
    "honest": ("已如实告诉求助者：还没有老师接上", {}),
    "status": ("状态 {before} → {after}", words.STATUSES),
    "closed": ("结案：{after}", words.OUTCOMES),
    "reopened": ("重新打开", {}),
    "reviewed": ("质检评分", {}),
    "missed": ("抽样发现漏报：{before} → {after}", words.LEVELS),
    "note": ("写了备注", {}),
    "taken_in": ("登记{after}", words.CHANNELS),
    "heard": ("补记对方的话", {}),
    "profile": ("修改来访者资料", {}),
    "merged": ("并入 {after}", {}),
    "merged_into": ("并入 {after}，在那个单里继续", {}),
    "unmerged": ("撤销与 {after} 的合并", {}),
    "flagged": ("标记来访者：{after}", caller_words.FLAGS),
    "unflagged": ("取消标记：{before}", caller_words.FLAGS),
    "area": ("地区 {before} → {after}", {"": "按来访者所在地"}),
    "hidden": ("封存", {}),
    "shown_again": ("解除封存", {}),
    "break_glass": ("紧急查阅", {}),
    "break_glass_reviewed": ("紧急查阅复核：{after}", {"justified": "理由成立", "not_justified": "理由不成立"}),
    "offered": ("请{after}接手，等待签收", {}),
    "handed_over": ("移交：{before} → {after}", {}),
    "taken_over": ("督导接管，原接单人：{before}", {}),
    "stood_in": ("第二责任人接替，原接单人{before}不在线", {}),
    "declined": ("{before}没有接", {}),
    "offer_expired": ("{before}没有按时签收", {}),
    "withdrawn": ("收回了给{before}的请求", {}),
    "deputy": ("第二责任人：{after}", {}),
    "no_deputy": ("不再设第二责任人（原为{before}）", {}),
    "gone": ("接单人{before}不在线，退回队列", {}),
    "gone_deputy": ("接单人{before}不在线，转给第二责任人{after}", {}),
    "silent": ("接单人{before}没有回应对方，退回队列", {}),
    "silent_deputy": ("接单人{before}没有回应对方，转给第二责任人{after}", {}),
    "still_here": ("看到了，暂不用回复", {}),
    "wish": ("记下对方想要什么样的老师", {}),
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
