"""The worker draws last week's sample of conversations to read."""

from __future__ import annotations

from bot.app import App
from cases.quality.sample import draw, is_drawn


def draw_sample(app: App) -> int:
    """Once a week; afterwards a single look at the table, without keeping anybody from writing."""
    with app.store.session(reading=True) as work:
        if is_drawn(work):
            return 0
    with app.store.session() as work:
        drawn = draw(work)
        work.commit()
    return drawn
