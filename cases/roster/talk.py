"""What colleagues say to each other about a case 内部协作; nothing of it ever reaches the caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from cases import audit
from cases.access import Permission, demand
from cases.contacts import lock_conversation
from cases.errors import ReasonNeeded
from cases.roster.tables import CaseTalk
from cases.sealing import place
from cases.store import Work
from cases.tables import Operator, Ticket, new_id

LONGEST = 1_000
"""Characters: what is longer belongs into a note."""
_BODY = "case_talk.body_sealed"


@dataclass(frozen=True)
class Line:
    """One line; ``text`` is None once the conversation was erased."""

    id: str
    at: datetime
    operator_id: str
    author: str
    text: str | None


def say_inside(work: Work, ticket: Ticket, operator: Operator, text: str) -> None:
    """A line for colleagues, sealed; raises ReasonNeeded when it is empty or too long, Erased when it cannot be kept.

    It is in the audit chain but no event of the case: thirty lines of talk would hide what was done.
    """
    demand(operator, Permission.CASE_NOTES_WRITE)
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise ReasonNeeded("say something")
    conversation = lock_conversation(work, ticket.conversation_id)
    row = CaseTalk(id=new_id(), ticket_id=ticket.id, operator_id=operator.id, at=work.clock())
    row.body_sealed = work.ring.seal_text(conversation, text, place(_BODY, row.id))
    work.db.add(row)
    work.db.flush()
    audit.append(work, operator.id, "ticket:talk", f"ticket/{ticket.id}")


def lines(work: Work, ticket: Ticket) -> list[Line]:
    """The talk about this ticket, oldest first; the caller has noted the reading."""
    rows = work.db.execute(
        select(CaseTalk, Operator.shown_as)
        .join(Operator, Operator.id == CaseTalk.operator_id)
        .where(CaseTalk.ticket_id == ticket.id)
        .order_by(CaseTalk.at, CaseTalk.id)
    )
    return [Line(row.id, row.at, row.operator_id, author, _text(work, ticket, row)) for row, author in rows]


def count_for(work: Work, ticket: Ticket, operator: Operator) -> int:
    """How many lines others have written: a page compares it with what it has shown."""
    others = select(func.count()).where(CaseTalk.ticket_id == ticket.id, CaseTalk.operator_id != operator.id)
    return work.db.scalar(others) or 0


def _text(work: Work, ticket: Ticket, row: CaseTalk) -> str | None:
    if row.body_sealed is None or ticket.conversation.key_wrapped is None:
        return None
    return work.ring.open_text(ticket.conversation, row.body_sealed, place(_BODY, row.id))
