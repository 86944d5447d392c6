"""Forms kept in versions: nothing that was written is overwritten, and nobody saves over what they have not seen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from cases.casework.begin import begin, words
from cases.casework.tables import Sheet
from cases.casework.words import SheetKind
from cases.changes import note_change
from cases.errors import Stale
from cases.sealing import place
from cases.store import Work
from cases.tables import Operator, Ticket, new_id

_BODY = "case_sheets.body_sealed"


@dataclass(frozen=True)
class SheetText:
    """One version as staff read it; version 0 was never written. An erased one has no fields."""

    version: int = 0
    at: datetime | None = None
    who: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    mark: str | None = None

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")


def save(
    work: Work,
    ticket: Ticket,
    operator: Operator,
    kind: SheetKind,
    fields: Mapping[str, str],
    *,
    seen: int,
    mark: str | None = None,
) -> SheetText:
    """A new version of the form; ``seen`` is the version that was on the page when it was filled in.

    Raises Stale when there is a newer one. Saving what is there already makes no version.
    """
    conversation = begin(work, ticket, operator)
    now = latest(work, ticket, kind)
    if now.version != seen:
        raise Stale(now.who, now.version)
    kept = {name: text for name, value in fields.items() if (text := words(value))}
    if now.version and (kept, mark) == (dict(now.fields), now.mark):
        return now
    row = Sheet(id=new_id(), ticket_id=ticket.id, kind=kind, version=seen + 1, at=work.clock(), operator_id=operator.id)
    row.mark = mark
    text = json.dumps(kept, ensure_ascii=False)
    row.body_sealed = work.ring.seal_text(conversation, text, place(_BODY, row.id))
    work.db.add(row)
    work.db.flush()
    note_change(work, ticket, str(kind), now.mark, mark, by=operator)
    return SheetText(row.version, row.at, operator.shown_as, kept, mark)


def latest(work: Work, ticket: Ticket, kind: SheetKind) -> SheetText:
    """The newest version; version 0 when there is none."""
    return next(iter(versions(work, ticket, kind, limit=1)), SheetText())


def versions(work: Work, ticket: Ticket, kind: SheetKind, limit: int = 100) -> list[SheetText]:
    """The latest versions, the newest first; the caller has noted the reading in the audit chain."""
    rows = work.db.execute(
        select(Sheet, Operator.shown_as)
        .join(Operator, Operator.id == Sheet.operator_id)
        .where(Sheet.ticket_id == ticket.id, Sheet.kind == kind)
        .order_by(Sheet.version.desc())
        .limit(limit)
    )
    return [SheetText(row.version, row.at, who, _fields(work, ticket, row), row.mark) for row, who in rows]


def _fields(work: Work, ticket: Ticket, row: Sheet) -> Mapping[str, str]:
    if row.body_sealed is None:
        return {}
    read: dict[str, str] = json.loads(work.ring.open_text(ticket.conversation, row.body_sealed, place(_BODY, row.id)))
    return read
