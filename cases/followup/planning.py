"""Planning follow-ups: by the level of a case, by itself, and by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from cases.casework import people
from cases.casework.begin import begin, words
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.errors import NotAllowed, NotFound
from cases.followup.contact_rules import hours_of, rule_of
from cases.followup.schedule import levels, longest, next_fit, wanted
from cases.followup.tables import FollowUp
from cases.followup.words import OPEN, FollowUpState, Way
from cases.sealing import place
from cases.store import Work
from cases.tables import Conversation, Operator, Ticket, new_id
from cases.words import ENDED, Outcome
from humiao.message import Channel

WRITABLE = (Channel.WEB, Channel.TELEGRAM, Channel.TERMINAL)
"""Channels on which the desk can write first; others are called by hand."""
SETTLED = (Outcome.FALSE_ALARM, Outcome.MERGED)
"""Nothing to ask about, or asked in another case."""


@dataclass(frozen=True)
class Wish:
    """A follow-up as somebody plans it; ``agreed``: the caller agreed to this very time, be it at night."""

    due_at: datetime
    way: Way = Way.CHAT
    note: str = ""
    person_id: str = ""
    agreed: bool = False


def wanting(work: Work, limit: int = 50) -> list[str]:
    """Ids of tickets that somebody took and whose level still has no plan."""
    planned = select(FollowUp.id).where(FollowUp.ticket_id == Ticket.id, FollowUp.plan == Ticket.level)
    rows = (
        select(Ticket.id)
        .where(
            Ticket.claimed_at > work.clock() - longest(),
            Ticket.level.in_(levels()),
            Ticket.outcome.is_(None) | Ticket.outcome.not_in(SETTLED),
            Ticket.hidden_at.is_(None) | Ticket.status.not_in(ENDED),
            ~planned.exists(),
        )
        .join(Ticket.conversation)
        .where(Conversation.key_wrapped.is_not(None))
    )
    return list(work.db.scalars(rows.limit(limit)))


def plan_by_level(work: Work, ticket_id: str) -> int:
    """The follow-ups that the level asks for, once; those of a lower level make way. How many are new.

    A caller who wants none, and a case that nobody took, get none.
    """
    ticket = work.db.get_one(Ticket, ticket_id)
    conversation = lock_conversation(work, ticket.conversation_id)
    work.db.refresh(ticket)
    rule = rule_of(work, conversation)
    if conversation.key_wrapped is None or ticket.claimed_at is None or ticket.outcome in SETTLED:
        return 0
    if work.db.scalar(select(FollowUp.id).where(FollowUp.ticket_id == ticket.id, FollowUp.plan == str(ticket.level))):
        return 0
    _make_way(work, ticket)
    way = Way.CHAT if conversation.channel in WRITABLE else Way.PHONE
    now = work.clock()
    steps = [(step, next_fit(due, hours_of(rule))) for step, due in wanted(ticket.level, ticket.claimed_at)]
    for step, due in steps:
        # A step that is over, or unwanted, is written down as such: otherwise it would be looked for again.
        state = FollowUpState.PLANNED if due > now else FollowUpState.CANCELLED
        row = FollowUp(id=new_id(), ticket_id=ticket.id, plan=str(ticket.level), step=step, way=way, due_at=due)
        row.state = FollowUpState.DECLINED if rule.stopped_at else state
        row.attempts, row.agreed, row.owner_id = 0, False, ticket.owner_id
        row.ended_at = None if row.state in OPEN else now
        work.db.add(row)
    if steps:
        work.db.flush()
        note_change(work, ticket, "follow_ups", after=ticket.level)
    return len(steps)


def add(work: Work, ticket: Ticket, operator: Operator, wish: Wish) -> FollowUp:
    """A follow-up by hand; raises NotAllowed for a time that is over, a caller who wants none, an unsafe person."""
    conversation = begin(work, ticket, operator)
    if wish.due_at < work.clock() - timedelta(minutes=5):
        raise NotAllowed("this time is over")
    if rule_of(work, conversation).stopped_at is not None and wish.way is Way.CHAT:
        raise NotAllowed("the caller wants no follow-up")
    row = FollowUp(id=new_id(), ticket_id=ticket.id, attempts=0, state=FollowUpState.PLANNED)
    _fill(work, ticket, row, wish)
    row.owner_id = ticket.owner_id or operator.id
    work.db.add(row)
    work.db.flush()
    note_change(work, ticket, "follow_up", after=wish.way, by=operator)
    return row


def change(work: Work, ticket: Ticket, operator: Operator, follow_up_id: str, wish: Wish) -> None:
    """Another time or way for one that waits, also after it was missed; raises NotFound, NotAllowed as ``add``."""
    conversation = begin(work, ticket, operator)
    row = found(work, ticket, follow_up_id)
    if row.state not in OPEN:
        raise NotAllowed("this follow-up is over")
    if rule_of(work, conversation).stopped_at is not None and wish.way is Way.CHAT:
        raise NotAllowed("the caller wants no follow-up")
    if wish.due_at < work.clock() - timedelta(minutes=5):
        raise NotAllowed("this time is over")
    _fill(work, ticket, row, wish)
    row.state, row.attempts = FollowUpState.PLANNED, 0
    row.owner_id = row.owner_id or operator.id
    note_change(work, ticket, "follow_up_moved", after=wish.way, by=operator)


def cancel(work: Work, ticket: Ticket, operator: Operator, follow_up_id: str, reason: str) -> None:
    """One that will not be made; raises ReasonNeeded without a reason."""
    begin(work, ticket, operator)
    row = found(work, ticket, follow_up_id)
    why = words(reason, needed=True)
    if row.state not in OPEN:
        return
    row.state, row.ended_at, row.ended_by = FollowUpState.CANCELLED, work.clock(), operator.id
    note_change(work, ticket, "follow_up_cancelled", before=row.step, by=operator, reason=why)


def found(work: Work, ticket: Ticket, follow_up_id: str) -> FollowUp:
    """The follow-up of this very ticket, as it is now; raises NotFound."""
    row = work.db.scalar(
        select(FollowUp)
        .where(FollowUp.id == follow_up_id, FollowUp.ticket_id == ticket.id)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("follow-up")
    return row


def _fill(work: Work, ticket: Ticket, row: FollowUp, wish: Wish) -> None:
    row.due_at, row.way, row.agreed = wish.due_at, wish.way, wish.agreed
    row.person_id = people.choose(work, ticket, wish.person_id).id if wish.person_id else None
    sealed = work.ring.seal_text(ticket.conversation, words(wish.note), place("followups.note_sealed", row.id))
    row.note_sealed = sealed


def _make_way(work: Work, ticket: Ticket) -> None:
    earlier = select(FollowUp).where(
        FollowUp.ticket_id == ticket.id, FollowUp.plan.is_not(None), FollowUp.state == FollowUpState.PLANNED
    )
    for row in work.db.scalars(earlier):
        row.state, row.ended_at = FollowUpState.CANCELLED, work.clock()
