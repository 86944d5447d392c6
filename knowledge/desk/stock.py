"""Stocking the desk with the answers that come with the program.

From then on the store is the truth. A newer program replaces the texts that nobody at the desk has
touched; what the desk wrote stays, and the newer shipped text is only reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from humiao.yaml_text import read_yaml
from knowledge.desk.content import stored
from knowledge.desk.marks import fingerprints
from knowledge.desk.tables import EntryRow, Origin, RevisionRow, State
from knowledge.desk.version import bump
from knowledge.desk.workflow import content_hash
from knowledge.entries import load_entries
from knowledge.entry import Entry
from knowledge.statutes import Statutes


@dataclass(frozen=True)
class Stocked:
    """Ids of entries that came in new, were replaced, or were left as the desk wrote them."""

    added: tuple[str, ...]
    replaced: tuple[str, ...]
    kept: tuple[str, ...]


def stock(db: Session, folder: Path, statutes: Statutes, *, at: datetime, on: date) -> Stocked:
    """Brings the shipped answers of ``folder`` into the store; raises HM044 when one is wrong."""
    entries = load_entries(folder, statutes, on)
    latest = {row.entry_id: row for row in _latest(db)}
    shipped = _shipped_hashes(db)
    added: list[str] = []
    replaced: list[str] = []
    kept: list[str] = []
    for entry in entries:
        content = stored(read_yaml((folder / f"{entry.id}.yml").read_text(encoding="utf-8")))
        digest, old = content_hash(content), latest.get(entry.id)
        if (entry.id, digest) in shipped:
            continue
        if old is not None and old.origin != Origin.SHIPPED:
            kept.append(entry.id)
            continue
        _put(db, entry, content, digest, (old.number if old else 0) + 1, fingerprints(entry, statutes, on), at, on)
        (replaced if old else added).append(entry.id)
    if added or replaced:
        bump(db)
    return Stocked(tuple(added), tuple(replaced), tuple(kept))


def _latest(db: Session) -> Sequence[RevisionRow]:
    joined = (EntryRow.id == RevisionRow.entry_id) & (EntryRow.latest == RevisionRow.number)
    return db.scalars(select(RevisionRow).join(EntryRow, joined)).all()


def _shipped_hashes(db: Session) -> set[tuple[str, str]]:
    rows = select(RevisionRow.entry_id, RevisionRow.content_hash).where(RevisionRow.origin == Origin.SHIPPED)
    return {(row.entry_id, row.content_hash) for row in db.execute(rows)}


def _put(
    db: Session,
    entry: Entry,
    content: dict[str, Any],
    digest: str,
    number: int,
    cited: dict[str, str],
    at: datetime,
    on: date,
) -> None:
    row = db.get(EntryRow, entry.id)
    if row is None:
        row = EntryRow(id=entry.id, latest=0)
        db.add(row)
        db.flush()
    row.latest = number
    db.add(
        RevisionRow(
            entry_id=entry.id,
            number=number,
            parent=number - 1,
            state=State.APPROVED,
            origin=Origin.SHIPPED,
            content=content,
            content_hash=digest,
            author="",
            author_name=entry.author,
            saved_at=at,
            why="随程序提供",
            reviewer_name=entry.reviewer or None,
            publish_on=on,
            cited=cited,
        )
    )
