"""Who is on duty: the shifts, and what is asked of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from cases import audit
from cases.access import Permission, allows, demand
from cases.errors import NotAllowed, NotFound
from cases.roster.tables import Shift
from cases.roster.words import ShiftKind
from cases.store import Work
from cases.tables import Operator, new_id
from cases.words import Role

WEEK = timedelta(days=7)
LONGEST = timedelta(hours=36)
"""Of one shift: a longer one is a slip of the date."""


@dataclass(frozen=True)
class Duty:
    """A shift with the person whose it is."""

    id: str
    operator_id: str
    name: str
    kind: ShiftKind
    starts_at: datetime
    ends_at: datetime


def on_duty(work: Work, moment: datetime, wanted: ShiftKind | Role | None = None) -> list[Operator]:
    """Who is on duty at this moment, by name: all, of one kind of shift, or of one role; each person once."""
    shifts = select(Shift.operator_id).where(Shift.starts_at <= moment, Shift.ends_at > moment)
    if isinstance(wanted, ShiftKind):
        shifts = shifts.where(Shift.kind == wanted)
    rows = select(Operator).where(Operator.id.in_(shifts), Operator.disabled_at.is_(None))
    if isinstance(wanted, Role):
        rows = rows.where(Operator.role == wanted)
    return list(work.db.scalars(rows.order_by(Operator.name)))


def shifts_between(work: Work, start: datetime, end: datetime) -> list[Duty]:
    """Every shift that touches this time, in order of its start."""
    rows = work.db.execute(
        select(Shift, Operator.shown_as)
        .join(Operator, Operator.id == Shift.operator_id)
        .where(Shift.starts_at < end, Shift.ends_at > start)
        .order_by(Shift.starts_at, Shift.kind, Operator.name)
    )
    return [Duty(s.id, s.operator_id, name, s.kind, s.starts_at, s.ends_at) for s, name in rows]


def next_shifts(work: Work) -> list[Duty]:
    """The shifts that begin next, all with the same start; empty when the roster ends here."""
    now = work.clock()
    start = work.db.scalar(select(Shift.starts_at).where(Shift.starts_at > now).order_by(Shift.starts_at).limit(1))
    if start is None:
        return []
    return [d for d in shifts_between(work, start, start + timedelta(minutes=1)) if d.starts_at == start]


def add_shift(
    work: Work, by: Operator, operator: Operator, kind: ShiftKind, starts_at: datetime, ends_at: datetime
) -> Shift:
    """A shift for somebody who works cases; raises NotAllowed when it overlaps another of theirs or is no shift."""
    demand(by, Permission.DUTY_MANAGE)
    if not allows(operator, Permission.CASE_WORK):
        raise NotAllowed("this person does not work cases")
    if not timedelta() < ends_at - starts_at <= LONGEST:
        raise NotAllowed("a shift lasts at most 36 hours")
    if _overlaps(work, operator.id, starts_at, ends_at):
        raise NotAllowed("this person has a shift at that time already")
    shift = Shift(id=new_id(), operator_id=operator.id, kind=kind, starts_at=starts_at, ends_at=ends_at)
    work.db.add(shift)
    work.db.flush()
    audit.append(work, by.id, "duty:added", f"operator/{operator.id}", {"kind": kind, "shift": shift.id})
    return shift


def remove_shift(work: Work, by: Operator, shift_id: str) -> None:
    """Takes a shift off the roster; raises NotFound."""
    demand(by, Permission.DUTY_MANAGE)
    shift = work.db.get(Shift, shift_id)
    if shift is None:
        raise NotFound("shift")
    audit.append(work, by.id, "duty:removed", f"operator/{shift.operator_id}", {"kind": shift.kind, "shift": shift.id})
    work.db.delete(shift)
    work.db.flush()


def copy_week(work: Work, by: Operator, monday: datetime) -> int:
    """Repeats the shifts that begin in this week in the next one, without those that are there; returns how many."""
    demand(by, Permission.DUTY_MANAGE)
    added = 0
    for duty in shifts_between(work, monday, monday + WEEK):
        person = work.db.get_one(Operator, duty.operator_id)
        starts, ends = duty.starts_at + WEEK, duty.ends_at + WEEK
        if duty.starts_at < monday or person.disabled_at or _overlaps(work, person.id, starts, ends):
            continue
        add_shift(work, by, person, duty.kind, starts, ends)
        added += 1
    return added


def _overlaps(work: Work, operator_id: str, start: datetime, end: datetime) -> bool:
    found = select(Shift.id).where(Shift.operator_id == operator_id, Shift.starts_at < end, Shift.ends_at > start)
    return work.db.scalar(found.limit(1)) is not None
