"""New tickets are compared with others in the background: nothing may hold up the alert of a child in danger."""

from __future__ import annotations

from bot.app import App
from cases import tickets
from cases.callers.marks import remember, unmarked
from cases.each import each
from cases.store import Work


def mark_callers(app: App) -> int:
    """Keeps what the callers of new tickets may have in common with others; how many tickets it looked at."""
    with app.store.session(reading=True) as work:
        waiting = unmarked(work)
    return each(app.store, waiting, _mark)


def _mark(work: Work, ticket_id: str) -> int:
    remember(work, tickets.get(work, ticket_id))
    return 1
