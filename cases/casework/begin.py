"""How every change of the work on a case begins."""

from __future__ import annotations

from cases.access import Permission, demand
from cases.contacts import lock_conversation
from cases.errors import Erased, ReasonNeeded
from cases.store import Work
from cases.tables import Conversation, Operator, Ticket

LONGEST = 2_000
"""Characters of one field."""


def begin(work: Work, ticket: Ticket, operator: Operator) -> Conversation:
    """The conversation for this work alone; raises NotAllowed, or Erased when nothing can be kept any more."""
    demand(operator, Permission.CASE_WORK)
    conversation = lock_conversation(work, ticket.conversation_id)
    work.db.refresh(ticket)
    if conversation.key_wrapped is None:
        raise Erased("the conversation was erased")
    return conversation


def words(text: str, *, needed: bool = False) -> str:
    """The text without blanks around it; raises ReasonNeeded when it is too long, or empty and needed."""
    text = text.strip()
    if len(text) > LONGEST or (needed and not text):
        raise ReasonNeeded(f"a field has {int(needed)} to {LONGEST} characters")
    return text
