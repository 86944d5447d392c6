"""How near each answer is to a question: by meaning, by wording, and by what both are about.

Families do not speak like titles, so no single measure is enough: the meaning of a whole sentence
misses the one word that tells two answers apart, wording misses slang, and the topics that the
classifier gives a message know slang and hints but only a few dozen of them. The weights were fitted on
questions written apart (docs/knowledge.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import Embedder, Progress, nobody_waits
from knowledge.entry import Entry
from knowledge.lexical import Lexicon

Scores = NDArray[np.float64]

NEAREST = np.array([0.4, 0.3, 0.2, 0.1])
"""An answer's four nearest questions count by these weights: one alone is often near by chance."""
TITLE_TIMES = 3
"""So often the title counts among the words of the questions."""
LONGEST = 500
"""Characters that are embedded: a longer message says what it is about at its start or its end."""


@dataclass(frozen=True)
class Weights:
    """What each measure counts."""

    questions: float
    centre: float
    wording: float
    text: float
    topics: float


WEIGHTS = Weights(questions=9.0, centre=5.5, wording=10.0, text=6.5, topics=7.0)


@dataclass(frozen=True)
class Nearness:
    """One score for every answer; ``own`` and ``other`` are the nearness of the best answer and of the
    sentences about other matters, on one scale: by meaning, or without the model by wording."""

    scores: Scores
    own: float
    other: float


class Scoring:
    """An index of entries and of sentences about other matters.

    Without ``embed`` it knows wording alone, without ``topics`` it does not know what a question is about.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        off_topic: Sequence[str],
        embed: Embedder | None,
        topics: Topics | None,
        progress: Progress = nobody_waits,
    ) -> None:
        asked = [text for entry in entries for text in (*entry.questions, entry.title)]
        owners = [place for place, entry in enumerate(entries) for _ in range(len(entry.questions) + 1)]
        self._embed, self._topics = embed, topics
        self._groups = _groups(owners, len(entries))
        self._others = np.arange(len(asked), len(asked) + len(off_topic))
        self._wording = Lexicon([[*[entry.title] * TITLE_TIMES, *entry.questions] for entry in entries])
        self._others_wording = Lexicon([[text] for text in off_topic])
        self._text = Lexicon([[entry.prose, *entry.questions] for entry in entries])
        if embed is not None:
            vectors = embed.kept([*asked, *off_topic], progress)
            self._middle = vectors[: len(asked)].mean(axis=0)
            self._vectors = _unit(vectors - self._middle)
            self._centres = _unit(np.stack([self._vectors[group].mean(axis=0) for group in self._groups]))
        if topics is not None:
            shares = np.sqrt(topics.kept(asked, progress))
            self._profiles = np.stack([shares[group].mean(axis=0) for group in self._groups])

    def near(self, question: str, shares: Mapping[str, float]) -> Nearness:
        """``shares`` is what the classifier takes the question to be about; empty: it does not say."""
        wording = self._wording.scores(question)
        scores = WEIGHTS.wording * wording + WEIGHTS.text * self._text.scores(question)
        own, other = float(wording.max()), float(self._others_wording.scores(question).max(initial=0.0))
        if self._embed is not None:
            vector = _unit(self._embed([clipped(question)]) - self._middle)[0]
            close = self._vectors @ vector
            asked = _pooled(close, self._groups)
            own, other = float(asked.max()), float(_pooled(close, [self._others])[0]) if len(self._others) else 0.0
            scores = scores + WEIGHTS.questions * asked + WEIGHTS.centre * (self._centres @ vector)
        if self._topics is not None and shares:
            scores = scores + WEIGHTS.topics * (self._profiles @ np.sqrt(self._topics.row(shares)))
        return Nearness(scores, own, other)


class Topics:
    """What texts are about, as shares by name; those of the answers' own texts are kept like their vectors."""

    def __init__(self, names: Sequence[str], embedder: Embedder) -> None:
        self._names = tuple(names)
        self._embedder = embedder

    def kept(self, texts: Sequence[str], progress: Progress = nobody_waits) -> NDArray[np.float32]:
        return self._embedder.kept(texts, progress)

    @property
    def names(self) -> tuple[str, ...]:
        return self._names

    @property
    def embedder(self) -> Embedder:
        """The classifier as it reads texts, with the rows that are kept."""
        return self._embedder

    def row(self, shares: Mapping[str, float]) -> NDArray[np.float64]:
        return np.array([shares.get(name, 0.0) for name in self._names])


def clipped(question: str) -> str:
    """The start and the end of a long message."""
    half = LONGEST // 2
    return question if len(question) <= LONGEST else f"{question[:half]} {question[-half:]}"


def _pooled(close: NDArray[np.float32], groups: Sequence[NDArray[np.intp]]) -> Scores:
    pooled = np.zeros(len(groups))
    for place, group in enumerate(groups):
        best = -np.sort(-close[group])[: len(NEAREST)]
        pooled[place] = best @ NEAREST[: len(best)]
    return pooled


def _groups(owners: Sequence[int], count: int) -> list[NDArray[np.intp]]:
    owned = np.array(owners, dtype=np.intp)
    return [np.flatnonzero(owned == place) for place in range(count)]


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)
    return unit
