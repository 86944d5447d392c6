"""How a ticket stands before a merge, kept as plain words and ids, and put back by an undoing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from cases.alerts import DESK
from cases.audit import append
from cases.store import Work
from cases.tables import Operator, Outgoing, Ticket
from cases.words import Outcome, OutgoingKind, OutgoingState, TicketStatus
from humiao.vocabulary import RiskLevel, highest

_PLAIN = ("owner_id", "assignee_id", "asked_for_human", "topics")
_MOMENTS = ("claimed_at", "assigned_at", "closed_at", "graded_at")


def standing(ticket: Ticket) -> dict[str, Any]:
    """Everything of the ticket and its conversation that a merge may change."""
    kept: dict[str, Any] = {name: getattr(ticket, name) for name in _PLAIN}
    kept |= {name: at.isoformat() if (at := getattr(ticket, name)) else None for name in _MOMENTS}
    kept |= {"status": str(ticket.status), "level": str(ticket.level), "graded_by": ticket.graded_by}
    kept["outcome"] = str(ticket.outcome) if ticket.outcome else None
    talk = ticket.conversation
    return {**kept, "operator_id": talk.operator_id, "talk_level": str(talk.level)}


class Standing:
    """What ``standing`` kept, in our words again."""

    def __init__(self, kept: dict[str, Any]) -> None:
        self._kept = kept
        self.level = RiskLevel(kept["level"])
        self.talk_level = RiskLevel(kept["talk_level"])
        self.topics: list[str] = list(kept["topics"])
        self.asked_for_human = bool(kept["asked_for_human"])

    def restore(self, ticket: Ticket) -> None:
        """The ticket as it stood; its level and that of the talk may have risen since and are left."""
        for name in _PLAIN:
            setattr(ticket, name, self._kept[name])
        for name in _MOMENTS:
            setattr(ticket, name, self._moment(name))
        ticket.status = TicketStatus(self._kept["status"])
        ticket.outcome = Outcome(self._kept["outcome"]) if self._kept["outcome"] else None
        ticket.conversation.operator_id = self._kept["operator_id"]

    def restore_level(self, ticket: Ticket, heard: Sequence[RiskLevel] = ()) -> None:
        """The level alone, and who had confirmed it; never below what was ``heard`` since."""
        ticket.level, ticket.conversation.level = highest((self.level, *heard)), highest((self.talk_level, *heard))
        ticket.graded_by, ticket.graded_at = self._kept["graded_by"], self._moment("graded_at")

    def _moment(self, name: str) -> datetime | None:
        at: str | None = self._kept[name]
        return datetime.fromisoformat(at) if at else None


def alerts_of(work: Work, ticket: Ticket) -> list[Outgoing]:
    """The ticket's alerts that nobody has acknowledged."""
    unheard = select(Outgoing).where(
        Outgoing.ticket_id == ticket.id,
        Outgoing.kind == OutgoingKind.ALERT,
        Outgoing.state != OutgoingState.DELIVERED,
    )
    return list(work.db.scalars(unheard.order_by(Outgoing.created_at, Outgoing.id).with_for_update()))


def follow(work: Work, alerts: Sequence[Outgoing], ticket: Ticket, operator: Operator) -> None:
    """Unheard alerts ring for the ticket that goes on; who works on it has just heard them."""
    for alert in alerts:
        alert.ticket_id, alert.conversation_id = ticket.id, ticket.conversation_id
        if ticket.owner_id == operator.id:
            alert.state, alert.delivered_at = OutgoingState.DELIVERED, work.clock()
            append(work, operator.id, "alert:acknowledged", f"ticket/{ticket.id}")


def put_back(work: Work, alerts: Sequence[Sequence[str]], ticket: Ticket) -> None:
    """The alerts ring for their own ticket again, also those that the merge had silenced.

    What was sent elsewhere meanwhile is not sent twice.
    """
    for id, state in alerts:
        alert = work.db.get(Outgoing, id)
        if alert is not None:
            alert.ticket_id, alert.conversation_id = ticket.id, ticket.conversation_id
            if alert.target == DESK:
                alert.state, alert.delivered_at = OutgoingState(state), None


def silence(work: Work, alerts: Sequence[str]) -> None:
    """Takes away alerts that only the merge had made, unless somebody has heard them."""
    for id in alerts:
        alert = work.db.get(Outgoing, id)
        if alert is not None and alert.state is not OutgoingState.DELIVERED:
            work.db.delete(alert)
