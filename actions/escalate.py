"""Escalate: a child in danger gets the fixed, reviewed text, and a human a ticket and an alert."""

from __future__ import annotations

from actions.turn import Turn
from cases.tables import Ticket
from cases.tickets import open_ticket, open_ticket_of
from humiao.message import Reply
from humiao.vocabulary import RiskLevel, Topic

_SELF = frozenset({Topic.SUICIDE_CRISIS, Topic.SELF_HARM})
_OTHERS = frozenset({Topic.THREAT_TO_OTHERS, Topic.BULLY_OR_BYSTANDER, Topic.MISSING_TRAFFICKING})


def red(turn: Turn) -> list[Reply]:
    """Ticket, alert and text in the turn's one transaction: the text says only what is so."""
    known = open_ticket_of(turn.work, turn.conversation.id)
    already_red = known is not None and known.level is RiskLevel.RED
    ticket = raise_ticket(turn)
    id = "red_again" if already_red else _red_text(turn)
    return [turn.kit.replies.say(id, numbers=turn.numbers("110", "120", "12110"), number=ticket.number)]


def yellow(turn: Turn) -> list[Reply]:
    """Support first, then who will come; the answer to a question in it follows separately."""
    known = open_ticket_of(turn.work, turn.conversation.id)
    ticket = raise_ticket(turn)
    if known is not None:
        return [turn.kit.replies.say("yellow_again", number=ticket.number)]
    id = "yellow_adult" if turn.adult else "yellow"
    return [turn.kit.replies.say(id, numbers=turn.numbers("110", "12355"), number=ticket.number)]


def raise_ticket(turn: Turn) -> Ticket:
    """The conversation's open ticket, raised to the assessed level, with its alert."""
    return open_ticket(turn.work, turn.conversation, turn.assessment, also_alert=turn.kit.also_alert)


def _red_text(turn: Turn) -> str:
    if turn.adult:
        return "red_adult"
    topics = set(turn.assessment.topics)
    if topics & _SELF:
        return "red_self"
    return "red_other" if topics & _OTHERS else "red"
