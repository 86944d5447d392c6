"""Everything of one caller in one view: all contacts that are this person, their tickets and how they ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from cases import reach
from cases.callers.flags import Flag, standing_flags
from cases.callers.linked import contacts_of
from cases.callers.non_data import of_contacts
from cases.callers.tables import CallerMerge
from cases.callers.words import NonData
from cases.store import Work
from cases.tables import Conversation, Operator, Task, Ticket
from cases.words import Outcome, TicketStatus
from humiao.message import Channel
from humiao.vocabulary import RiskLevel


@dataclass(frozen=True)
class Visit:
    """A ticket of the caller. ``into`` is the number of the one it was merged into, ``merge`` the merge's id."""

    number: str
    level: RiskLevel
    status: TicketStatus
    outcome: Outcome | None
    channel: Channel
    topics: tuple[str, ...]
    opened_at: datetime
    here: bool
    tasks: int
    into: str | None
    merge: str | None


@dataclass(frozen=True)
class CallerView:
    """So many ``hidden`` tickets exist that this person may not open, those under seal not counted; no more is said."""

    visits: Sequence[Visit]
    hidden: int
    flags: Sequence[Flag]
    non_data: dict[NonData, int]


def caller_view(work: Work, ticket: Ticket, operator: Operator) -> CallerView:
    """What this person may see of the caller, the latest ticket first."""
    contacts = contacts_of(work, ticket.conversation.contact_id)
    theirs = (
        select(Ticket)
        .join(Conversation, Conversation.id == Ticket.conversation_id)
        .where(Conversation.contact_id.in_(contacts))
    )
    shown = work.db.scalars(theirs.where(reach.visible(work, operator)).order_by(Ticket.opened_at.desc())).all()
    # Not even counted: that there is a case under seal is what the seal hides.
    every = theirs.where(Ticket.hidden_at.is_(None)).subquery()
    hidden = (work.db.scalar(select(func.count()).select_from(every)) or 0) - sum(t.hidden_at is None for t in shown)
    merges = _merges(work, shown)
    tasks = _tasks(work, shown)
    return CallerView(
        visits=[_visit(one, ticket, tasks.get(one.id, 0), merges.get(one.id)) for one in shown],
        hidden=hidden,
        flags=standing_flags(work, contacts),
        non_data=of_contacts(work, contacts),
    )


def _visit(one: Ticket, here: Ticket, tasks: int, merge: tuple[str, str] | None) -> Visit:
    return Visit(
        number=one.number,
        level=one.level,
        status=one.status,
        outcome=one.outcome,
        channel=one.conversation.channel,
        topics=tuple(one.topics),
        opened_at=one.opened_at,
        here=one.id == here.id,
        tasks=tasks,
        into=merge[1] if merge else None,
        merge=merge[0] if merge else None,
    )


def _merges(work: Work, shown: Sequence[Ticket]) -> dict[str, tuple[str, str]]:
    rows = work.db.execute(
        select(CallerMerge.merged_ticket_id, CallerMerge.id, Ticket.number)
        .join(Ticket, Ticket.id == CallerMerge.ticket_id)
        .where(CallerMerge.merged_ticket_id.in_([t.id for t in shown]), CallerMerge.undone_at.is_(None))
    )
    return {merged: (id, number) for merged, id, number in rows}


def _tasks(work: Work, shown: Sequence[Ticket]) -> dict[str, int]:
    rows = work.db.execute(
        select(Task.ticket_id, func.count())
        .where(Task.ticket_id.in_([t.id for t in shown]), Task.done_at.is_(None))
        .group_by(Task.ticket_id)
    )
    return dict(iter(rows))
