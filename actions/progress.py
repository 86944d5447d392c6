"""Progress: what has become of my ticket, in words a child understands."""

from __future__ import annotations

from actions.turn import Turn
from cases.tickets import open_ticket_of
from humiao.message import Reply


def progress(turn: Turn) -> list[Reply]:
    """The state of the open ticket, or that there is none; one sentence a status in data/replies."""
    ticket = open_ticket_of(turn.work, turn.conversation.id)
    if ticket is None:
        return [turn.kit.replies.say("progress_none")]
    return [turn.kit.replies.say(f"progress_{ticket.status}", number=ticket.number)]
