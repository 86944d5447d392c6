"""Marks on answers whose cited articles read otherwise than when somebody approved them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.desk.content import entry_of
from knowledge.desk.served import served_revisions
from knowledge.desk.tables import MarkRow
from knowledge.desk.version import bump
from knowledge.entry import Entry
from knowledge.fingerprint import fingerprint
from knowledge.statutes import Statutes


def fingerprints(entry: Entry, statutes: Statutes, on: date) -> dict[str, str]:
    """The cited articles as they stand, for the record of who approved the answer."""
    found = {str(cited): statutes.article(cited.law, cited.article, on) for cited in entry.citations}
    return {name: fingerprint(article) for name, article in found.items() if article}


def mark(db: Session, statutes: Statutes, on: date) -> list[MarkRow]:
    """Notes what changed since the approval, and forgets what was put right; all marks that stand.

    Done at each start: a new version of the statute database comes with a new start.
    """
    standing = {(row.entry_id, row.citation): row for row in db.scalars(select(MarkRow))}
    changed = set()
    for revision in served_revisions(db, on):
        now = fingerprints(entry_of(revision), statutes, on)
        for citation, seen in revision.cited.items():
            if now.get(citation) != seen:
                changed.add((revision.entry_id, citation))
    fresh = changed - standing.keys()
    for key in standing.keys() - changed:
        db.delete(standing[key])
    for entry_id, citation in fresh:
        db.add(MarkRow(entry_id=entry_id, citation=citation, seen_on=on))
    if fresh or standing.keys() - changed:
        bump(db)
    return list(db.scalars(select(MarkRow).order_by(MarkRow.entry_id)))
