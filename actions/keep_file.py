"""Keep a file: voice, photo and the like are stored encrypted on a ticket and kindly answered."""

from __future__ import annotations

from actions.turn import Turn
from cases.tickets import open_ticket
from cases.transcript import has_attachment
from humiao.message import MessageKind, Reply

_PICTURES = frozenset({MessageKind.PHOTO, MessageKind.VIDEO})


def keep_file(turn: Turn) -> list[Reply]:
    """A machine cannot judge a recording, and it may hold the disclosure: a human is asked to look."""
    if turn.message.kind is MessageKind.STICKER:
        return [turn.kit.replies.say("sticker")]
    ticket = open_ticket(
        turn.work, turn.conversation, turn.assessment, asked_for_human=True, also_alert=turn.kit.also_alert
    )
    if not has_attachment(turn.work, turn.message) and turn.message.kind is not MessageKind.LOCATION:
        return [turn.kit.replies.say("file_missing", number=ticket.number)]
    replies = [turn.kit.replies.say("kept", number=ticket.number)]
    if turn.message.kind in _PICTURES:
        replies.append(turn.kit.replies.say("kept_intimate"))
    return replies
