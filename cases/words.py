"""Words of the case store: directions, states, roles, outcomes."""

from __future__ import annotations

from humiao.vocabulary import Word


class Author(Word):
    CALLER = "caller"
    BOT = "bot"
    OPERATOR = "operator"


class TicketStatus(Word):
    """Where a ticket 转介单 stands; names, steps and moves are in data/desk/lifecycle.yml."""

    RECEIVED = "received"
    GRADED = "graded"
    """A human has confirmed the level."""
    ASSIGNED = "assigned"
    """Given to somebody who has not signed for it yet 派单未签收."""
    CLAIMED = "claimed"
    WAITING = "waiting"
    FEEDBACK = "feedback"
    """The result is being told to those who are owed it."""
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"
    CHECKED = "checked"
    """Closed, and looked at again by a supervisor 抽查."""


ENDED = (TicketStatus.CLOSED, TicketStatus.CHECKED)
"""Nobody works on the ticket any more; every other status is open."""

OPEN = tuple(status for status in TicketStatus if status not in ENDED)
"""Queries ask for these by name: an index finds them at once, whereas "not ended" reads every case there ever was."""


class Outcome(Word):
    """How a ticket ended; closing needs one."""

    HELPED = "helped"
    REFERRED = "referred"
    RESCUED = "rescued"
    INFORMED = "informed"
    UNREACHABLE = "unreachable"
    FALSE_ALARM = "false_alarm"
    MERGED = "merged"
    """Goes on in another ticket of the same caller: never chosen by hand, see cases/callers/merging.py."""


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
