"""Putting a closed case under seal 封存: it leaves every list and search, and opens by break-glass only.

For what the law seals: 刑事诉讼法 第二百八十六条, 预防未成年人犯罪法 第五十九条, 治安管理处罚法 第一百三十六条.
The words stay encrypted in the store; a new case of the same child is a case of its own.
"""

from __future__ import annotations

from cases.access import Permission, demand
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.errors import NotAllowed, ReasonNeeded
from cases.store import Work
from cases.tables import Operator, Ticket
from cases.words import ENDED


def hide(work: Work, ticket: Ticket, operator: Operator, reason: str) -> None:
    """Raises NotAllowed while the case is open or for anybody but a supervisor, ReasonNeeded without a reason."""
    _hold(work, ticket, operator, reason)
    if ticket.status not in ENDED:
        raise NotAllowed("only a closed case is put under seal")
    if ticket.hidden_at is None:
        ticket.hidden_at = work.clock()
        note_change(work, ticket, "hidden", by=operator, reason=reason.strip())


def show_again(work: Work, ticket: Ticket, operator: Operator, reason: str) -> None:
    """Takes the seal off, by a supervisor who reached the case by break-glass."""
    _hold(work, ticket, operator, reason)
    if ticket.hidden_at is not None:
        ticket.hidden_at = None
        note_change(work, ticket, "shown_again", by=operator, reason=reason.strip())


def _hold(work: Work, ticket: Ticket, operator: Operator, reason: str) -> None:
    demand(operator, Permission.CASE_HIDE)
    if not reason.strip():
        raise ReasonNeeded("say why")
    lock_conversation(work, ticket.conversation_id)
    work.db.refresh(ticket)
