"""Telling the desk of a follow-up that needs a human, also when its case is closed."""

from __future__ import annotations

from collections.abc import Sequence

from cases.demands import alert
from cases.store import Work
from cases.tables import Ticket


def tell_desk(work: Work, ticket: Ticket, also: Sequence[str] = ()) -> None:
    """An alert at the desk, whatever the level: somebody waits for a human here."""
    if not ticket.level.needs_a_human:
        ticket.asked_for_human = True
    alert(work, ticket, also)
