"""The number that changes with everything that is served, so that every process notices."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from knowledge.desk.tables import VersionRow

_ONE = 1


def version(db: Session) -> int:
    """How often what is served has changed; 0 before anything was stocked."""
    return db.scalar(select(VersionRow.version).where(VersionRow.id == _ONE)) or 0


def bump(db: Session) -> None:
    """Counts one change, in the transaction that makes it."""
    db.flush()
    changed = db.execute(update(VersionRow).where(VersionRow.id == _ONE).values(version=VersionRow.version + 1))
    if not changed.rowcount:  # type: ignore[attr-defined]
        db.add(VersionRow(id=_ONE, version=1))
        db.flush()
