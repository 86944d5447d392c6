"""What is still owed before a case may end: who reported a child's harm is told what became of it.

未成年人保护法 第十一条: the departments that receive a report accept and handle it in time and tell the
person or body that made it, in a fitting way, what became of it.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from cases.referral.reports import owed_to_reporter
from cases.store import Work
from cases.tables import Task, Ticket
from cases.words import TaskKind

Condition = Callable[[Work, Ticket], str | None]
"""A Chinese sentence for staff, saying what is still owed; None: nothing. It holds no caller's words."""


def report_is_made(work: Work, ticket: Ticket) -> str | None:
    """The mandatory report 强制报告 is still to be made, or its result to be told."""
    left = select(Task.id).where(
        Task.ticket_id == ticket.id, Task.kind == TaskKind.MANDATORY_REPORT, Task.done_at.is_(None)
    )
    if work.db.scalar(left.limit(1)) is None:
        return None
    return "强制报告还没有完成：请先报告；不必报告的，写明为什么。"


CONDITIONS: tuple[Condition, ...] = (report_is_made, owed_to_reporter)
"""Each is met by doing what it asks for, or by saying in ``told`` how and when the result was told, or
why that is not possible. A condition imports only the store and tables, never the life cycle."""


def owed(work: Work, ticket: Ticket) -> list[str]:
    """Everything that is still owed; empty: the case may end without a further word."""
    return [sentence for condition in CONDITIONS if (sentence := condition(work, ticket)) is not None]
