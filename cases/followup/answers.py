"""What a caller writes after a follow-up: it counts as the answer, and the assistant stays vague until a human comes.

Somebody else may hold the phone. So after a follow-up the assistant introduces nobody and explains
nothing; only danger in the words themselves gets its usual answer.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from cases.casefile import add_task
from cases.changes import note_change
from cases.followup.contact_rules import hours_of, rule_of
from cases.followup.notices import tell_desk
from cases.followup.schedule import next_fit
from cases.followup.tables import FollowUp
from cases.followup.wording import wording
from cases.followup.words import OPEN, FollowUpState
from cases.store import Work
from cases.tables import Conversation, Message, Ticket
from cases.words import TaskKind
from humiao.vocabulary import RiskLevel

LATER = timedelta(hours=24)
QUIET = timedelta(hours=24)
"""After so long without a colleague the assistant answers again as usual."""
_WAITS = (FollowUpState.SENT, FollowUpState.MISSED)


def note_answer(work: Work, conversation: Conversation, message: Message, text: str) -> None:
    """A new message of the caller, within the transaction that keeps it; the conversation is held."""
    row = _last(work, conversation)
    if row is None or row.state not in _WAITS:
        return
    ticket = work.db.get_one(Ticket, row.ticket_id)
    row.answered_at, row.answer_id = work.clock(), message.id
    work.db.flush()
    if wording().means_stop(text):
        _stop(work, conversation, ticket)
    elif wording().means_not_now(text):
        row.state = FollowUpState.PLANNED
        row.due_at = next_fit(work.clock() + LATER, hours_of(rule_of(work, conversation)))
        note_change(work, ticket, "follow_up_later", before=row.step)
    else:
        row.state = FollowUpState.ANSWERED
        note_change(work, ticket, "follow_up_answered", before=row.step)
        tell_desk(work, ticket)


def neutral(work: Work, conversation: Conversation) -> list[str] | None:
    """What the assistant may say to a harmless message after a follow-up; None: what it always says.

    One vague sentence for the first answer, then nothing until a colleague speaks, at most a day long.
    """
    row = _last(work, conversation)
    if row is None or row.answered_at is None or row.answered_at < work.clock() - QUIET:
        return None
    if row.state not in (FollowUpState.ANSWERED, FollowUpState.PLANNED, FollowUpState.DECLINED):
        return None
    state = dict(conversation.state or {})
    if state.get("follow_up_told") == str(row.answer_id):
        return []
    conversation.state = {**state, "follow_up_told": str(row.answer_id)}
    said = wording()
    kinds = {FollowUpState.PLANNED: said.later, FollowUpState.DECLINED: said.stopped}
    return [kinds.get(row.state, said.wait)]


def _last(work: Work, conversation: Conversation) -> FollowUp | None:
    known = (conversation.state or {}).get("follow_up")
    return work.db.get(FollowUp, known, populate_existing=True) if known else None


def _stop(work: Work, conversation: Conversation, ticket: Ticket) -> None:
    """No follow-up ever again; who works on a case of danger is told, for somebody else may have written that."""
    rule = rule_of(work, conversation)
    rule.stopped_at = work.clock()
    rule.version = (rule.version or 0) + 1
    work.db.add(rule)
    theirs = (
        select(FollowUp)
        .join(Ticket, Ticket.id == FollowUp.ticket_id)
        .where(Ticket.conversation_id == conversation.id, FollowUp.state.in_(OPEN))
    )
    for row in work.db.scalars(theirs):
        row.state, row.ended_at = FollowUpState.DECLINED, work.clock()
    note_change(work, ticket, "follow_up_declined")
    if ticket.level is RiskLevel.RED:
        detail = "对方回复不要再联系。可能不是本人写的：请负责人想想有没有别的稳妥办法确认平安"
        add_task(work, ticket, TaskKind.FOLLOW_UP, due_at=work.clock(), detail=detail, by="bot")
        tell_desk(work, ticket)
