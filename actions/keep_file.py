"""Keep a file: voice, photo and the like are stored encrypted on a ticket and kindly answered."""

from __future__ import annotations

from actions import escalate
from actions.turn import Turn
from cases.tables import Ticket
from cases.tickets import open_ticket
from cases.transcript import has_attachment
from humiao.message import MessageKind, Reply
from humiao.vocabulary import RiskLevel

_PICTURES = frozenset({MessageKind.PHOTO, MessageKind.VIDEO})


def keep_file(turn: Turn) -> list[Reply]:
    """A machine cannot judge a recording, and it may hold the disclosure: a human is asked to look.

    Danger in the words under it has its alert already; then the file is only kept.
    """
    harmed = turn.own_level.needs_a_human
    urgent = escalate.red(turn) if turn.own_level is RiskLevel.RED else escalate.yellow(turn) if harmed else []
    if turn.message.kind is MessageKind.STICKER:
        return urgent or [turn.kit.replies.say("sticker")]
    ticket = open_ticket(
        turn.work, turn.conversation, turn.assessment, asked_for_human=not harmed, also_alert=turn.kit.also_alert
    )
    return urgent + _kept(turn, ticket)


def _kept(turn: Turn, ticket: Ticket) -> list[Reply]:
    if not has_attachment(turn.work, turn.message) and turn.message.kind is not MessageKind.LOCATION:
        return [turn.kit.replies.say("file_missing", number=ticket.number)]
    replies = [turn.kit.replies.say("kept", number=ticket.number)]
    if turn.message.kind in _PICTURES:
        replies.append(turn.kit.replies.say("kept_intimate"))
    return replies
