"""Clarify: one open question at a time, at most twice in a row, then a human."""

from __future__ import annotations

from actions.hand_over import hand_over
from actions.turn import Turn
from humiao.message import Choice, Reply
from knowledge.search import Findings

MOST = 2
"""Questions in a row before a human is asked: more reads as an interrogation (DOMAIN rule 2)."""
TITLES = 3
"""Buttons of nearest answers: a choice, not a list to search."""


def clarify(turn: Turn, near: Findings) -> list[Reply]:
    """Asks what is meant, offering the nearest titles; the third time a human is asked instead."""
    if turn.conversation.clarified >= MOST:
        turn.conversation.clarified = 0
        return hand_over(turn, "unclear_to_human")
    turn.conversation.clarified += 1
    if not near.hits:
        return [turn.kit.replies.say("clarify")]
    hits = near.hits[:TITLES]
    turn.remember(offered=[hit.entry.id for hit in hits])
    choices = (
        *(Choice(hit.entry.title, hit.entry.title) for hit in hits),
        *turn.kit.replies.choices("ask_human_choice"),
    )
    return [turn.kit.replies.say("clarify_near", choices=choices)]


def check_in(turn: Turn) -> list[Reply]:
    """Unclear distress: asks once, gently, whether the person is safe."""
    turn.conversation.clarified += 1  # it is a question too: two in a row are enough
    turn.ask("safe")
    return [turn.kit.replies.say("check_in", choices=turn.kit.replies.choices("check_in_choices"))]
