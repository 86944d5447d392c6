"""The duty that makes last week's, last month's and last quarter's report, once each after they end."""

from __future__ import annotations

from bot.app import App
from cases.figures.made import make_due


def make_reports(app: App) -> int:
    """How many reports were made; none on most rounds, which costs three look-ups."""
    return len(make_due(app.store))
