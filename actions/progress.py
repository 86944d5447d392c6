"""Progress: what has become of my ticket, in words a child understands."""

from __future__ import annotations

from actions.turn import Turn
from cases.tickets import open_ticket_of
from cases.words import TicketStatus
from humiao.message import Reply

_STATUS = {
    TicketStatus.RECEIVED: ("已经收到，正在等老师接手", "老师接手后会在这里回复你。有危险请直接打110。"),
    TicketStatus.CLAIMED: ("老师已经接手", "可以直接在这里和老师说话。"),
    TicketStatus.WAITING: ("正在等相关部门的回音", "有新情况随时写在这里。"),
    TicketStatus.FOLLOW_UP: ("已经处理，老师还会回访", "有新情况随时写在这里。"),
}


def progress(turn: Turn) -> list[Reply]:
    """The state of the open ticket, or that there is none."""
    ticket = open_ticket_of(turn.work, turn.conversation.id)
    if ticket is None:
        return [turn.kit.replies.say("progress_none")]
    status, note = _STATUS[ticket.status]
    return [turn.kit.replies.say("progress", number=ticket.number, status=status, note=note)]
