"""Coming: who will answer and by when, said as it is: what the desk asks of itself, never more."""

from __future__ import annotations

from datetime import datetime

from actions.turn import Kit
from cases.clocks.promise import promise
from cases.store import Work
from cases.tables import Ticket
from humiao.clock import local
from humiao.vocabulary import RiskLevel

_WEEK = "一二三四五六日"
_PARTS = ((6, "凌晨"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))


def coming(work: Work, kit: Kit, ticket: Ticket) -> str:
    """One sentence for the reply that tells of a ticket; empty where the desk asks nothing of itself."""
    say, now = kit.replies.say, work.clock()
    if ticket.owner_id is not None:
        return say("coming_owner").text
    expected = promise(ticket.level, now, kit.area)
    if expected is None:
        return ""
    if ticket.level is RiskLevel.RED:
        return say("coming_now").text
    by = when(expected.by, now)
    if expected.opens is None:
        return say("coming_soon", by=by).text
    return say("coming_later", opens=when(expected.opens, now), by=by).text


def when(moment: datetime, now: datetime) -> str:
    """The moment as one says it, such as 今天上午10点05分 or 11月23日（周一）上午9点."""
    at, days = local(moment), (local(moment).date() - local(now).date()).days
    day = {0: "今天", 1: "明天", 2: "后天"}.get(days, f"{at.month}月{at.day}日（周{_WEEK[at.weekday()]}）")
    part = next(name for until, name in _PARTS if at.hour < until)
    hour = at.hour if at.hour <= 12 else at.hour - 12
    minute = f"{at.minute:02d}分" if at.minute else ""
    return f"{day}{part}{hour}点{minute}"
