"""Articles lent by reviewed answers: what people asked like this was answered with these articles."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np

from knowledge.entry import Entry
from knowledge.statute_index import PairIndex, Scores
from knowledge.statutes import Article

NEAREST, ANSWERS = 8, 5
"""Questions that are looked at, and answers that lend: more bring in neighbouring matters."""
LATER, LAST = 0.08, 8
"""An answer's first citation counts whole, each later one so much less, down to the one with this place."""


class Bridge:
    """Knows for each answer the places of its articles, and finds answers by the wording of their questions."""

    def __init__(self, entries: Sequence[Entry], articles: Sequence[Article]) -> None:
        places: dict[tuple[str, str], list[int]] = {}
        for place, article in enumerate(articles):
            places.setdefault((article.law, article.article_no), []).append(place)
        self._size = len(articles)
        self._lends = {
            entry.id: [places.get((cited.law, cited.article), []) for cited in entry.citations] for entry in entries
        }
        asked = [(entry, text) for entry in entries for text in (*entry.questions, entry.title)]
        self._asked_by = [entry for entry, _ in asked]
        self._questions = PairIndex([text for _, text in asked]) if asked else None

    def near(self, words: Sequence[str], without: str = "") -> list[tuple[Entry, float]]:
        """Answers to questions of like wording, nearest first; ``without`` leaves one out, to measure by."""
        if self._questions is None:
            return []
        shares = self._questions.shares(words)
        order = (place for place in np.argsort(-shares, kind="stable") if self._asked_by[place].id != without)
        near: dict[str, tuple[Entry, float]] = {}
        for place in islice(order, NEAREST):
            near.setdefault(self._asked_by[place].id, (self._asked_by[place], float(shares[place])))
        return list(near.values())[:ANSWERS]

    def lent(self, near: Sequence[tuple[Entry, float]]) -> Scores:
        """For every article of the index, what these answers lend it."""
        scores = np.zeros(self._size, dtype=np.float32)
        for entry, weight in near:
            for rank, places in enumerate(self._lends.get(entry.id, ())):
                scores[places] += weight * (1 - LATER * min(rank, LAST))
        return scores
