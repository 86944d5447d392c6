"""The sharing log: what went to whom, on which basis, by whom, and whether the child knows.

个人信息保护法 第二十三条 wants the person told. 第十八条 lets it wait in an emergency, when life, health or property
must be protected and telling in time is impossible, and be left out where a law demands secrecy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from cases.access import Permission, demand
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.errors import NotFound
from cases.referral.sealed import seal, unseal
from cases.referral.tables import Disclosure
from cases.referral.words import Basis, Told
from cases.store import Work
from cases.tables import Operator, Ticket, new_id

_COLUMN = "disclosures.words_sealed"


@dataclass(frozen=True)
class Shared:
    """One line of the log as staff read it; the texts are empty once erased."""

    row: Disclosure
    by: str
    to: str
    what: str
    basis_words: str
    told_words: str


def share(
    work: Work,
    ticket: Ticket,
    operator: Operator,
    source: str,
    *,
    to: str,
    what: str,
    fields: Sequence[str] = (),
    basis: Basis,
    basis_words: str,
    told: Told,
    told_words: str = "",
) -> None:
    """Writes a line; the caller holds the conversation. Raises Erased."""
    now = work.clock()
    row = Disclosure(
        id=new_id(), ticket_id=ticket.id, at=now, operator_id=operator.id, source=source, fields=list(fields)
    )
    row.basis, row.told, row.told_at = basis, told, now if told is Told.YES else None
    words = {"to": to, "what": what, "basis": basis_words, "told": told_words}
    row.words_sealed = seal(work, ticket.conversation, words, _COLUMN, row.id)
    work.db.add(row)


def tell_child(work: Work, ticket: Ticket, operator: Operator, disclosure_id: str) -> None:
    """The child was told of it by now; raises NotFound. Doing so twice keeps the first."""
    demand(operator, Permission.CASE_REFER)
    lock_conversation(work, ticket.conversation_id)
    row = work.db.get(Disclosure, disclosure_id, populate_existing=True)
    if row is None or row.ticket_id != ticket.id:
        raise NotFound("disclosure")
    if row.told_at is None:
        row.told, row.told_at = Told.YES, work.clock()
        note_change(work, ticket, "child_told", by=operator)


def log_of(work: Work, ticket: Ticket) -> list[Shared]:
    """The log of a case, newest first."""
    rows = work.db.execute(
        select(Disclosure, Operator.shown_as)
        .join(Operator, Operator.id == Disclosure.operator_id)
        .where(Disclosure.ticket_id == ticket.id)
        .order_by(Disclosure.at.desc(), Disclosure.id)
    )
    return [_shared(work, ticket, row, by) for row, by in rows]


def _shared(work: Work, ticket: Ticket, row: Disclosure, by: str) -> Shared:
    words = unseal(work, ticket.conversation, row.words_sealed, _COLUMN, row.id)
    return Shared(row, by, *(str(words.get(name, "")) for name in ("to", "what", "basis", "told")))
