"""The offers of cases that stand just now, and the note that comes with one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from cases.roster.tables import Handover
from cases.roster.words import HandoverKind, HandoverState
from cases.sealing import place
from cases.store import Work
from cases.tables import Operator, Ticket
from cases.words import TicketStatus
from humiao.vocabulary import RiskLevel

_NOTE = "handovers.note_sealed"


@dataclass(frozen=True)
class HandNote:
    """What the next person must know, so that the child does not repeat the story."""

    risk: str = ""
    promised: str = ""
    next: str = ""

    @property
    def complete(self) -> bool:
        return all(part.strip() for part in (self.risk, self.promised, self.next))

    @property
    def empty(self) -> bool:
        return not any(part.strip() for part in (self.risk, self.promised, self.next))


@dataclass(frozen=True)
class Offer:
    """An offer that stands, as both sides read it."""

    id: str
    ticket_id: str
    number: str
    level: RiskLevel
    kind: HandoverKind
    to_id: str
    to: str
    giver: str | None
    from_id: str | None
    offered_at: datetime
    expires_at: datetime


def open_offers(work: Work) -> list[Offer]:
    """Every offer that stands, the oldest first."""
    rows = select(Handover, Ticket).join(Ticket, Ticket.id == Handover.ticket_id).where(_STANDS)
    found = work.db.execute(rows.order_by(Handover.offered_at)).all()
    ids = {id for row, _ in found for id in (row.to_id, row.by_id)}
    names = {o.id: o.shown_as for o in work.db.scalars(select(Operator).where(Operator.id.in_(ids)))}
    return [_offer(row, ticket, names) for row, ticket in found]


def note_of(work: Work, ticket: Ticket, offer_id: str) -> HandNote:
    """The note that came with the offer; empty when there is none or it was erased."""
    row = work.db.get(Handover, offer_id)
    if row is None or row.note_sealed is None or ticket.conversation.key_wrapped is None:
        return HandNote()
    return HandNote(**json.loads(work.ring.open_text(ticket.conversation, row.note_sealed, place(_NOTE, row.id))))


def seal_note(work: Work, ticket: Ticket, row: Handover, note: HandNote) -> None:
    """Puts the note into the offer; raises Erased when it cannot be kept."""
    body = json.dumps(asdict(note), ensure_ascii=False)
    row.note_sealed = work.ring.seal_text(ticket.conversation, body, place(_NOTE, row.id))


def open_offer(work: Work, ticket: Ticket) -> Handover | None:
    """The one that stands for this ticket; read anew."""
    return work.db.scalar(
        select(Handover)
        .join(Ticket, Ticket.id == Handover.ticket_id)
        .where(_STANDS, Ticket.id == ticket.id)
        .execution_options(populate_existing=True)
    )


def _offer(row: Handover, ticket: Ticket, names: Mapping[str, str]) -> Offer:
    return Offer(
        id=row.id,
        ticket_id=ticket.id,
        number=ticket.number,
        level=ticket.level,
        kind=row.kind,
        to_id=row.to_id or "",
        to=names.get(row.to_id or "", ""),
        giver=names.get(row.by_id or ""),
        from_id=row.from_id,
        offered_at=row.offered_at,
        expires_at=row.expires_at,
    )


_STANDS = and_(
    Handover.state == HandoverState.OPEN,
    or_(
        and_(
            Handover.kind == HandoverKind.ASSIGN,
            Ticket.status == TicketStatus.ASSIGNED,
            Ticket.assignee_id == Handover.to_id,
        ),
        and_(Handover.kind == HandoverKind.TRANSFER, Ticket.owner_id == Handover.from_id, Ticket.closed_at.is_(None)),
    ),
)
