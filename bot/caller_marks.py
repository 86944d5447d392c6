"""New tickets are compared with others in the background: nothing may hold up the alert of a child in danger."""

from __future__ import annotations

from bot.app import App
from cases import tickets
from cases.callers.marks import remember, unmarked


def mark_callers(app: App) -> int:
    """Keeps what the callers of new tickets may have in common with others; how many tickets it looked at."""
    with app.store.session(reading=True) as work:
        waiting = unmarked(work)
    for ticket_id in waiting:
        with app.store.session() as work:
            remember(work, tickets.get(work, ticket_id))
            work.commit()
    return len(waiting)
