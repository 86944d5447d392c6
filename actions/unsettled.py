"""Telling the editors what an answer did not settle."""

from __future__ import annotations

from actions.turn import Turn
from cases import gaps
from cases.gaps import GapKind
from cases.tables import Message


def note_answered(turn: Turn, kind: GapKind) -> None:
    """Puts the question of the last answer on the list, once; nothing when there was no answer."""
    about, asked = turn.recall("about"), turn.recall("about_message")
    message = turn.work.db.get(Message, asked) if asked else None
    if message is not None:
        gaps.note(turn.work, message, kind, topic=turn.assessment.topic, entry_id=about)
    turn.remember(about=None, about_message=None)
