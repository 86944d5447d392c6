"""Find articles of statutes by a question in everyday words; a second line, where no reviewed answer exists.

Three things speak for an article: the question's own words in it, the statutes' words for what the
question says (data/words/lay_terms.yml), and reviewed answers to questions like this one that cite
it. How the numbers were chosen and how often the first is right: docs/statutes.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.bridge import Bridge
from knowledge.entry import Entry
from knowledge.lay_terms import LayTerm, LayTerms, load_lay_terms
from knowledge.spelling import fold
from knowledge.statute_index import PairIndex, Scores, TermIndex
from knowledge.statutes import Article, Statutes

OWN, WHO, MOST, EXPECTED, BRIDGE = 0.8, 0.6, 0.6, 1.0, 0.7
"""Weights: the question's own words, rows about persons, a row's best term beside the sum of its terms, laws that
families meet, answers to questions like it; from the tuning halves named in docs/statutes.md."""
SURE = 40.0
"""From this score the first place is right about twice as often as over all questions: see docs/statutes.md."""
REASONS = 3
"""Words of the question that are shown as the reason of a hit."""


@dataclass(frozen=True)
class ArticleHit:
    """An article in force, how well it fits, and the words of the question that speak for it."""

    article: Article
    score: float
    why: str

    @property
    def sure(self) -> bool:
        """False: too uncertain to be shown to a caller without a person who judges it."""
        return self.score >= SURE


@dataclass(frozen=True)
class _Said:
    """A row of the vocabulary that the question uses, and its score for every article."""

    words: str
    scores: Scores


class StatuteSearch:
    """An index of every article of every version; ``entries`` are the reviewed answers that lend their citations."""

    def __init__(self, statutes: Statutes, terms: LayTerms, entries: Sequence[Entry] = ()) -> None:
        self._statutes = statutes
        self._terms = terms
        pairs = [(article, version) for version, articles in statutes.corpus() for article in articles]
        self._articles = tuple(article for article, _ in pairs)
        self._versions = tuple(version for _, version in pairs)
        texts = ["".join(article.text.split()) for article in self._articles]
        self._pairs = PairIndex(texts)
        self._law_terms = TermIndex({term for row in terms.terms for term in row.law}, texts)
        self._expected = np.array([terms.expected(article) for article in self._articles], dtype=np.float32)
        self._bridge = Bridge(entries, self._articles)
        self._in_force = lru_cache(maxsize=8)(self._standing_on)

    def find(
        self, question: str, on: date, limit: int = 10, *, near: Sequence[tuple[Entry, float]] | None = None
    ) -> list[ArticleHit]:
        """The articles in force ``on`` that day that fit best; none when no word of the question is in any.

        ``near`` are answers near to the question, weighed from 0 to 1, when the caller has searched
        them by meaning already; otherwise they are found by wording.
        """
        said = [self._said(*found) for found in self._terms.said(fold(question))]
        scores = sum((one.scores for one in said), OWN * self._pairs.scores(self._asked(question)))
        scores = scores * (1 + EXPECTED * self._expected) * self._in_force(on)
        lent = self._bridge.lent(self.near(question) if near is None else near)
        scores = scores + BRIDGE * float(scores.max(initial=0)) * lent * self._in_force(on)
        order = np.argsort(-scores, kind="stable")[:limit]
        return [self._hit(place, float(scores[place]), said, lent) for place in order if scores[place] > 0]

    def near(self, question: str, without: str = "") -> list[tuple[Entry, float]]:
        """The answers to questions of like wording, as ``find`` takes them; ``without`` leaves one out."""
        return self._bridge.near(self._asked(question), without)

    def _asked(self, question: str) -> list[str]:
        return [self._terms.filler.sub(" ", fold(question))]

    def _said(self, row: LayTerm, words: str, telling: float) -> _Said:
        terms = np.stack([self._law_terms.scores(term) for term in row.law])
        scores = MOST * terms.max(axis=0) + (1 - MOST) * terms.sum(axis=0)
        return _Said(words, (WHO if row.who else 1.0) * telling * scores)

    def _hit(self, place: int, score: float, said: Sequence[_Said], lent: Scores) -> ArticleHit:
        best = sorted((one for one in said if one.scores[place] > 0), key=lambda one: -one.scores[place])
        why = "".join(f"“{words}”" for words in dict.fromkeys(one.words for one in best[:REASONS])) or "问句的用词"
        if lent[place] > 0:
            why += "，相近问答也引用"
        return ArticleHit(self._articles[place], score, why)

    def _standing_on(self, on: date) -> NDArray[np.bool_]:
        standing = (
            version.in_force(on) and not self._statutes.outdated(article.law, article.article_no, on)
            for article, version in zip(self._articles, self._versions, strict=True)
        )
        return np.fromiter(standing, dtype=np.bool_, count=len(self._articles))


def load_statute_search(data: Path, statutes: Statutes | None = None, entries: Sequence[Entry] = ()) -> StatuteSearch:
    """With the vocabulary of the data folder."""
    return StatuteSearch(statutes or Statutes.open(), load_lay_terms(data / "words" / "lay_terms.yml"), entries)
