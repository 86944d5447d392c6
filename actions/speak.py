"""Speak: the fixed sentence of a conversational act."""

from __future__ import annotations

from actions.turn import Turn
from humiao.message import Reply
from humiao.vocabulary import Act

_SENTENCE = {
    Act.GREET: "greet",
    Act.THANKS: "thanks",
    Act.GOODBYE: "goodbye",
    Act.ASK_BOT: "ask_bot",
    Act.OUT_OF_SCOPE: "out_of_scope",
    Act.AFFIRM: "affirm",
    Act.DENY: "deny",
}


def speak(turn: Turn, act: Act) -> list[Reply]:
    """The sentence for the act; the first turn's opening already greets and explains."""
    if turn.first and act in (Act.GREET, Act.ASK_BOT):
        return []
    return [turn.kit.replies.say(_SENTENCE[act])]
