"""The parts of a case beside its talk, one tab each: only the open one is read and drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cases.access import Permission, allows
from cases.store import Work
from cases.tables import Operator, Ticket
from console.visit import Visit

OVERVIEW = "overview"
"""The tab that opens by itself: tasks, notes, acts, history (case_file.py draws it)."""

IN_LINE = 9
"""Tabs shown beside each other, as many as have a key (Alt + 1 … 9); the rest wait behind "更多"."""

Draw = Callable[[Visit, Work, Ticket], str]
"""A section as HTML, within the transaction that read the case; all it shows is escaped."""


@dataclass(frozen=True)
class Section:
    """A tab with this title; ``needs`` is asked on top of reading the case."""

    id: str
    title: str
    draw: Draw
    needs: Permission = Permission.CASE_READ


def open_to(sections: Sequence[Section], operator: Operator) -> list[tuple[str, str]]:
    """Id and title of every tab that this person may open, the overview first."""
    return [(OVERVIEW, "概要"), *((s.id, s.title) for s in sections if allows(operator, s.needs))]


def chosen(sections: Sequence[Section], wanted: str, operator: Operator) -> Section | None:
    """The section of the wanted tab; None: the overview, also for a tab that is not there or not allowed."""
    found = next((s for s in sections if s.id == wanted), None)
    return found if found and allows(operator, found.needs) else None
