"""The duty of the follow-ups: planned by level, asked when due, handed to a human when nobody may write."""

from __future__ import annotations

from bot.app import App
from cases.followup import planning, sending


def keep_follow_ups(app: App) -> int:
    """One round; each case in a transaction of its own."""
    with app.store.session(reading=True) as work:
        wanting, due = planning.wanting(work), sending.due(work)
    done = 0
    for ticket_id in wanting:
        with app.store.session() as work:
            done += planning.plan_by_level(work, ticket_id)
            work.commit()
    for follow_up_id in due:
        with app.store.session() as work:
            done += sending.make(work, follow_up_id, app.kit.also_alert)
            work.commit()
    return done
