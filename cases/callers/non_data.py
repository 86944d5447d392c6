"""Contacts that are no case: silent, harassing, tests, thanks, wrong numbers; counted with one click."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from cases import audit
from cases.access import Permission, demand
from cases.callers.numbers import digits_of
from cases.callers.tables import NonDataContact
from cases.callers.words import NonData
from cases.contacts import current_conversation, lock_contact
from cases.errors import NotFound
from cases.sealing import place
from cases.store import Work
from cases.tables import Conversation, Operator, new_id
from humiao.clock import local
from humiao.message import Channel

LONGEST_NOTE = 300


def count(
    work: Work, operator: Operator, channel: Channel, kind: NonData, *, phone: str = "", note: str = ""
) -> NonDataContact:
    """Counts a contact; with a number or a note it belongs to a caller, whom an erasure finds. The caller commits."""
    demand(operator, Permission.CASE_INTAKE)
    row = NonDataContact(id=new_id(), channel=channel, kind=kind, at=work.clock(), operator_id=operator.id)
    digits, note = digits_of(phone), note.strip()[:LONGEST_NOTE]
    if digits or note:
        sender = digits or row.id
        conversation = current_conversation(work, lock_contact(work, channel, sender), sender)
        row.conversation_id = conversation.id
        if note:
            row.note_sealed = work.ring.seal_text(conversation, note, place("non_data_contacts.note_sealed", row.id))
    work.db.add(row)
    audit.append(work, operator.id, "contact:non-data", f"non-data/{row.id}", {"kind": str(kind)})
    work.db.flush()
    return row


def take_back(work: Work, id: str, operator: Operator) -> NonDataContact:
    """It was no such contact; only who counted it says so, on the same day. Raises NotFound for any other."""
    demand(operator, Permission.CASE_INTAKE)
    row = work.db.get(NonDataContact, id)
    if row is None or row.operator_id != operator.id or row.at < _midnight(work.clock()):
        raise NotFound("contact")
    if row.undone_at is None:
        row.undone_at = work.clock()
        audit.append(work, operator.id, "contact:non-data:undone", f"non-data/{row.id}")
    return row


def counted(work: Work, id: str, operator: Operator) -> NonDataContact | None:
    """What this person has just counted, to be shown with its way back; None for anything else."""
    row = work.db.get(NonDataContact, id)
    return row if row and row.operator_id == operator.id and row.undone_at is None else None


def of_today(work: Work) -> dict[NonData, int]:
    """How many of each kind the whole desk has counted since midnight in China."""
    rows = work.db.execute(
        select(NonDataContact.kind, func.count())
        .where(NonDataContact.undone_at.is_(None), NonDataContact.at >= _midnight(work.clock()))
        .group_by(NonDataContact.kind)
    )
    return dict(iter(rows))


def of_contacts(work: Work, contacts: Iterable[str]) -> dict[NonData, int]:
    """How many of each kind came from these contacts, as far as their numbers were known."""
    rows = work.db.execute(
        select(NonDataContact.kind, func.count())
        .join(Conversation, Conversation.id == NonDataContact.conversation_id)
        .where(Conversation.contact_id.in_(list(contacts)), NonDataContact.undone_at.is_(None))
        .group_by(NonDataContact.kind)
    )
    return dict(iter(rows))


def _midnight(moment: datetime) -> datetime:
    return local(moment).replace(hour=0, minute=0, second=0, microsecond=0)
