"""What colleagues should know of a caller for a while: a flag with a reason and a day on which it ends by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from cases.access import Permission, demand
from cases.callers.tables import ContactFlag
from cases.callers.words import FlagKind
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.errors import NotAllowed, NotFound, ReasonNeeded
from cases.sealing import place
from cases.store import Work
from cases.tables import Conversation, Operator, Ticket, new_id

LONGEST = timedelta(days=90)
"""A child who is in danger may call from the same telephone: no flag stands for ever."""


@dataclass(frozen=True)
class Flag:
    """A flag as staff read it."""

    id: str
    kind: FlagKind
    until: datetime
    who: str
    reason: str


def put(work: Work, ticket: Ticket, operator: Operator, kind: FlagKind, days: int, reason: str) -> ContactFlag:
    """Raises ReasonNeeded without a reason, NotAllowed for no day or more than ninety. It changes no level."""
    demand(operator, Permission.CASE_INTAKE)
    if not reason.strip():
        raise ReasonNeeded("say why")
    if not 0 < days <= LONGEST.days:
        raise NotAllowed("a flag stands for 1 to 90 days")
    conversation = lock_conversation(work, ticket.conversation_id)
    row = ContactFlag(
        id=new_id(),
        conversation_id=conversation.id,
        kind=kind,
        at=work.clock(),
        operator_id=operator.id,
        until=work.clock() + timedelta(days=days),
    )
    row.reason_sealed = work.ring.seal_text(conversation, reason.strip(), _place(row))
    work.db.add(row)
    note_change(work, ticket, "flagged", after=kind, by=operator)
    return row


def lift(work: Work, ticket: Ticket, flag_id: str, operator: Operator) -> None:
    """Takes a flag away before its day; raises NotFound when it is none of this caller's."""
    demand(operator, Permission.CASE_INTAKE)
    lock_conversation(work, ticket.conversation_id)
    row = work.db.get(ContactFlag, flag_id, populate_existing=True)
    if row is None or row.conversation_id != ticket.conversation_id:
        raise NotFound("flag")
    if row.lifted_at is None:
        row.lifted_at, row.lifted_by = work.clock(), operator.id
        note_change(work, ticket, "unflagged", before=row.kind, by=operator)


def standing_flags(work: Work, contacts: Iterable[str]) -> list[Flag]:
    """Flags of these contacts that stand today, the one that ends last first."""
    rows = work.db.execute(
        select(ContactFlag, Conversation, Operator.shown_as)
        .join(Conversation, Conversation.id == ContactFlag.conversation_id)
        .join(Operator, Operator.id == ContactFlag.operator_id)
        .where(Conversation.contact_id.in_(list(contacts)), ContactFlag.lifted_at.is_(None))
        .where(ContactFlag.until > work.clock())
        .order_by(ContactFlag.until.desc())
    )
    return [Flag(row.id, row.kind, row.until, who, _reason(work, talk, row)) for row, talk, who in rows]


def _reason(work: Work, conversation: Conversation, row: ContactFlag) -> str:
    if row.reason_sealed is None or conversation.key_wrapped is None:
        return ""
    return work.ring.open_text(conversation, row.reason_sealed, _place(row))


def _place(row: ContactFlag) -> str:
    return place("contact_flags.reason_sealed", row.id)
