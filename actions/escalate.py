"""Escalate: a child in danger gets the fixed, reviewed text, and a human a ticket and an alert."""

from __future__ import annotations

from actions.coming import coming
from actions.turn import Turn
from cases.tables import Ticket
from cases.tickets import open_ticket
from humiao.message import Reply
from humiao.vocabulary import RiskLevel, Topic

_SELF = frozenset({Topic.SUICIDE_CRISIS, Topic.SELF_HARM})
_OTHERS = frozenset({Topic.THREAT_TO_OTHERS, Topic.BULLY_OR_BYSTANDER, Topic.MISSING_TRAFFICKING})


def red(turn: Turn) -> list[Reply]:
    """Ticket, alert and text in the turn's one transaction: the text says only what is so."""
    ticket = raise_ticket(turn)
    id = "red_again" if _told(turn, ticket, RiskLevel.RED) else _red_text(turn)
    return [_say(turn, id, ticket, "110", "120", "12110")]


def yellow(turn: Turn) -> list[Reply]:
    """Support first, then who will come; the answer to a question in it follows separately."""
    ticket = raise_ticket(turn)
    id = "yellow_adult" if turn.adult else "yellow"
    if _told(turn, ticket, RiskLevel.YELLOW):
        id = "yellow_again"
    return [_say(turn, id, ticket, "110", "12355")]


def _say(turn: Turn, id: str, ticket: Ticket, *numbers: str) -> Reply:
    when = coming(turn.work, turn.kit, ticket)
    return turn.kit.replies.say(id, numbers=turn.numbers(*numbers), number=ticket.number, coming=when)


def _told(turn: Turn, ticket: Ticket, level: RiskLevel) -> bool:
    """Whether the person was told so before, on this ticket; remembers that it is told now."""
    known, so_far = turn.recall("told_on"), RiskLevel(turn.recall("told") or "none")
    before = known == ticket.id and so_far.rank >= level.rank
    if not before:
        turn.remember(told_on=ticket.id, told=str(level))
    return before


def raise_ticket(turn: Turn) -> Ticket:
    """The conversation's open ticket, raised to the assessed level, with its alert."""
    return open_ticket(turn.work, turn.conversation, turn.assessment, also_alert=turn.kit.also_alert)


def _red_text(turn: Turn) -> str:
    if turn.adult:
        return "red_adult"
    topics = set(turn.assessment.topics[:2])  # the likeliest; those after them are hints for the operator
    if topics & _SELF:
        return "red_self"
    return "red_other" if topics & _OTHERS else "red"
