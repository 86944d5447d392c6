"""All entries of the desk at one look: where each stands, and which are due for another reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from humiao.vocabulary import Word
from knowledge.desk.served import GRACE, served_revisions
from knowledge.desk.tables import EntryRow, MarkRow, RevisionRow, State

SOON = timedelta(days=30)
"""So long before its day a review is on the due list: time to write and to have it read."""


class Stage(Word):
    """Where an entry stands, as one word for the list."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    COMING = "coming"
    """Approved for a later day."""
    LIVE = "live"
    RETIRED = "retired"


@dataclass(frozen=True)
class Line:
    """One entry: its newest text, the one that is served today, and what was noticed about it."""

    row: EntryRow
    latest: RevisionRow
    served: RevisionRow | None
    marks: tuple[MarkRow, ...]
    on: date
    newer_shipped: bool = False

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def title(self) -> str:
        return str(self.latest.content.get("title") or self.row.id)

    @property
    def topic(self) -> str:
        return str(self.latest.content.get("topic", "other"))

    @property
    def retired(self) -> bool:
        return self.row.retired_on is not None and self.row.retired_on <= self.on

    @property
    def stage(self) -> Stage:
        if self.latest.state != State.APPROVED:
            return Stage(self.latest.state)
        if self.retired:
            return Stage.RETIRED
        return Stage.LIVE if self.latest.publish_on and self.latest.publish_on <= self.on else Stage.COMING

    @property
    def review_by(self) -> date:
        return date.fromisoformat((self.served or self.latest).content["review_by"])

    @property
    def overdue(self) -> bool:
        """Not given to anybody any more, until somebody has read it again."""
        return self.served is not None and self.review_by <= self.on

    @property
    def due(self) -> bool:
        return self.served is not None and self.review_by <= self.on + SOON

    @property
    def held_from(self) -> date | None:
        """From then on it is not given, because the text of an article it cites has changed."""
        return min((mark.seen_on + GRACE for mark in self.marks), default=None)

    @property
    def wants_work(self) -> bool:
        return self.due or bool(self.marks) or self.newer_shipped


def overview(db: Session, on: date, newer_shipped: Iterable[str] = ()) -> list[Line]:
    """Every entry, in the order of its name."""
    joined = (EntryRow.id == RevisionRow.entry_id) & (EntryRow.latest == RevisionRow.number)
    latest = {row.entry_id: row for row in db.scalars(select(RevisionRow).join(EntryRow, joined))}
    served = {revision.entry_id: revision for revision in served_revisions(db, on)}
    marks = defaultdict(list)
    for mark in db.scalars(select(MarkRow).order_by(MarkRow.citation)):
        marks[mark.entry_id].append(mark)
    newer = set(newer_shipped)
    return [
        Line(row, latest[row.id], served.get(row.id), tuple(marks[row.id]), on, row.id in newer)
        for row in db.scalars(select(EntryRow).order_by(EntryRow.id))
    ]


def line(db: Session, entry_id: str, on: date) -> Line | None:
    """One entry; None when there is no such entry."""
    return next((one for one in overview(db, on) if one.id == entry_id), None)
