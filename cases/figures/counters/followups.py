"""Follow-ups that were due: done in time, late or not at all, and how it stood."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import func, select

from cases.figures.common import within
from cases.figures.grid import Counted, one_way
from cases.figures.period import Period
from cases.followup.tables import FollowUp
from cases.followup.words import Condition, FollowUpState
from cases.store import Work

GRACE = timedelta(hours=24)
"""A follow-up within a day of its hour is in time: nobody calls a child at night."""
ROWS = ("in_time", "late", "missed", "declined", "open")
_MISSED = (FollowUpState.MISSED,)


def count(work: Work, period: Period) -> Counted:
    """Follow-ups by the day they were due, without those that were called off."""
    due = (within(FollowUp.due_at, period), FollowUp.state != FollowUpState.CANCELLED)
    rows = work.db.execute(select(FollowUp.state, FollowUp.due_at, FollowUp.ended_at).where(*due))
    done = Counter(_row(state, due_at, ended_at) for state, due_at, ended_at in rows)
    how = (
        select(FollowUp.condition, func.count())
        .where(*due, FollowUp.condition.is_not(None))
        .group_by(FollowUp.condition)
    )
    conditions = {str(word): number for word, number in work.db.execute(how)}
    return one_way("followup", done, "followups", order=ROWS) + one_way(
        "condition", conditions, "conditions", order=tuple(map(str, Condition))
    )


def _row(state: FollowUpState, due_at: datetime, ended_at: datetime | None) -> str:
    if state is FollowUpState.DONE:
        return "in_time" if ended_at is not None and ended_at <= due_at + GRACE else "late"
    if state is FollowUpState.DECLINED:
        return "declined"
    return "missed" if state in _MISSED else "open"
