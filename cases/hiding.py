"""Putting a closed case under seal 封存: it leaves every list and search, and opens by break-glass only.

For what the law seals: 刑事诉讼法 第二百八十六条, 预防未成年人犯罪法 第五十九条, 治安管理处罚法 第一百三十六条.
The words stay encrypted in the store; a new case of the same child is a case of its own.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from cases.access import Permission, demand
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.errors import NotAllowed, ReasonNeeded, RuleForbids
from cases.followup.tables import FollowUp
from cases.followup.words import OPEN as OPEN_FOLLOW_UPS
from cases.store import Work
from cases.tables import Message, Operator, Ticket
from cases.words import ENDED


def hide(work: Work, ticket: Ticket, operator: Operator, reason: str) -> None:
    """Raises NotAllowed while the case is open or for anybody but a supervisor, ReasonNeeded without a reason.

    Raises RuleForbids while a follow-up is still to come: the child would answer where nobody may look.
    """
    _hold(work, ticket, operator, reason)
    if ticket.status not in ENDED:
        raise NotAllowed("only a closed case is put under seal")
    coming = select(FollowUp.id).where(FollowUp.ticket_id == ticket.id, FollowUp.state.in_(OPEN_FOLLOW_UPS))
    if work.db.scalar(coming.limit(1)) is not None:
        raise RuleForbids("这个单还有没做完的回访：封存以后没有人能看到孩子的回复。请先完成或取消回访，再封存。")
    if ticket.hidden_at is None:
        ticket.hidden_at = work.clock()
        note_change(work, ticket, "hidden", by=operator, reason=reason.strip())


def show_again(work: Work, ticket: Ticket, operator: Operator, reason: str) -> None:
    """Takes the seal off, by a supervisor who reached the case by break-glass."""
    _hold(work, ticket, operator, reason)
    if ticket.hidden_at is not None:
        ticket.hidden_at = None
        note_change(work, ticket, "shown_again", by=operator, reason=reason.strip())


def under_seal(
    conversation_id: InstrumentedAttribute[str], at: InstrumentedAttribute[datetime] | ColumnElement[datetime]
) -> ColumnElement[bool]:
    """A condition: what was said at this moment belongs to a closed case under seal; what came later does not."""
    return exists().where(Ticket.conversation_id == conversation_id, Ticket.hidden_at >= at, Ticket.status.in_(ENDED))


def sealed_until(work: Work, conversation_id: str) -> int:
    """The seq of the last message under seal; 0: none is."""
    m = Message
    last = select(func.max(m.seq)).where(
        m.conversation_id == conversation_id, under_seal(m.conversation_id, m.received_at)
    )
    return work.db.scalar(last) or 0


def _hold(work: Work, ticket: Ticket, operator: Operator, reason: str) -> None:
    demand(operator, Permission.CASE_HIDE)
    if not reason.strip():
        raise ReasonNeeded("say why")
    lock_conversation(work, ticket.conversation_id)
    work.db.refresh(ticket)
