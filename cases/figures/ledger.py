"""The ledger 台账: one row for each case with dates, states and counts, and no word of anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from cases import audit
from cases.access import Permission, demand
from cases.areas import within as within_areas
from cases.callers.tables import CallerProfile
from cases.errors import NotAllowed
from cases.figures.common import area, first_topic, known_area
from cases.followup.tables import FollowUp
from cases.followup.words import FollowUpState
from cases.referral.tables import MandatoryReport, Referral
from cases.store import Work
from cases.tables import Conversation, Operator, Ticket, TicketEvent
from cases.words import Outcome, TicketStatus
from humiao.clock import LOCAL
from humiao.message import Channel
from humiao.vocabulary import RiskLevel, Topic

MOST = 50_000
"""Rows of one ledger; a workbook of more opens on few office machines."""


@dataclass(frozen=True)
class Wanted:
    """Which cases: opened from ``first`` to ``last``, both days included; None and empty mean all."""

    first: date
    last: date
    level: RiskLevel | None = None
    status: TicketStatus | None = None
    topic: Topic | None = None


@dataclass(frozen=True)
class LedgerRow:
    """A case as the ledger lists it; numbers count what belongs to it."""

    number: str
    opened_at: datetime
    level: RiskLevel
    status: TicketStatus
    topics: Sequence[str]
    channel: Channel
    area: str
    age_band: str | None
    relation: str | None
    owner: str | None
    first_claim: datetime | None
    closed_at: datetime | None
    outcome: Outcome | None
    reports: int
    referrals: int
    follow_ups: int


def ledger(work: Work, operator: Operator, wanted: Wanted) -> list[LedgerRow]:
    """The rows in the order of opening; noted in the audit chain with their number; the caller commits.

    Cases under seal are left out, and so are those of other areas. Raises NotAllowed for anybody
    but a supervisor, and for more than ``MOST`` rows.
    """
    demand(operator, Permission.CASE_EXPORT)
    rows = work.db.execute(_query(operator, wanted).limit(MOST + 1)).all()
    if len(rows) > MOST:
        raise NotAllowed("the ledger is too long")
    found = [LedgerRow(*row) for row in rows]
    span = {"first": str(wanted.first), "last": str(wanted.last)}
    audit.append(work, operator.id, "ledger:exported", "ledger", {**span, "cases": len(found)})
    return found


def _query(operator: Operator, wanted: Wanted) -> Any:
    claims = (
        select(func.min(TicketEvent.at))
        .where(TicketEvent.ticket_id == Ticket.id, TicketEvent.change == "owner", TicketEvent.after.is_not(None))
        .scalar_subquery()
    )
    done = _number(FollowUp.ticket_id, FollowUp.state == FollowUpState.DONE)
    return (
        select(
            Ticket.number,
            Ticket.opened_at,
            Ticket.level,
            Ticket.status,
            Ticket.topics,
            Conversation.channel,
            area(),
            CallerProfile.age_band,
            CallerProfile.relation,
            Operator.shown_as,
            claims,
            Ticket.closed_at,
            Ticket.outcome,
            _number(MandatoryReport.ticket_id),
            _number(Referral.ticket_id, Referral.sent_at.is_not(None)),
            done,
        )
        .join(Conversation, Conversation.id == Ticket.conversation_id)
        .outerjoin(CallerProfile, CallerProfile.conversation_id == Ticket.conversation_id)
        .outerjoin(Operator, Operator.id == Ticket.owner_id)
        .where(*_conditions(operator, wanted))
        .order_by(Ticket.opened_at, Ticket.number)
    )


def _conditions(operator: Operator, wanted: Wanted) -> list[ColumnElement[bool]]:
    start, end = (datetime.combine(day, time(), LOCAL) for day in (wanted.first, wanted.last + timedelta(days=1)))
    found = [Ticket.opened_at >= start, Ticket.opened_at < end, Ticket.hidden_at.is_(None)]
    if operator.areas:
        found.append(within_areas(known_area(), operator.areas))
    if wanted.level:
        found.append(Ticket.level == wanted.level)
    if wanted.status:
        found.append(Ticket.status == wanted.status)
    if wanted.topic:
        found.append(first_topic() == str(wanted.topic))
    return found


def _number(ticket_id: InstrumentedAttribute[str], *conditions: ColumnElement[bool]) -> Any:
    return select(func.count()).where(ticket_id == Ticket.id, *conditions).correlate(Ticket).scalar_subquery()
