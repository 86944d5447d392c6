"""The answers that are served now: an index that follows the editor's desk without a restart.

How it fails, in words: a database that does not answer leaves the last answers standing; an index
that cannot be made leaves the one before it. Either is logged and tried again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from threading import Event, Lock, Thread

from knowledge.embedding import Embedder
from knowledge.entry import Entry
from knowledge.scoring import Topics
from knowledge.search import NOBODY_SAYS, Findings, KnowledgeSearch

Standing = tuple[int, date]
"""What decides which answers are served: the desk's version and the day."""

Build = Callable[[Sequence[Entry]], KnowledgeSearch]
EVERY = 0.25
"""Seconds between two looks: a published change must answer within two, with the index still to make."""

log = logging.getLogger(__name__)


class Shelf:
    """``standing`` is asked often and must be cheap; ``read`` gives the entries when it changed.

    ``seen`` is the standing that ``entries`` belong to; None: any standing is news.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        seen: Standing | None,
        *,
        standing: Callable[[], Standing],
        read: Callable[[], Sequence[Entry]],
        build: Build,
    ) -> None:
        self._standing = standing
        self._read = read
        self._build = build
        self._lock = Lock()
        self._seen = seen
        self._search = build(entries)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self._search.entries

    @property
    def embedder(self) -> Embedder | None:
        """The sentence model, for a trial with a draft."""
        return self._search.embedder

    @property
    def topics(self) -> Topics | None:
        """What the classifier takes the answers to be about, for the same trial."""
        return self._search.topics

    def read_ahead(self, question: str) -> None:
        """Begins to read the question's meaning."""
        self._search.read_ahead(question)

    def find(
        self, question: str, *, shares: Mapping[str, float] = NOBODY_SAYS, before: str = "", limit: int = 4
    ) -> Findings:
        """What the answers of this moment have for the question."""
        return self._search.find(question, shares=shares, before=before, limit=limit)

    def refresh(self) -> bool:
        """Makes the index anew when something was published, retired or became due; whether it did."""
        with self._lock:
            standing = self._standing()
            if standing == self._seen:
                return False
            self._search = self._build(self._read())
            self._seen = standing
            return True

    def follow(self, stop: Event) -> None:
        """Keeps looking in a thread of its own until told to stop."""
        Thread(target=self._watch, args=(stop,), name="knowledge", daemon=True).start()

    def _watch(self, stop: Event) -> None:
        while not stop.wait(EVERY):
            try:
                self.refresh()
            except Exception as error:  # noqa: BLE001 - the last answers stand, and the next look may succeed
                log.error("the answers could not be renewed: %s", type(error).__name__)
