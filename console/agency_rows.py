"""Agencies out of the directory: those of the case's area, none whose day has passed."""

from __future__ import annotations

from collections.abc import Sequence

from cases.callers.profile import profile
from cases.referral.content import Agency
from cases.store import Work
from cases.tables import Ticket
from console.visit import Visit
from knowledge.directory import Duty, Number


def area_of(visit: Visit, work: Work, ticket: Ticket) -> str:
    """Where the child is; the desk's own area when nobody knows."""
    return profile(work, ticket.conversation).area or visit.desk.settings["area"]


def numbers(visit: Visit, wanted: Sequence[str], area: str) -> tuple[Number, ...]:
    """The wanted numbers that are valid today in that area."""
    return visit.desk.kit.directory.numbers(wanted, area=area, on=visit.desk.today)


def agencies_for(visit: Visit, duty: str, wanted: Sequence[str], area: str) -> tuple[Number, ...]:
    """Agencies with that duty, the nearest first, and the hotlines beside them."""
    directory, today = visit.desk.kit.directory, visit.desk.today
    local = directory.agencies(Duty(duty), area=area, on=today) if duty else ()
    return (*local, *directory.numbers(wanted, area=area, on=today))


def key(row: Number) -> str:
    """How a form names a row."""
    return f"{row.number} {row.name}"


def chosen_agency(visit: Visit, rows: Sequence[Number]) -> Agency:
    """The posted row, or what was written by hand when none was chosen; its name is empty when neither was."""
    picked = next((row for row in rows if key(row) == visit.field("agency")), None)
    if picked is not None:
        return Agency(picked.name, picked.number, picked.hours)
    return Agency(visit.field("agency_name"), visit.field("agency_number"))
