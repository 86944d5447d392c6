"""Who hears of a clock: named people, by the roster; without one, every supervisor there is."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from cases.access import Permission, allows
from cases.clocks.rules import Tell
from cases.roster.duty import on_duty
from cases.roster.words import ShiftKind
from cases.store import Work
from cases.tables import Operator, Ticket
from cases.words import Role


def people(work: Work, ticket: Ticket, role: Tell) -> list[Operator]:
    """Everybody in this role now, by name; empty only when the desk has no supervisor at all."""
    if role is Tell.OWNER and (owner := _owner(work, ticket)):
        return [owner]
    if role is Tell.DUTY_LEADER and (leaders := _able(on_duty(work, work.clock(), ShiftKind.LEAD))):
        return leaders
    on = on_duty(work, work.clock(), ShiftKind.SUPERVISION) or on_duty(work, work.clock(), Role.SUPERVISOR)
    return _able(on) or _able(
        work.db.scalars(select(Operator).where(Operator.role == Role.SUPERVISOR).order_by(Operator.name)).all()
    )


def _owner(work: Work, ticket: Ticket) -> Operator | None:
    found = work.db.get(Operator, ticket.owner_id or ticket.assignee_id or "")
    return found if found and allows(found, Permission.CASE_WORK) else None


def _able(found: Sequence[Operator]) -> list[Operator]:
    return [operator for operator in found if allows(operator, Permission.CASE_WORK)]
