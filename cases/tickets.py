"""Tickets 转介单: opening one with its alert in the caller's transaction, and finding them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select

from cases import audit
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.demands import alert, demand_report, raise_level
from cases.errors import NotFound
from cases.moves import is_quiet
from cases.store import Work
from cases.tables import Conversation, Operator, Ticket, new_id
from cases.words import ENDED, OPEN, TicketStatus
from humiao.assessment import Assessment
from humiao.clock import local
from humiao.message import Channel
from humiao.vocabulary import RiskLevel, highest

__all__ = ["QueueRow", "alert", "by_number", "get", "open_ticket", "open_ticket_of", "queue"]


@dataclass(frozen=True)
class QueueRow:
    """A ticket as the queue shows it.

    ``waiting`` is the time since it was opened: no part of what makes two looks differ, for pages count it themselves.
    """

    id: str
    number: str
    level: RiskLevel
    status: TicketStatus
    topics: tuple[str, ...]
    asked_for_human: bool
    channel: Channel
    owner_id: str | None
    owner: str | None
    opened_at: datetime
    last_at: datetime
    waiting: timedelta = field(repr=False, compare=False)


def open_ticket(
    work: Work,
    conversation: Conversation,
    assessment: Assessment | None,
    *,
    asked_for_human: bool = False,
    also_alert: Sequence[str] = (),
) -> Ticket:
    """The conversation's open ticket, at least at the level assessed, with an alert for the desk.

    What was raised, or asks for a human for the first time, is alerted anew. Otherwise an alert
    is only added when none stands that nobody has acknowledged and nobody is on the case just now.
    """
    conversation = lock_conversation(work, conversation.id)
    level = highest((assessment.level if assessment else RiskLevel.NONE, conversation.level))
    ticket = open_ticket_of(work, conversation.id)
    news = ticket is None
    if ticket is None:
        ticket = _new(work, conversation, level)
    elif level.rank > ticket.level.rank:
        news = True
        raise_level(work, ticket, level)
    news |= asked_for_human and not ticket.asked_for_human
    ticket.asked_for_human |= asked_for_human
    conversation.level = highest((conversation.level, ticket.level))
    ticket.topics = list(dict.fromkeys([*ticket.topics, *map(str, assessment.topics if assessment else ())]))
    if news or not is_quiet(ticket.status):
        alert(work, ticket, also_alert, anew=news)
    work.db.flush()
    return ticket


def open_ticket_of(work: Work, conversation_id: str) -> Ticket | None:
    """The ticket of the conversation that is not closed; there is at most one."""
    return work.db.scalar(
        select(Ticket)
        .where(Ticket.conversation_id == conversation_id, Ticket.status.not_in(ENDED))
        .order_by(Ticket.opened_at.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def get(work: Work, ticket_id: str) -> Ticket:
    """The ticket; raises NotFound."""
    return _found(work.db.get(Ticket, ticket_id))


def by_number(work: Work, number: str) -> Ticket:
    """The ticket with this readable number; raises NotFound."""
    return _found(work.db.scalar(select(Ticket).where(Ticket.number == number.strip().upper())))


def queue(work: Work) -> list[QueueRow]:
    """Open tickets: the highest level first, within a level the longest waiting."""
    # Columns, not whole tickets: every waiting page shares this look, once a second.
    rows = work.db.execute(
        select(*_SHOWN)
        .join(Conversation, Conversation.id == Ticket.conversation_id)
        .outerjoin(Operator, Operator.id == Ticket.owner_id)
        .where(Ticket.status.in_(OPEN))
    )
    now = work.clock()
    found = [QueueRow(**{**row._mapping, "topics": tuple(row.topics)}, waiting=now - row.opened_at) for row in rows]
    return sorted(found, key=lambda row: (-row.level.rank, row.opened_at, row.number))


_t = Ticket
_SHOWN = (
    *(_t.id, _t.number, _t.level, _t.status, _t.topics, _t.asked_for_human),
    *(Conversation.channel, _t.owner_id, Operator.shown_as.label("owner"), _t.opened_at, Conversation.last_at),
)
"""Named as the fields of QueueRow."""


def _new(work: Work, conversation: Conversation, level: RiskLevel) -> Ticket:
    now = work.clock()
    ticket = Ticket(
        id=new_id(),
        number=_next_number(work),
        conversation=conversation,
        level=level,
        status=TicketStatus.RECEIVED,
        topics=[],
        asked_for_human=False,
        opened_at=now,
        changed_at=now,
    )
    work.db.add(ticket)
    work.db.flush()
    note_change(work, ticket, "opened", after=level)
    demand_report(work, ticket)
    return ticket


def _next_number(work: Work) -> str:
    # Without gaps (a missing number would look like a case that vanished), so who numbers next
    # waits until this transaction has kept its number or given it back.
    audit.hold_ledger(work)
    day = f"HM{local(work.clock()):%y%m%d}-"
    # Longer numbers of a very full day sort between these too, whatever the collation.
    todays = select(Ticket.number).where(Ticket.number.between(f"{day}0000", f"{day}9999"))
    last = work.db.scalar(todays.order_by(func.length(Ticket.number).desc(), Ticket.number.desc()).limit(1))
    return f"{day}{int(last.removeprefix(day)) + 1 if last else 1:04d}"


def _found(ticket: Ticket | None) -> Ticket:
    if ticket is None:
        raise NotFound("ticket")
    return ticket
