"""Questions put together that are alike, so that an editor sees one gap where fifty people asked.

By meaning where there is a sentence model, else by wording. A group that is too small costs an editor
a look; one that mixes two matters hides the smaller of them, so the thresholds rather keep apart.
"""

from __future__ import annotations

import math
import re
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock

import numpy as np

from knowledge.embedding import Embedder, Vectors
from knowledge.lexical import tokens

ALIKE = 0.5
"""Likeness of meaning from which two questions are taken for one. Of the 75 questions about 15 matters in
tests/knowledge/alike_questions.yml, 95 of 100 pairs that it joins belong together, and 62 of 100 that belong
together are joined; at 0.45 only 77 of 100 belong together, at 0.55 only 43 of 100 are joined."""
ALIKE_WORDS = 0.25
"""The same for wording alone: 88 of 100 belong together, but only 14 of 100 are joined."""
REMEMBERED = 1000
"""Vectors kept in memory, so that only the first look at the list waits for the model."""

_MARK = re.compile(r"【[^】]*】")
Pairs = Iterable[tuple[int, int]]


class Meanings:
    """Vectors of questions around the middle of the known ones, from which all are about as far.

    The model gives any two Chinese questions nine tenths of likeness; what tells them apart is where
    they lie from that middle. They are never written to the disk.
    """

    def __init__(self, embed: Embedder, known: Sequence[str]) -> None:
        self._embed = embed
        lent = list(embed.lent(known).values())
        self._middle = np.mean(lent, axis=0) if lent else np.zeros(1)
        self._kept: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """One row of length one per text."""
        rows = np.stack([self._one(text) for text in texts]) - self._middle
        unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True).clip(1e-9)
        return unit

    def _one(self, text: str) -> Vectors:
        # One at a time: whoever writes to the desk meanwhile waits for one question, not for all.
        with self._lock:
            row = self._kept.pop(text, None)
        if row is None:
            row = self._embed([text])[0]
        with self._lock:
            self._kept[text] = row
            if len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)
        return row


def groups(questions: Sequence[str], meanings: Meanings | None = None) -> list[list[int]]:
    """Places of questions that are alike, directly or by way of others; the largest group first.

    The same questions in the same order give the same groups. Marks of masked words do not count.
    """
    plain = [_MARK.sub("", question).strip() for question in questions]
    pairs = _by_meaning(plain, meanings) if meanings and plain else _by_words(plain)
    parents = list(range(len(plain)))

    def root(place: int) -> int:
        while parents[place] != place:
            parents[place] = parents[parents[place]]
            place = parents[place]
        return place

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        parents[high] = low
    found: defaultdict[int, list[int]] = defaultdict(list)
    for place in range(len(plain)):
        found[root(place)].append(place)
    return sorted(found.values(), key=lambda group: (-len(group), group[0]))


def _by_meaning(texts: Sequence[str], meanings: Meanings) -> Pairs:
    rows = meanings(texts)
    near = np.argwhere(np.triu(rows @ rows.T >= ALIKE, 1))
    return ((int(one), int(other)) for one, other in near)


def _by_words(texts: Sequence[str]) -> Pairs:
    """All pairs that share rare words and pairs of characters: cosine of their weights."""
    holding: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    cosines: defaultdict[tuple[int, int], float] = defaultdict(float)
    for place, vector in enumerate(_weights([tokens(text) for text in texts])):
        for token, weight in vector.items():
            for other, there in holding[token]:
                cosines[other, place] += there * weight
            holding[token].append((place, weight))
    return (pair for pair, cosine in cosines.items() if cosine >= ALIKE_WORDS)


def _weights(texts: Sequence[list[str]]) -> list[Mapping[str, float]]:
    held = Counter(token for text in texts for token in set(text))
    vectors: list[Mapping[str, float]] = []
    for text in texts:
        weights = {token: math.log(1 + len(texts) / held[token]) for token in text}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        vectors.append({token: weight / length for token, weight in weights.items()})
    return vectors
