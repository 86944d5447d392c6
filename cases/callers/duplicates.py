"""Tickets that may be of the same caller: suggested with the reason, never joined by the program."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from cases import reach
from cases.callers.linked import contacts_of
from cases.callers.marks import SLOTS
from cases.callers.tables import CallerMark, CallerProfile
from cases.callers.words import MarkKind
from cases.store import Work
from cases.tables import Conversation, Operator, Ticket
from cases.words import TicketStatus
from humiao.message import Channel
from humiao.vocabulary import RiskLevel

DAYS = 30
ALIKE = 6
"""Hashes in common, of ``SLOTS``, from which first words count as alike."""
MOST = 5
"""Suggestions shown: more would not be read."""


@dataclass(frozen=True)
class Suggestion:
    """A ticket that may be of the same caller. ``likeness`` is the share of pairs of characters in common."""

    number: str
    level: RiskLevel
    status: TicketStatus
    channel: Channel
    opened_at: datetime
    why: tuple[MarkKind, ...]
    likeness: float


def suggested(work: Work, ticket: Ticket, operator: Operator) -> list[Suggestion]:
    """Tickets of other contacts within thirty days that this person may open, those with the best grounds first.

    A number counts everywhere; a name or alike words only within the area, or when an area is unknown.
    """
    found = _in_common(work, ticket.conversation_id)
    ours = contacts_of(work, ticket.conversation.contact_id)
    area = _areas(work, [ticket.conversation_id]).get(ticket.conversation_id, "")
    areas = _areas(work, found)
    rows = work.db.scalars(
        select(Ticket)
        .join(Conversation, Conversation.id == Ticket.conversation_id)
        .where(Ticket.conversation_id.in_(found), Conversation.contact_id.not_in(ours), reach.visible(work, operator))
        .order_by(Ticket.opened_at)
    )
    latest = {one.conversation_id: one for one in rows}
    suggestions = [
        _suggestion(one, found[id])
        for id, one in latest.items()
        if MarkKind.PHONE in found[id] or not (area and areas.get(id)) or areas[id] == area
    ]
    return sorted(suggestions, key=_weight, reverse=True)[:MOST]


def _in_common(work: Work, conversation_id: str) -> dict[str, dict[MarkKind, int]]:
    """By conversation, how many marks of each kind are the same, as far as they mean anything."""
    mine, theirs = aliased(CallerMark), aliased(CallerMark)
    rows = work.db.execute(
        select(theirs.conversation_id, theirs.kind, func.count())
        .join(mine, (mine.mark == theirs.mark) & (mine.kind == theirs.kind))
        .where(mine.conversation_id == conversation_id, theirs.conversation_id != conversation_id)
        .where(theirs.at > work.clock() - timedelta(days=DAYS))
        .group_by(theirs.conversation_id, theirs.kind)
    )
    found: defaultdict[str, dict[MarkKind, int]] = defaultdict(dict)
    for id, kind, count in rows:
        if kind is not MarkKind.LIKENESS or count >= ALIKE:
            found[id][kind] = count
    return found


def _areas(work: Work, conversations: Iterable[str]) -> dict[str, str]:
    p = CallerProfile
    rows = work.db.execute(select(p.conversation_id, p.area).where(p.conversation_id.in_(list(conversations))))
    return dict(iter(rows))


def _suggestion(ticket: Ticket, common: dict[MarkKind, int]) -> Suggestion:
    return Suggestion(
        number=ticket.number,
        level=ticket.level,
        status=ticket.status,
        channel=ticket.conversation.channel,
        opened_at=ticket.opened_at,
        why=tuple(kind for kind in MarkKind if kind in common),
        likeness=common.get(MarkKind.LIKENESS, 0) / SLOTS,
    )


def _weight(one: Suggestion) -> tuple[bool, bool, float, datetime]:
    return MarkKind.PHONE in one.why, MarkKind.PERSON in one.why, one.likeness, one.opened_at
