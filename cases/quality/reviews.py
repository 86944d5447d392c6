"""Reviews of worked cases: whoever worked one reads what was said of it, and nobody reviews their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from cases import lifecycle
from cases.access import Permission, demand
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.errors import NotAllowed, ReasonNeeded
from cases.quality.rubric import MOST, rubric, share
from cases.quality.tables import QualityReview
from cases.reach import visible
from cases.sealing import place
from cases.store import Work
from cases.tables import Operator, Ticket, TicketEvent, new_id
from cases.words import TicketStatus

LATELY = timedelta(days=30)
"""Closed cases are offered for review for so long: later nobody remembers."""


@dataclass(frozen=True)
class Review:
    """A review as it is read; ``remark`` is None when there is none or it was erased."""

    at: datetime
    reviewer: str
    scores: Mapping[str, int]
    share: float | None
    remark: str | None


def add(work: Work, ticket: Ticket, operator: Operator, scores: Mapping[str, int], remark: str) -> QualityReview:
    """Judges a case that has ended, which is thereby checked 抽查.

    Raises NotAllowed for one's own case and for points that the rubric does not have, ReasonNeeded when
    a grave item without points has no remark.
    """
    demand(operator, Permission.QUALITY_REVIEW)
    conversation = lock_conversation(work, ticket.conversation_id)
    work.db.refresh(ticket)
    if operator.id == ticket.owner_id or operator.id in _hands(work, ticket):
        raise NotAllowed("nobody reviews a case they worked on")
    _check(scores, remark)
    review = QualityReview(
        id=new_id(), ticket_id=ticket.id, reviewer_id=operator.id, at=work.clock(), scores=dict(scores)
    )
    if remark.strip():
        at = place("quality_reviews.remark_sealed", review.id)
        review.remark_sealed = work.ring.seal_text(conversation, remark.strip(), at)
    work.db.add(review)
    note_change(work, ticket, "reviewed", by=operator)
    if ticket.status is TicketStatus.CLOSED:
        lifecycle.check(work, ticket, operator)
    return review


def of_ticket(work: Work, ticket: Ticket) -> list[Review]:
    """Reviews of a case, the latest first."""
    rows = work.db.execute(
        select(QualityReview, Operator.shown_as)
        .join(Operator, Operator.id == QualityReview.reviewer_id)
        .where(QualityReview.ticket_id == ticket.id)
        .order_by(QualityReview.at.desc())
    )
    return [Review(r.at, who, r.scores, share(r.scores), _remark(work, ticket, r)) for r, who in rows]


def waiting(work: Work, operator: Operator, limit: int = 50) -> list[Ticket]:
    """Cases that ended lately and nobody has reviewed, the gravest first; never the operator's own."""
    reviewed = exists().where(QualityReview.ticket_id == Ticket.id)
    ended = (
        select(Ticket)
        .options(joinedload(Ticket.owner))
        .where(
            Ticket.status == TicketStatus.CLOSED,
            Ticket.closed_at > work.clock() - LATELY,
            Ticket.owner_id != operator.id,
            ~reviewed,
            visible(work, operator),
        )
    )
    found = work.db.scalars(ended.order_by(Ticket.closed_at.desc()).limit(10 * limit)).all()
    return sorted(found, key=lambda ticket: -ticket.level.rank)[:limit]


def _hands(work: Work, ticket: Ticket) -> set[str]:
    """Everybody who ever owned the case."""
    owners = select(TicketEvent.after).where(TicketEvent.ticket_id == ticket.id, TicketEvent.change == "owner")
    return {owner for owner in work.db.scalars(owners) if owner}


def _check(scores: Mapping[str, int], remark: str) -> None:
    items = {item.id: item for item in rubric()}
    if not scores:
        raise ReasonNeeded("no item was judged")
    if not all(name in items and 0 <= points <= MOST for name, points in scores.items()):
        raise NotAllowed("no such points in the rubric")
    if any(items[name].grave and points == 0 for name, points in scores.items()) and not remark.strip():
        raise ReasonNeeded("a grave item without points needs a remark")


def _remark(work: Work, ticket: Ticket, row: QualityReview) -> str | None:
    if row.remark_sealed is None:
        return None
    return work.ring.open_text(ticket.conversation, row.remark_sealed, place("quality_reviews.remark_sealed", row.id))
