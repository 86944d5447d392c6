"""The duty of the follow-ups: planned by level, asked when due, handed to a human when nobody may write."""

from __future__ import annotations

from bot.app import App
from cases.each import each
from cases.followup import planning, sending
from cases.store import Work


def keep_follow_ups(app: App) -> int:
    """One round; each case in a transaction of its own."""
    with app.store.session(reading=True) as work:
        wanting, due = planning.wanting(work), sending.due(work)

    def make(work: Work, follow_up_id: str) -> bool:
        return sending.make(work, follow_up_id, app.kit.also_alert)

    return each(app.store, wanting, planning.plan_by_level) + each(app.store, due, make)
