"""Break-glass 紧急查阅: a case out of reach opens for an hour, with a reason, a notice and a review.

How it fails, in words: open, but never silently. Whoever has the permission gets in at once, because
the case may hold where a child is; every supervisor is told, and another supervisor judges it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cases import audit
from cases.access import Permission, demand
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.errors import Erased, NotAllowed, NotFound, ReasonNeeded
from cases.reach import reached
from cases.reach_rules import rules
from cases.reach_tables import CaseGrant
from cases.sealing import place
from cases.store import Work
from cases.tables import Operator, Ticket, new_id

_REASON, _REVIEW = "case_grants.reason_sealed", "case_grants.review_sealed"


@dataclass(frozen=True)
class Opened:
    """A use of break-glass as supervisors read it; ``reason`` is None once the conversation was erased."""

    id: str
    number: str
    who: str
    mine: bool
    at: datetime
    until: datetime
    waited: timedelta
    late: bool
    reason: str | None
    reviewed_at: datetime | None
    reviewer: str | None
    justified: bool | None
    review: str | None


def break_glass(work: Work, number: str, operator: Operator, reason: str) -> Ticket:
    """The case, open to this person for an hour; one already within reach is simply returned.

    Raises ReasonNeeded when the reason is short, NotFound when there is no such case: the trail then
    has that somebody asked. The caller commits in either case.
    """
    demand(operator, Permission.CASE_BREAK_GLASS)
    if len(reason.strip()) < rules().reason:
        raise ReasonNeeded("say why the case must be opened now")
    ticket = work.db.scalar(select(Ticket).where(Ticket.number == number.strip().upper()))
    if ticket is None:
        audit.append(work, operator.id, "case:break-glass:missed", "ticket/unknown")
        raise NotFound("ticket")
    try:
        return reached(work, ticket.number, operator)
    except NotFound:
        return _grant(work, ticket, operator, reason.strip())


def review(work: Work, grant_id: str, operator: Operator, *, justified: bool, note: str) -> None:
    """A supervisor other than the user says whether it was right; once. Raises NotAllowed, NotFound, ReasonNeeded."""
    demand(operator, Permission.CASE_BREAK_GLASS_REVIEW)
    if not note.strip():
        raise ReasonNeeded("say what was found")
    found = work.db.get(CaseGrant, grant_id)
    if found is None:
        raise NotFound("grant")
    conversation = lock_conversation(work, found.ticket.conversation_id)
    work.db.refresh(found)
    if found.operator_id == operator.id:
        raise NotAllowed("nobody reviews their own break-glass")
    if found.reviewed_at is not None:
        raise NotAllowed("this break-glass was reviewed already")
    found.reviewed_at, found.reviewed_by, found.justified = work.clock(), operator.id, justified
    if conversation.key_wrapped is not None:
        found.review_sealed = work.ring.seal_text(conversation, note.strip(), place(_REVIEW, found.id))
    verdict = "justified" if justified else "not_justified"
    note_change(work, found.ticket, "break_glass_reviewed", after=verdict, by=operator)


def unreviewed(work: Work) -> list[tuple[str, datetime]]:
    """Who opened a case and when, for every use that nobody has judged yet, the oldest first."""
    rows = select(CaseGrant.operator_id, CaseGrant.at).where(CaseGrant.reviewed_at.is_(None)).order_by(CaseGrant.at)
    return [(operator_id, at) for operator_id, at in work.db.execute(rows)]


def uses(work: Work, operator: Operator, *, limit: int = 200) -> list[Opened]:
    """Uses of break-glass for a supervisor: those to judge first, the oldest on top, then the judged ones."""
    demand(operator, Permission.CASE_BREAK_GLASS_REVIEW)
    rows = select(CaseGrant).options(joinedload(CaseGrant.operator), joinedload(CaseGrant.ticket))
    waiting = work.db.scalars(rows.where(CaseGrant.reviewed_at.is_(None)).order_by(CaseGrant.at)).all()
    judged = work.db.scalars(
        rows.where(CaseGrant.reviewed_at.is_not(None)).order_by(CaseGrant.reviewed_at.desc()).limit(limit)
    ).all()
    return [_opened(work, row, operator) for row in (*waiting, *judged)]


def standing(work: Work, ticket: Ticket, operator: Operator) -> datetime | None:
    """Until when this person reads the case by break-glass; None: not so."""
    return work.db.scalar(
        select(CaseGrant.until)
        .where(CaseGrant.ticket_id == ticket.id, CaseGrant.operator_id == operator.id, CaseGrant.until > work.clock())
        .order_by(CaseGrant.until.desc())
        .limit(1)
    )


def _grant(work: Work, ticket: Ticket, operator: Operator, reason: str) -> Ticket:
    conversation = lock_conversation(work, ticket.conversation_id)
    now = work.clock()
    grant = CaseGrant(id=new_id(), ticket_id=ticket.id, operator_id=operator.id, at=now, until=now + rules().grant)
    if conversation.key_wrapped is not None:
        grant.reason_sealed = work.ring.seal_text(conversation, reason, place(_REASON, grant.id))
    work.db.add(grant)
    note_change(work, ticket, "break_glass", by=operator)
    return ticket


def _opened(work: Work, row: CaseGrant, operator: Operator) -> Opened:
    reviewer = work.db.get(Operator, row.reviewed_by) if row.reviewed_by else None
    waited = (row.reviewed_at or work.clock()) - row.at
    return Opened(
        id=row.id,
        number=row.ticket.number,
        who=row.operator.shown_as,
        mine=row.operator_id == operator.id,
        at=row.at,
        until=row.until,
        waited=waited,
        late=waited > rules().review_within,
        reason=_text(work, row, row.reason_sealed, _REASON),
        reviewed_at=row.reviewed_at,
        reviewer=reviewer.shown_as if reviewer else None,
        justified=row.justified,
        review=_text(work, row, row.review_sealed, _REVIEW),
    )


def _text(work: Work, row: CaseGrant, sealed: bytes | None, column: str) -> str | None:
    try:
        return work.ring.open_text(row.ticket.conversation, sealed, place(column, row.id))
    except Erased:
        return None
