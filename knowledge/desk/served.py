"""Which answers are given on a day: approved, due, not retired, and still true to the law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from knowledge.check import Gravity, Problem, check_entry
from knowledge.desk.content import entry_of
from knowledge.desk.tables import EntryRow, MarkRow, RevisionRow, State
from knowledge.entry import Entry
from knowledge.prose import Phrase
from knowledge.statutes import Statutes

GRACE = timedelta(days=30)
"""How long an answer is still given after the text of an article it cites changed, while the words it
rests on (the anchor) still stand there. Once these are gone it is not given from that very day."""


@dataclass(frozen=True)
class Served:
    """The answers of one day, and why others are held back."""

    entries: tuple[Entry, ...]
    held: tuple[Problem, ...]


def served_revisions(db: Session, on: date) -> list[RevisionRow]:
    """For each entry that is not retired, its newest approved revision that is due."""
    newest = (
        select(RevisionRow.entry_id, func.max(RevisionRow.number).label("number"))
        .where(RevisionRow.state == State.APPROVED, RevisionRow.publish_on <= on)
        .group_by(RevisionRow.entry_id)
        .subquery()
    )
    rows = (
        select(RevisionRow)
        .join(newest, (RevisionRow.entry_id == newest.c.entry_id) & (RevisionRow.number == newest.c.number))
        .join(EntryRow, EntryRow.id == RevisionRow.entry_id)
        .where(or_(EntryRow.retired_on.is_(None), EntryRow.retired_on > on))
        .order_by(RevisionRow.entry_id)
    )
    return list(db.scalars(rows))


def served(db: Session, statutes: Statutes, phrases: tuple[Phrase, ...], on: date) -> Served:
    """Reads and checks them: one answer that lapsed is held back and does not stop the others."""
    entries = [entry_of(row) for row in served_revisions(db, on)]
    known = [entry.id for entry in entries]
    problems = _past_grace(db, on)
    for entry in entries:
        # A related entry may have been retired since: its button is left out, the answer stands.
        problems += check_entry(entry, statutes, on, phrases, [*known, *entry.related])
    held = {problem.entry for problem in problems}
    return Served(tuple(entry for entry in entries if entry.id not in held), tuple(problems))


def _past_grace(db: Session, on: date) -> list[Problem]:
    rows = db.scalars(select(MarkRow).where(MarkRow.seen_on <= on - GRACE))
    return [Problem(row.entry_id, Gravity.LAPSED, f"cites {row.citation}, whose text changed") for row in rows]
