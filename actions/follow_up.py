"""After a follow-up: the assistant stays vague, for somebody else may hold the phone."""

from __future__ import annotations

from actions.turn import Turn
from cases.followup.answers import neutral
from humiao.message import Reply
from humiao.vocabulary import Act

_WISHES = (Act.ASK_HUMAN, Act.DELETE_DATA)
"""What a person asks for in so many words is done as always."""


def vague(turn: Turn, command: Act | None) -> list[Reply] | None:
    """One sentence that tells nothing, or silence; None when no follow-up was answered, or there is danger."""
    if turn.own_level.needs_a_human or command in _WISHES:
        return None
    said = neutral(turn.work, turn.conversation)
    return None if said is None else [Reply(text) for text in said]
