"""Words of the case store: directions, states, roles, outcomes."""

from __future__ import annotations

from humiao.vocabulary import Word


class Author(Word):
    CALLER = "caller"
    BOT = "bot"
    OPERATOR = "operator"


class TicketStatus(Word):
    """Where a ticket 转介单 stands; the allowed moves are in cases/lifecycle.py."""

    RECEIVED = "received"
    CLAIMED = "claimed"
    WAITING = "waiting"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"


class Outcome(Word):
    """How a ticket ended; closing needs one."""

    HELPED = "helped"
    REFERRED = "referred"
    RESCUED = "rescued"
    INFORMED = "informed"
    UNREACHABLE = "unreachable"
    FALSE_ALARM = "false_alarm"


class OutgoingKind(Word):
    REPLY = "reply"
    ALERT = "alert"


class OutgoingState(Word):
    DUE = "due"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    """Tried as often as allowed, or refused for good: a human is told."""


class TaskKind(Word):
    MANDATORY_REPORT = "mandatory_report"
    FOLLOW_UP = "follow_up"
    SEND_BY_HAND = "send_by_hand"
    OTHER = "other"


class Role(Word):
    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    EDITOR = "editor"
    """Writes answers; reads no case."""
    REVIEWER = "reviewer"
    """Reads what editors wrote and decides; writes too, but never approves own work."""
    AUDITOR = "auditor"
    ADMIN = "admin"
