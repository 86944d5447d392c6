"""Delete my data: asked back once, then the conversation's key is destroyed."""

from __future__ import annotations

from actions.turn import Turn
from cases.erase import request_erasure
from cases.errors import StillNeeded
from humiao.message import Reply


def ask(turn: Turn) -> list[Reply]:
    """Says what deleting means and asks for a yes."""
    turn.ask("delete")
    return [turn.kit.replies.say("delete_ask", choices=turn.kit.replies.choices("delete_ask_choices"))]


def confirmed(turn: Turn) -> list[Reply]:
    """Erases, unless a human is still keeping this person safe: then the wish is kept for them."""
    try:
        request_erasure(turn.work, turn.conversation)
    except StillNeeded as error:
        return [turn.kit.replies.say("delete_later", number=error.ticket)]
    return [turn.kit.replies.say("delete_done")]
