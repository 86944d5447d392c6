"""Hand over: a person who asks for a human gets one, whatever the level."""

from __future__ import annotations

from actions.coming import coming
from actions.turn import Turn
from actions.unsettled import note_answered
from cases.gaps import GapKind
from cases.tickets import open_ticket, open_ticket_of
from humiao.message import Reply


def hand_over(turn: Turn, reply: str = "hand_over") -> list[Reply]:
    """Opens a ticket with an alert, or says that the open one stands."""
    known = open_ticket_of(turn.work, turn.conversation.id)
    asked_before = known is not None and known.asked_for_human
    ticket = open_ticket(
        turn.work, turn.conversation, turn.assessment, asked_for_human=True, also_alert=turn.kit.also_alert
    )
    id = "hand_over_again" if asked_before else reply
    numbers, when = turn.numbers("12355", "12356", "110"), coming(turn.work, turn.kit, ticket)
    return [turn.kit.replies.say(id, numbers=numbers, number=ticket.number, coming=when)]


def hand_over_after_answer(turn: Turn) -> list[Reply]:
    """The same; the editors learn that the answer before was not enough."""
    note_answered(turn, GapKind.ESCALATED)
    return hand_over(turn)
