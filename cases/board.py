"""What the console shows of a case beside its words, and cheap marks that tell when to look again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import func, select

from cases.errors import NotFound
from cases.reach import visible
from cases.roster.tables import CaseTalk
from cases.store import Work
from cases.tables import (
    AssessmentRow,
    Attachment,
    Conversation,
    Message,
    Note,
    Operator,
    Outgoing,
    Task,
    Ticket,
    TicketEvent,
)
from cases.words import OutgoingState, TicketStatus

LATELY = timedelta(minutes=10)
"""An assessment older than this says nothing about how recognition works now."""


@dataclass(frozen=True)
class CaseMark:
    """Changes when the case does: ``turns`` by seq, ``panel`` for everything beside the talk."""

    turns: dict[int, str]
    panel: str


def last_degraded(work: Work) -> bool:
    """Whether the latest assessment, if it is recent, was made without the classifier."""
    recent = select(AssessmentRow.degraded).where(AssessmentRow.at > work.clock() - LATELY)
    return bool(work.db.scalar(recent.order_by(AssessmentRow.at.desc()).limit(1)))


def marks(work: Work, ticket: Ticket) -> CaseMark:
    """The marks of a case, read without opening a single word of it."""
    here = Message.conversation_id == ticket.conversation_id
    counts = (
        select(AssessmentRow.message_id, func.count())
        .join(Message, Message.id == AssessmentRow.message_id)
        .where(here)
        .group_by(AssessmentRow.message_id)
    )
    # iter: a result has keys(), and dict() would take it for a mapping.
    judged = dict(iter(work.db.execute(counts)))
    sent = deliveries(work, ticket.conversation_id)
    turns = {
        seq: f"{version}.{judged.get(id, 0)}.{sent.get(id, '')}"
        for id, seq, version in work.db.execute(select(Message.id, Message.seq, Message.version).where(here))
    }
    return CaseMark(turns, _panel_mark(work, ticket))


def deliveries(work: Work, conversation_id: str) -> dict[str, OutgoingState]:
    """How far each reply of the conversation has come, by message id."""
    rows = select(Outgoing.message_id, Outgoing.state).where(
        Outgoing.conversation_id == conversation_id, Outgoing.message_id.is_not(None)
    )
    return {message_id: state for message_id, state in work.db.execute(rows) if message_id}


def other_tickets(work: Work, ticket: Ticket, operator: Operator) -> list[tuple[str, TicketStatus]]:
    """Numbers and states of the same conversation's other tickets that this person may open, the latest first."""
    rows = select(Ticket.number, Ticket.status).where(
        Ticket.conversation_id == ticket.conversation_id, Ticket.id != ticket.id, visible(work, operator)
    )
    return [(number, status) for number, status in work.db.execute(rows.order_by(Ticket.opened_at.desc()))]


def check_attachment(work: Work, conversation: Conversation, attachment_id: str) -> None:
    """Raises NotFound unless the file belongs to this conversation."""
    found = work.db.scalar(
        select(Attachment.id)
        .join(Message, Message.id == Attachment.message_id)
        .where(Attachment.id == attachment_id, Message.conversation_id == conversation.id)
    )
    if found is None:
        raise NotFound("attachment")


def _panel_mark(work: Work, ticket: Ticket) -> str:
    events, notes, tasks, done, said = (
        work.db.scalar(select(func.count(column)).where(table.ticket_id == ticket.id))
        for table, column in (
            (TicketEvent, TicketEvent.id),
            (Note, Note.id),
            (Task, Task.id),
            (Task, Task.done_at),
            (CaseTalk, CaseTalk.id),
        )
    )
    # Turns false when a worker has looked at the clocks: they may show something new.
    state = (ticket.changed_at, ticket.clocks_due, ticket.level, ticket.status, ticket.owner_id, ticket.topics)
    seen = (state, events, notes, tasks, done, said, ticket.conversation.erased_at)
    return sha256(repr(seen).encode()).hexdigest()[:16]
