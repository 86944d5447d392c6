"""Making follow-ups that are due: asked through the caller's channel, or handed to a human.

Whatever the plan says, nothing is written by night unless that was agreed, to a conversation that
somebody else may read, or to a caller who wants no follow-up.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, or_, select

from cases.casefile import add_task
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.followup.contact_rules import hours_of, rule_of
from cases.followup.notices import tell_desk
from cases.followup.planning import SETTLED, WRITABLE
from cases.followup.schedule import TRIES, WAIT, fits, next_fit
from cases.followup.tables import FollowUp
from cases.followup.wording import wording
from cases.followup.words import FollowUpState, Way
from cases.store import Work
from cases.tables import Conversation, Ticket
from cases.transcript import say
from cases.words import Author, TaskKind
from humiao.message import Reply

TALKING = timedelta(hours=2)
"""While a colleague is in the chat and it is this fresh, nobody is asked whether they can talk."""
PLANNED, SENT = FollowUpState.PLANNED, FollowUpState.SENT
BY_HAND = {
    Way.CHAT: "不能直接写给对方，请用约好的办法",
    Way.PHONE: "电话回访",
    Way.LETTER: "书信回访",
    Way.VISIT: "上门回访",
}


def due(work: Work, limit: int = 50) -> list[str]:
    """Ids of follow-ups at which something is to be done now, the longest due first."""
    now = work.clock()
    rows = select(FollowUp.id).where(
        or_(
            and_(FollowUp.state == PLANNED, FollowUp.due_at <= now),
            and_(FollowUp.state == SENT, FollowUp.sent_at <= now - WAIT),
        )
    )
    return list(work.db.scalars(rows.order_by(FollowUp.due_at).limit(limit)))


def make(work: Work, follow_up_id: str, also_alert: tuple[str, ...] = ()) -> bool:
    """Does what is to be done at one follow-up, once, however many workers try; the caller commits."""
    row = work.db.get_one(FollowUp, follow_up_id)
    ticket = work.db.get_one(Ticket, row.ticket_id)
    conversation = lock_conversation(work, ticket.conversation_id)
    work.db.refresh(ticket)
    work.db.refresh(row)
    now = work.clock()
    again = row.state is SENT and row.sent_at is not None and row.sent_at <= now - WAIT
    if not again and not (row.state is PLANNED and row.due_at <= now):
        return False
    if over := _over(work, conversation, ticket):
        _end(work, row, over)
    elif again and row.attempts >= TRIES:
        _miss(work, ticket, row, also_alert)
    elif _for_humans(work, conversation, row):
        _hand_over(work, ticket, row)
    elif conversation.operator_id is not None and conversation.last_at > now - TALKING:
        row.state, row.due_at = PLANNED, now + TALKING
    else:
        _ask(work, conversation, ticket, row)
    return True


def _over(work: Work, conversation: Conversation, ticket: Ticket) -> FollowUpState | None:
    """Why a follow-up is not made at all."""
    if rule_of(work, conversation).stopped_at is not None:
        return FollowUpState.DECLINED
    erased = conversation.key_wrapped is None
    return FollowUpState.CANCELLED if erased or ticket.outcome in SETTLED else None


def _for_humans(work: Work, conversation: Conversation, row: FollowUp) -> bool:
    """Nobody may write by itself here: another way, another channel, or somebody else may read it."""
    return row.way is not Way.CHAT or conversation.channel not in WRITABLE or rule_of(work, conversation).unsafe


def _ask(work: Work, conversation: Conversation, ticket: Ticket, row: FollowUp) -> None:
    now, hours = work.clock(), hours_of(rule_of(work, conversation))
    agreed_now = row.agreed and row.state is PLANNED and now - row.due_at < timedelta(hours=1)
    if not agreed_now and not fits(now, hours):
        row.state, row.due_at = PLANNED, next_fit(now, hours)
        return
    message = say(work, conversation, Reply(wording().ask_for(row.id)), Author.BOT)
    row.state, row.sent_at, row.message_id = SENT, now, message.id
    row.attempts += 1
    # By this the next message is known as an answer (cases/followup/answers.py).
    conversation.state = {**(conversation.state or {}), "follow_up": row.id}
    note_change(work, ticket, "follow_up_sent", after=row.step)


def _hand_over(work: Work, ticket: Ticket, row: FollowUp) -> None:
    row.state = FollowUpState.BY_HAND
    add_task(work, ticket, TaskKind.FOLLOW_UP, due_at=row.due_at, detail=BY_HAND[row.way], by="bot")


def _miss(work: Work, ticket: Ticket, row: FollowUp, also_alert: tuple[str, ...]) -> None:
    row.state = FollowUpState.MISSED
    note_change(work, ticket, "follow_up_missed", before=row.step)
    detail = "两次询问都没有回音，请决定怎么办：换个办法联系、上门、报告"
    add_task(work, ticket, TaskKind.FOLLOW_UP, due_at=work.clock(), detail=detail, by="bot")
    tell_desk(work, ticket, also_alert)


def _end(work: Work, row: FollowUp, state: FollowUpState) -> None:
    row.state, row.ended_at = state, work.clock()
