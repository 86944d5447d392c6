"""The staff file: when each account's person was last looked up in the registers, and when it is due again.

未成年人保护法 第六十二条: before hiring, and 每年 for everybody who works there. An overdue account is
shown, reminded of and on record, and never locked by the program: at night it may be the only one
that answers a child. Who was found with a record must be dismissed (应当及时解聘): a person closes the account.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from cases import audit
from cases.access import Permission, demand
from cases.errors import NotAllowed
from cases.reach_rules import rules
from cases.reach_tables import StaffCheck, StaffReminder
from cases.store import Work
from cases.tables import Operator, new_id
from humiao.clock import local


@dataclass(frozen=True)
class Checked:
    """Where somebody stands; ``checked_on`` is None before the first look, ``due_on`` then the day of hiring."""

    operator_id: str
    shown_as: str
    checked_on: date | None
    clear: bool
    due_on: date
    overdue: bool
    soon: bool


def record_check(work: Work, operator: Operator, checked_on: date, *, clear: bool, by: Operator) -> None:
    """Keeps that somebody was looked up and whether nothing was found; raises NotAllowed for a day to come."""
    demand(by, Permission.STAFF_MANAGE)
    if checked_on > local(work.clock()).date():
        raise NotAllowed("a check lies in the past")
    row = StaffCheck(id=new_id(), operator_id=operator.id, checked_on=checked_on, clear=clear)
    row.noted_by, row.noted_at = by.id, work.clock()
    work.db.add(row)
    said = "staff:checked" if clear else "staff:record-found"
    audit.append(work, by.id, said, f"operator/{operator.id}", {"on": checked_on.isoformat()})


def standing(work: Work) -> dict[str, Checked]:
    """Everybody who may sign in, by id."""
    last: dict[str, StaffCheck] = {}
    for row in work.db.scalars(select(StaffCheck).order_by(StaffCheck.checked_on, StaffCheck.noted_at)):
        last[row.operator_id] = row
    working = select(Operator).where(Operator.disabled_at.is_(None)).order_by(Operator.name)
    return {person.id: _standing(work, person, last.get(person.id)) for person in work.db.scalars(working)}


def due(work: Work) -> list[Checked]:
    """Whose check is overdue or comes up soon, or found something: the most urgent first."""
    asked = [one for one in standing(work).values() if one.overdue or one.soon or not one.clear]
    return sorted(asked, key=lambda one: (one.clear, one.due_on, one.shown_as))


def unannounced(work: Work) -> list[Checked]:
    """Whose check comes up or is overdue, and it is not on record yet that anybody was told."""
    known = {(r.operator_id, r.due_on, r.overdue) for r in work.db.scalars(select(StaffReminder))}
    return [one for one in due(work) if (one.operator_id, one.due_on, one.overdue) not in known]


def remind(work: Work) -> int:
    """Puts on record, once for each due day, that a check comes up and that it is overdue; how many are new."""
    audit.hold_ledger(work)  # two workers at once would both find nothing written yet
    fresh = unannounced(work)
    for one in fresh:
        row = StaffReminder(id=new_id(), operator_id=one.operator_id, due_on=one.due_on, overdue=one.overdue)
        row.at = work.clock()
        work.db.add(row)
        said = "staff:check-overdue" if one.overdue else "staff:check-due"
        audit.append(work, "system", said, f"operator/{one.operator_id}", {"due": one.due_on.isoformat()})
    return len(fresh)


def _standing(work: Work, person: Operator, last: StaffCheck | None) -> Checked:
    today = local(work.clock()).date()
    hired = local(person.created_at).date()
    due_on = _later(last.checked_on, rules().check_months) if last else hired
    overdue = due_on <= today
    soon = not overdue and due_on - today <= rules().remind
    clear = last.clear if last else True
    return Checked(person.id, person.shown_as, last.checked_on if last else None, clear, due_on, overdue, soon)


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
