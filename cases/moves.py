"""Which way a ticket may go and who may send it there: the table of data/desk/lifecycle.yml, asked."""

from __future__ import annotations

from functools import cache

from cases.access import Permission, allows
from cases.life_rules import Life, Move, Who, read_life
from cases.tables import Operator, Ticket
from cases.words import ENDED, TicketStatus
from humiao.settings import read_settings
from humiao.vocabulary import RiskLevel

__all__ = ["ENDED", "allowed", "is_open", "is_quiet", "life", "may", "ways"]


@cache
def life() -> Life:
    """The life of a case, read once; raises HM120 (the start asks for it, so that no case meets a fault)."""
    return read_life(read_settings().path("data") / "desk" / "lifecycle.yml")


def is_open(status: TicketStatus) -> bool:
    """Whether somebody still has to do something for the ticket."""
    return status not in ENDED


def is_quiet(status: TicketStatus) -> bool:
    """Whether the owner talks and the assistant keeps silent."""
    return life().states[status].quiet


def allowed(before: TicketStatus, after: TicketStatus) -> bool:
    """Whether a ticket may go from one status to the other, whoever asks; staying is not a move."""
    return life().move(before, after) is not None


def ways(ticket: Ticket, operator: Operator) -> list[Move]:
    """Every move that this person may make with this ticket now."""
    return [m for m in life().moves if m.before is ticket.status and may(ticket, operator, m)]


def may(ticket: Ticket, operator: Operator, move: Move) -> bool:
    """Whether this person may make this move with this ticket."""
    return any(_is(who, ticket, operator) for who in move.who) or (
        # Danger waits for nobody: who was named has not signed yet.
        move.before is TicketStatus.ASSIGNED
        and move.after is TicketStatus.CLAIMED
        and ticket.level is RiskLevel.RED
        and allows(operator, Permission.CASE_WORK)
    )


def _is(who: Who, ticket: Ticket, operator: Operator) -> bool:
    if who is Who.LEAD:
        return allows(operator, Permission.CASE_ASSIGN)
    if who is Who.REVIEWER:
        return allows(operator, Permission.QUALITY_REVIEW)
    if not allows(operator, Permission.CASE_WORK):
        return False
    if who is Who.OWNER:
        return ticket.owner_id == operator.id or allows(operator, Permission.CASE_ANY_MANAGE)
    return who is Who.DUTY or ticket.assignee_id == operator.id
