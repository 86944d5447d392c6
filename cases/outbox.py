"""The outbox: deliveries written with the change that causes them, and made afterwards.

Delivery is at least once. A worker claims rows and commits, sends, then reports. When it dies in
between, its claim runs out and the delivery is claimed again, marked as a resend.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from cases.alerts import DeskAlert, acknowledge, desk_alerts, send_by_hand
from cases.bodies import open_body
from cases.contacts import contact_address
from cases.errors import Erased, NotFound
from cases.store import Work
from cases.tables import Conversation, Message, Outgoing, Ticket
from cases.words import OutgoingKind, OutgoingState
from humiao.message import Reply
from humiao.privacy import SealBroken
from humiao.vocabulary import RiskLevel

__all__ = ["Delivery", "DeskAlert", "acknowledge", "claim_due", "delivered", "desk_alerts", "failed", "seen"]

_log = structlog.get_logger(__name__)

CLAIM = timedelta(seconds=60)
"""How long a worker may take to send: well above the timeouts of the channels."""

BACKOFF = tuple(timedelta(seconds=s) for s in (1, 3, 10, 30, 60, 150, 300))
"""Waits after the first to seventh failure: a child waits about nine minutes before a human is told."""

MAX_ATTEMPTS = len(BACKOFF) + 1

ALERT_RETRY = timedelta(seconds=60)
"""Alerts are tried for ever: nobody would learn of one that was given up."""

_PENDING = (OutgoingState.DUE, OutgoingState.SENDING)


@dataclass(frozen=True)
class Delivery:
    """One delivery to make now; ``id`` is the key by which a receiver may know a repetition.

    ``address`` is empty for alerts, whose address is a setting. ``resend``: it may have arrived
    before, so it is marked for the person who reads it.
    """

    id: str
    kind: OutgoingKind
    address: str
    reply: Reply | None
    ticket_number: str | None
    level: RiskLevel | None
    attempts: int
    resend: bool
    clock: str | None = None
    """What ran out, for an alert that somebody waits too long."""


def claim_due(work: Work, target: str, limit: int, worker: str) -> list[Delivery]:
    """What to send now, alerts first; commit before sending, so that nobody else sends it too.

    ``limit``: no more than the worker sends within ``CLAIM``. Of one conversation only the earliest
    reply is handed out, so that replies arrive in order; claim again when it is delivered.
    """
    claimed = []
    for row in work.db.scalars(_due(work, target).limit(limit)).all():
        # Still marked as being sent: its worker died, before or after the channel got it.
        row.doubtful = row.doubtful or row.state is OutgoingState.SENDING
        row.state, row.attempts, row.next_at = OutgoingState.SENDING, row.attempts + 1, work.clock() + CLAIM
        if row.doubtful:
            _log.warning("outbox.resend", outgoing=row.id, worker=worker, attempts=row.attempts)
        claimed.append(_delivery(work, row))
    work.db.flush()
    return [delivery for delivery in claimed if delivery]


def delivered(work: Work, outgoing_id: str) -> None:
    """The channel took it; saying so twice does no harm."""
    row = _locked(work, outgoing_id)
    if row.state is not OutgoingState.DELIVERED:
        row.state, row.delivered_at, row.problem = OutgoingState.DELIVERED, work.clock(), None


def failed(
    work: Work,
    outgoing_id: str,
    problem: str,
    retry_after: timedelta | None = None,
    *,
    permanent: bool = False,
    unsure: bool = False,
) -> None:
    """It was not taken: tried again later, or a human is asked to reach the person.

    ``retry_after`` is the channel's own wish. ``permanent``: trying again is useless (the person
    blocked us). ``unsure``: it may have arrived (a timeout), so the next attempt is marked.
    """
    row = _locked(work, outgoing_id)
    if row.state is not OutgoingState.SENDING:
        return  # delivered by another worker after our claim ran out
    row.doubtful = row.doubtful or unsure
    row.problem = _harmless(problem)
    if row.kind is OutgoingKind.ALERT:
        _again(work, row, retry_after or ALERT_RETRY)
    elif permanent or row.attempts >= MAX_ATTEMPTS or (retry_after or timedelta(0)) > BACKOFF[-1]:
        _give_up(work, row, row.problem)
    else:
        _again(work, row, retry_after or BACKOFF[row.attempts - 1])


def seen(work: Work, conversation: Conversation, seq: int) -> None:
    """The person's page has shown everything up to ``seq``: these deliveries are made."""
    shown = select(Message.id).where(Message.conversation_id == conversation.id, Message.seq <= seq)
    rows = select(Outgoing).where(Outgoing.message_id.in_(shown), Outgoing.state.in_(_PENDING))
    for row in work.db.scalars(rows.where(Outgoing.conversation_id == conversation.id).with_for_update()):
        row.state, row.delivered_at = OutgoingState.DELIVERED, work.clock()


def _due(work: Work, target: str) -> Select[Outgoing]:
    now = work.clock()
    return (
        select(Outgoing)
        .outerjoin(Message, Message.id == Outgoing.message_id)
        .where(
            Outgoing.target == target,
            Outgoing.state.in_(_PENDING),
            Outgoing.next_at <= now,
            or_(Outgoing.kind == OutgoingKind.ALERT, ~_earlier_reply_pending()),
        )
        .order_by(Outgoing.kind, Outgoing.created_at, Message.seq)  # "alert" sorts before "reply"
        # Two workers never get the same row: the second skips what the first has locked.
        .with_for_update(of=Outgoing, skip_locked=True)
        .execution_options(populate_existing=True)
    )


def _earlier_reply_pending() -> ColumnElement[bool]:
    other, its_message = aliased(Outgoing), aliased(Message)
    return exists().where(
        and_(
            other.conversation_id == Outgoing.conversation_id,
            other.state.in_(_PENDING),
            other.kind == OutgoingKind.REPLY,
            its_message.id == other.message_id,
            its_message.seq < Message.seq,
        )
    )


def _delivery(work: Work, row: Outgoing) -> Delivery | None:
    """The claimed row with all that is needed to send it; None when it cannot be sent at all."""
    if row.kind is OutgoingKind.ALERT:
        ticket = work.db.get(Ticket, row.ticket_id) if row.ticket_id else None
        number, level = (ticket.number, ticket.level) if ticket else (None, None)
        return Delivery(row.id, row.kind, "", None, number, level, row.attempts, row.doubtful, row.clock)
    if row.attempts > MAX_ATTEMPTS:
        # Every attempt killed its worker: once more would not help.
        _give_up(work, row, "worker stopped while sending")
        return None
    try:
        address, reply = _addressed(work, row)
    except (Erased, SealBroken, NotFound) as error:
        _give_up(work, row, type(error).__name__)
        return None
    return Delivery(row.id, row.kind, address, reply, None, None, row.attempts, row.doubtful)


def _addressed(work: Work, row: Outgoing) -> tuple[str, Reply]:
    message = work.db.get(Message, row.message_id) if row.message_id else None
    if message is None:
        raise NotFound("message")
    conversation = message.conversation
    return contact_address(work, conversation.contact), open_body(work.ring, conversation, message)


def _give_up(work: Work, row: Outgoing, problem: str) -> None:
    row.state, row.problem = OutgoingState.FAILED, problem
    _log.error("outbox.given_up", outgoing=row.id, attempts=row.attempts)
    send_by_hand(work, row)


def _again(work: Work, row: Outgoing, after: timedelta) -> None:
    row.state, row.next_at = OutgoingState.DUE, work.clock() + after


def _locked(work: Work, outgoing_id: str) -> Outgoing:
    row = work.db.get(Outgoing, outgoing_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("outgoing")
    return row


def _harmless(problem: str) -> str:
    # A channel's error may quote the text or the address: keep plain ASCII without long numbers.
    return re.sub(r"\d{5,}", "#", re.sub(r"[^ -~]+", "?", problem))[:200]
