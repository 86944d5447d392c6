"""How urgent a case is, by a human's word: confirmed 分级, raised or lowered."""

from __future__ import annotations

from collections.abc import Sequence

from cases.access import Permission, demand
from cases.changes import note_change
from cases.demands import alert, raise_level
from cases.errors import NotAllowed
from cases.moves import is_open
from cases.quality.corrections import note_overturned
from cases.steps import demand_own, demand_words, hold, step
from cases.store import Work
from cases.tables import Operator, Ticket
from cases.words import TicketStatus
from humiao.vocabulary import RiskLevel, highest


def grade(
    work: Work,
    ticket: Ticket,
    operator: Operator,
    level: RiskLevel | None = None,
    reason: str = "",
    *,
    also_alert: Sequence[str] = (),
) -> Ticket:
    """A human confirms the level or puts another in its place; a ticket nobody has taken becomes graded.

    Raises as ``set_level`` when the level changes.
    """
    demand(operator, Permission.CASE_WORK)
    if level is not None:
        set_level(work, ticket, operator, level, reason, also_alert=also_alert)
    else:
        hold(work, ticket)
        _demand_open(ticket)
    ticket.graded_by, ticket.graded_at = operator.id, work.clock()
    if ticket.status is TicketStatus.RECEIVED:
        step(work, ticket, TicketStatus.GRADED, operator)
    note_change(work, ticket, "graded", after=ticket.level, by=operator, reason=reason.strip())
    return ticket


def set_level(
    work: Work, ticket: Ticket, operator: Operator, level: RiskLevel, reason: str, *, also_alert: Sequence[str] = ()
) -> Ticket:
    """Raises or lowers the level of the ticket and of its conversation.

    Lowering is for the owner or a supervisor and raises ReasonNeeded without a reason in words.
    """
    demand(operator, Permission.CASE_WORK)
    hold(work, ticket)
    _demand_open(ticket)
    if level is ticket.level:
        return ticket
    lowered = level.rank < ticket.level.rank
    if lowered:
        demand_own(ticket, operator)
        demand_words(reason)
    before = ticket.level
    raise_level(work, ticket, level, by=operator, reason=reason.strip())
    note_overturned(work, ticket, before, level, operator)
    ticket.conversation.level = level if lowered else highest((ticket.conversation.level, level))
    if not lowered and ticket.owner_id != operator.id:
        alert(work, ticket, also_alert)
    return ticket


def _demand_open(ticket: Ticket) -> None:
    if not is_open(ticket.status):
        raise NotAllowed("the ticket is closed")
