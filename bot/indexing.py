"""The duty that brings the search index up to date after an update, a little in each round."""

from __future__ import annotations

from bot.app import App
from cases.each import each
from cases.search.rebuild import index_again, waiting
from cases.store import Work

BATCH = 100
"""Conversations of one round: about half a second, after which other duties have their turn."""

_complete: set[str] = set()
"""Databases in which nothing waits any more: every new conversation is indexed from its first word."""


def index_the_rest(app: App) -> int:
    """Indexes the latest conversations that search does not know yet; how many."""
    address = str(app.store.engine.url)
    if address in _complete:
        return 0
    with app.store.session(reading=True) as work:
        found = waiting(work, BATCH)
    if not found:
        _complete.add(address)
    return each(app.store, found, _index)


def _index(work: Work, conversation_id: str) -> int:
    index_again(work, conversation_id)
    return 1
