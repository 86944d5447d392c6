"""Progress: what has become of my ticket, in words a child understands."""

from __future__ import annotations

from actions.turn import Turn
from cases.callers.linked import goes_on_in
from cases.tickets import open_ticket_of
from humiao.message import Reply


def progress(turn: Turn) -> list[Reply]:
    """The state of the open ticket, or that there is none; one sentence a status in data/replies."""
    ticket = open_ticket_of(turn.work, turn.conversation.id)
    if ticket is None:
        if merged := goes_on_in(turn.work, turn.conversation.id):
            # The number is the person's own: two people may have been joined by mistake.
            return [turn.kit.replies.say("progress_merged", number=merged[0].number)]
        return [turn.kit.replies.say("progress_none")]
    return [turn.kit.replies.say(f"progress_{ticket.status}", number=ticket.number)]
