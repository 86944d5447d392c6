"""What axe finds on an open page that would keep somebody from using it."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def grave(page: Page) -> list[str]:
    """Serious and critical findings, each with the first element concerned."""
    found = (one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical"))
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
