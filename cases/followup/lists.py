"""Follow-ups as staff read them: of one case, and over all cases that somebody may open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from cases import reach
from cases.followup.tables import FollowUp
from cases.followup.words import FOR_HUMANS, OPEN, Condition, FollowUpState, Safe, Way
from cases.sealing import place
from cases.store import Work
from cases.tables import Message, Operator, Ticket
from cases.words import TicketStatus
from humiao.vocabulary import RiskLevel

GRACE = timedelta(hours=1)
"""A planned one that is due for longer was not even sent: the worker does not run."""
MOST = 300


@dataclass(frozen=True)
class FollowUpText:
    """A follow-up of one case; ``answer`` is the seq of the message with which the caller answered."""

    id: str
    plan: str | None
    step: str | None
    way: Way
    state: FollowUpState
    due_at: datetime
    agreed: bool
    owner: str
    attempts: int
    sent_at: datetime | None
    answer: int | None
    answered_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    condition: Condition | None
    safe: Safe | None
    note: str
    result: str
    person_id: str | None
    late: bool

    @property
    def open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True)
class FollowUpRow:
    """A follow-up in the list over all cases: no words of anybody."""

    id: str
    number: str
    level: RiskLevel
    status: TicketStatus
    way: Way
    state: FollowUpState
    step: str | None
    due_at: datetime
    owner_id: str | None
    owner: str
    late: bool


def follow_ups(work: Work, ticket: Ticket) -> list[FollowUpText]:
    """All of one case, the earliest first; the caller has noted the reading in the audit chain."""
    ender = aliased(Operator)
    rows = work.db.execute(
        select(FollowUp, Operator.shown_as, ender.shown_as, Message.seq)
        .outerjoin(Operator, Operator.id == FollowUp.owner_id)
        .outerjoin(ender, ender.id == FollowUp.ended_by)
        .outerjoin(Message, Message.id == FollowUp.answer_id)
        .where(FollowUp.ticket_id == ticket.id)
        .order_by(FollowUp.due_at, FollowUp.id)
    )
    return [_text(work, ticket, row, owner or "", by or "", seq) for row, owner, by, seq in rows]


def everything_open(work: Work, operator: Operator) -> list[FollowUpRow]:
    """Open follow-ups of the cases this person may open: what needs a human first, then by time."""
    rows = work.db.execute(
        select(FollowUp, Ticket, Operator.shown_as)
        .join(Ticket, Ticket.id == FollowUp.ticket_id)
        .outerjoin(Operator, Operator.id == FollowUp.owner_id)
        .where(FollowUp.state.in_(OPEN), reach.visible(work, operator))
        .order_by(FollowUp.due_at)
        .limit(MOST)
    )
    found = [_row(work, row, ticket, owner or "") for row, ticket, owner in rows]
    return sorted(found, key=lambda row: (not row.late, -row.level.rank if row.late else 0, row.due_at))


@dataclass(frozen=True)
class Answered:
    """A case whose caller has answered a follow-up and waits for a human; ``owner`` is who planned it."""

    ticket_id: str
    number: str
    owner: str


def answered(work: Work) -> list[Answered]:
    """All of them, the longest waiting first."""
    rows = work.db.execute(
        select(Ticket.id, Ticket.number, Operator.shown_as)
        .join(FollowUp, FollowUp.ticket_id == Ticket.id)
        .outerjoin(Operator, Operator.id == FollowUp.owner_id)
        .where(FollowUp.state == FollowUpState.ANSWERED)
        .order_by(FollowUp.answered_at)
    )
    return [Answered(id, number, owner or "") for id, number, owner in rows]


def still_planned(work: Work, ticket: Ticket) -> int:
    """How many follow-ups are still to come: whoever closes a case is told."""
    count = select(func.count(FollowUp.id)).where(FollowUp.ticket_id == ticket.id, FollowUp.state.in_(OPEN))
    return work.db.scalar(count) or 0


def _late(work: Work, row: FollowUp) -> bool:
    planned = row.state is FollowUpState.PLANNED and row.due_at < work.clock() - GRACE
    return planned or row.state in FOR_HUMANS


def _row(work: Work, row: FollowUp, ticket: Ticket, owner: str) -> FollowUpRow:
    return FollowUpRow(
        row.id, ticket.number, ticket.level, ticket.status, row.way, row.state, row.step, row.due_at, row.owner_id,
        owner, _late(work, row),
    )  # fmt: skip


def _text(work: Work, ticket: Ticket, row: FollowUp, owner: str, by: str, seq: int | None) -> FollowUpText:
    def read(sealed: bytes | None, column: str) -> str:
        return work.ring.open_text(ticket.conversation, sealed, place(column, row.id)) if sealed else ""

    return FollowUpText(
        id=row.id,
        plan=row.plan,
        step=row.step,
        way=row.way,
        state=row.state,
        due_at=row.due_at,
        agreed=row.agreed,
        owner=owner,
        attempts=row.attempts,
        sent_at=row.sent_at,
        answer=seq,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        ended_by=by,
        condition=row.condition,
        safe=row.safe,
        note=read(row.note_sealed, "followups.note_sealed"),
        result=read(row.result_sealed, "followups.result_sealed"),
        person_id=row.person_id,
        late=_late(work, row),
    )
