"""Undoing a merge: both tickets as they stood, but never without what was said or done since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from cases.access import Permission, allows
from cases.callers.standing import Standing, put_back, silence
from cases.callers.tables import CallerMerge
from cases.changes import note_change
from cases.followup.tables import FollowUp
from cases.followup.words import FollowUpState
from cases.lifecycle import give_back
from cases.store import Work
from cases.tables import AssessmentRow, Message, Task, Ticket
from humiao.vocabulary import RiskLevel, highest

CARRIED = "earlier"
"""The reason by which an assessment carries the conversation's level on: here it may be that of the merge."""


def put_apart(work: Work, ticket: Ticket, other: Ticket, row: CallerMerge, also_alert: Sequence[str] = ()) -> None:
    """Gives ``other`` back what it was, and ``ticket`` what it took over; both are held."""
    _give_back(work, ticket, row)
    put_back(work, row.before["alerts"], other)
    silence(work, row.before.get("rang", ()))
    Standing(row.before["merged"]).restore(other)
    _revive(work, other, row.at)
    _demand_somebody(work, other, also_alert)


def _give_back(work: Work, ticket: Ticket, row: CallerMerge) -> None:
    """What the ticket took over, unless somebody has changed it, or the caller has said as much, since."""
    mine, merged = Standing(row.before["ticket"]), Standing(row.before["merged"])
    heard = _heard_since(work, ticket, row.at)
    confirmed = ticket.graded_at is not None and ticket.graded_at > row.at
    taken_over = ticket.level is highest((mine.level, merged.level)) and not confirmed
    if taken_over and highest((mine.level, *heard)) is not ticket.level:
        before = ticket.level
        mine.restore_level(ticket, heard)
        note_change(work, ticket, "level", before, ticket.level, by="unmerge")
    if set(ticket.topics) == {*mine.topics, *merged.topics}:
        ticket.topics = mine.topics
    if not heard:  # whoever wrote since may have asked for a human themselves
        ticket.asked_for_human = mine.asked_for_human
    task = work.db.get(Task, row.before["task"]) if row.before.get("task") else None
    if task is not None and task.done_at is None and ticket.level is not RiskLevel.RED:
        work.db.delete(task)


def _demand_somebody(work: Work, other: Ticket, also_alert: Sequence[str]) -> None:
    # Whose it was may have left since: a case of nobody's keeps the assistant silent and rings for nobody.
    work.db.flush()
    work.db.refresh(other, ["owner", "assignee"])
    theirs = other.owner or other.assignee
    if theirs is not None and not allows(theirs, Permission.CASE_WORK):
        give_back(work, other, by="unmerge", also_alert=also_alert)


def _heard_since(work: Work, ticket: Ticket, at: datetime) -> list[RiskLevel]:
    """The level of each message that was judged since, by itself; empty when nothing was said."""
    rows = work.db.scalars(
        select(AssessmentRow)
        .join(Message, Message.id == AssessmentRow.message_id)
        .where(Message.conversation_id == ticket.conversation_id, AssessmentRow.at > at)
    )
    return [_own_level(row) for row in rows]


def _revive(work: Work, ticket: Ticket, at: datetime) -> None:
    """Follow-ups that were not made only because the case went on elsewhere wait again."""
    dropped = select(FollowUp).where(
        FollowUp.ticket_id == ticket.id,
        FollowUp.state == FollowUpState.CANCELLED,
        FollowUp.ended_by.is_(None),
        FollowUp.ended_at > at,
    )
    for row in work.db.scalars(dropped):
        row.state, row.ended_at = FollowUpState.PLANNED, None


def _own_level(row: AssessmentRow) -> RiskLevel:
    own = [RiskLevel(reason["level"]) for reason in row.reasons if reason.get("id") != CARRIED]
    # Without its reasons nobody can tell what was carried: rather too high.
    return highest(own) if row.reasons else row.level
