"""The queue beside an open case: whoever works on one child still sees who else waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases.tables import Operator
from cases.tickets import QueueRow

MOST = 30
"""Waiting cases shown beside the talk; the queue page has them all."""


@dataclass(frozen=True)
class Rail:
    """``here`` is the number of the case that is open."""

    here: str
    mine: Sequence[QueueRow]
    free: Sequence[QueueRow]
    others: int
    most: int = MOST


def rail(rows: Sequence[QueueRow], operator: Operator, here: str) -> Rail:
    """In the order of the queue: the most urgent first, then the longest waiting."""
    mine = [row for row in rows if row.owner_id == operator.id]
    free = [row for row in rows if row.owner_id is None]
    return Rail(here, mine, free, len(rows) - len(mine) - len(free))
