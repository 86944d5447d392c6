"""关注等级: who is visited how often. Kept apart from the level of the conversation, and never shown to the child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cases.casework.begin import begin, words
from cases.casework.tables import Attention
from cases.casework.words import AttentionLevel
from cases.changes import note_change
from cases.errors import ReasonNeeded, Stale
from cases.sealing import place
from cases.store import Work
from cases.tables import Operator, Ticket
from humiao.clock import local

EVERY = {
    AttentionLevel.RED: timedelta(days=7),
    AttentionLevel.YELLOW: timedelta(days=15),
    AttentionLevel.BLUE: timedelta(days=30),
}
"""Between two visits: weekly, twice a month, monthly. Our own frequencies; local rules say once or twice a month."""
_LEADER = "case_attention.leader_sealed"


@dataclass(frozen=True)
class AttentionText:
    """The attention of a case as staff read it."""

    level: AttentionLevel
    leader: str
    since: date
    version: int


def set_attention(
    work: Work, ticket: Ticket, operator: Operator, level: AttentionLevel, leader: str, *, seen: int, reason: str = ""
) -> None:
    """Sets who is visited how often; ``seen`` is 0 for the first time.

    Raises ReasonNeeded when red names no leader, or a lower attention gives no reason; raises Stale.
    """
    conversation = begin(work, ticket, operator)
    row = work.db.get(Attention, ticket.id, populate_existing=True)
    if (row.version if row else 0) != seen:
        other = work.db.get(Operator, row.operator_id) if row else None
        raise Stale(other.shown_as if other else "", row.version if row else 0)
    leader = words(leader, needed=level is AttentionLevel.RED)
    before = row.level if row else None
    if before is not None and EVERY[level] > EVERY[before] and not reason.strip():
        raise ReasonNeeded("say why fewer visits are enough")
    if row is None:
        row = Attention(ticket_id=ticket.id, since=local(work.clock()).date(), version=0)
        work.db.add(row)
    if before is not level:
        row.since = local(work.clock()).date()
    row.level, row.version, row.operator_id = level, seen + 1, operator.id
    row.leader_sealed = work.ring.seal_text(conversation, leader, place(_LEADER, ticket.id))
    work.db.flush()
    note_change(work, ticket, "attention", before, level, by=operator, reason=words(reason))


def attention(work: Work, ticket: Ticket) -> AttentionText | None:
    """The attention of a case; None when nobody is visited by plan."""
    row = work.db.get(Attention, ticket.id)
    if row is None:
        return None
    sealed = row.leader_sealed
    leader = work.ring.open_text(ticket.conversation, sealed, place(_LEADER, ticket.id)) if sealed else ""
    return AttentionText(row.level, leader, row.since, row.version)
