"""What editors and reviewers do with an entry: save, submit, return, approve, retire.

Every save is a new revision and nothing is ever overwritten. Somebody else reads what an author
wrote before it answers a child: nobody approves a text that they had a hand in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from knowledge.desk.errors import Conflict, Missing, NotNow, OwnWork, Refused
from knowledge.desk.tables import EntryRow, MarkRow, Origin, RevisionRow, State
from knowledge.desk.version import bump

MOVES: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SUBMITTED}),
    State.SUBMITTED: frozenset({State.RETURNED, State.APPROVED}),
    State.RETURNED: frozenset(),
    State.APPROVED: frozenset(),
}
"""From where to where a revision may go; a returned or approved text is followed by a new revision."""


@dataclass(frozen=True)
class Who:
    """A member of staff: the id for the record, the name for people."""

    id: str
    name: str


def save(
    db: Session,
    entry_id: str,
    content: Mapping[str, Any],
    *,
    parent: int,
    by: Who,
    at: datetime,
    why: str = "",
    origin: Origin = Origin.DESK,
) -> RevisionRow:
    """A new revision on top of ``parent`` (0 for a new entry).

    Raises Conflict when somebody saved another one meanwhile: what was written is still the
    caller's, to be merged and saved again. A submitted text is replaced by the save.
    """
    row = db.get(EntryRow, entry_id, with_for_update=True)
    if row is None:
        if parent:
            raise Missing(entry_id)
        row = EntryRow(id=entry_id, latest=0)
        db.add(row)
        db.flush()
    elif row.latest != parent:
        raise Conflict(entry_id, row.latest)
    revision = RevisionRow(
        entry_id=entry_id,
        number=row.latest + 1,
        parent=parent,
        state=State.DRAFT,
        origin=origin,
        content=dict(content),
        content_hash=content_hash(content),
        author=by.id,
        author_name=by.name,
        saved_at=at,
        why=why,
        cited={},
    )
    db.add(revision)
    row.latest = revision.number
    db.flush()
    return revision


def submit(db: Session, entry_id: str, number: int, problems: list[str]) -> RevisionRow:
    """For a second person to read; raises Refused with every fault that the check found."""
    revision = _latest(db, entry_id, number)
    if problems:
        raise Refused(problems)
    _move(revision, State.SUBMITTED)
    db.flush()
    return revision


def send_back(db: Session, entry_id: str, number: int, *, by: Who, at: datetime, note: str) -> RevisionRow:
    """The reviewer's reasons go with it; raises NotNow without any."""
    if not note.strip():
        raise NotNow("a reason is needed")
    revision = _latest(db, entry_id, number)
    _move(revision, State.RETURNED)
    revision.reviewer, revision.reviewer_name, revision.reviewed_at, revision.review_note = by.id, by.name, at, note
    db.flush()
    return revision


def approve(
    db: Session,
    entry_id: str,
    number: int,
    *,
    by: Who,
    at: datetime,
    publish_on: date,
    cited: Mapping[str, str],
    problems: list[str],
    note: str = "",
) -> RevisionRow:
    """Read and found right: served from ``publish_on``.

    ``cited`` are the fingerprints of the articles as they stand now. Raises OwnWork when the
    reviewer wrote any of it since the last approved text, and Refused when the check finds a fault.
    """
    revision = _latest(db, entry_id, number)
    if by.id in authors(db, revision):
        raise OwnWork(entry_id)
    if problems:
        raise Refused(problems)
    _move(revision, State.APPROVED)
    revision.reviewer, revision.reviewer_name, revision.reviewed_at, revision.review_note = by.id, by.name, at, note
    revision.publish_on, revision.cited = publish_on, dict(cited)
    row = _entry(db, entry_id)
    row.retired_on = row.retired_why = None
    # The reviewer has read the articles as they stand now: what had changed in them is settled.
    db.execute(delete(MarkRow).where(MarkRow.entry_id == entry_id))
    bump(db)
    return revision


def retire(db: Session, entry_id: str, *, on: date, why: str) -> None:
    """No longer served from that day; every revision is kept. Raises NotNow without a reason."""
    if not why.strip():
        raise NotNow("a reason is needed")
    row = _entry(db, entry_id)
    row.retired_on, row.retired_why = on, why.strip()
    bump(db)


def restore(db: Session, entry_id: str, number: int, *, parent: int, by: Who, at: datetime) -> RevisionRow:
    """An earlier text as a new draft: it goes through the same review as any other."""
    old = revision(db, entry_id, number)
    return save(db, entry_id, old.content, parent=parent, by=by, at=at, why=f"恢复第{number}版")


def authors(db: Session, revision: RevisionRow) -> set[str]:
    """Everybody who wrote since the last approved text."""
    found = {revision.author}
    for earlier in history(db, revision.entry_id):
        if earlier.number < revision.number:
            if earlier.state == State.APPROVED:
                break
            found.add(earlier.author)
    return found


def history(db: Session, entry_id: str) -> list[RevisionRow]:
    """All revisions, newest first."""
    rows = select(RevisionRow).where(RevisionRow.entry_id == entry_id).order_by(RevisionRow.number.desc())
    return list(db.scalars(rows))


def revision(db: Session, entry_id: str, number: int) -> RevisionRow:
    """One revision; raises Missing."""
    found = db.get(RevisionRow, (entry_id, number))
    if found is None:
        raise Missing(f"{entry_id}/{number}")
    return found


def content_hash(content: Mapping[str, Any]) -> str:
    """Equal for equal text, whatever the order of the fields."""
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def _entry(db: Session, entry_id: str) -> EntryRow:
    row = db.get(EntryRow, entry_id, with_for_update=True)
    if row is None:
        raise Missing(entry_id)
    return row


def _latest(db: Session, entry_id: str, number: int) -> RevisionRow:
    """Only the newest text is judged: a decision about an older one would be about what nobody sees."""
    row = _entry(db, entry_id)
    if row.latest != number:
        raise Conflict(entry_id, row.latest)
    return revision(db, entry_id, number)


def _move(revision: RevisionRow, to: State) -> None:
    if to not in MOVES[State(revision.state)]:
        raise NotNow(f"{revision.state} does not become {to}")
    revision.state = to
