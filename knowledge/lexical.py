"""How much of a question's wording a text shares: BM25 over words and pairs of characters."""

from __future__ import annotations

import logging
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

import jieba
import numpy as np
from numpy.typing import NDArray

from knowledge.spelling import fold

K1, B = 1.2, 0.4
"""BM25's saturation and length weight; short questions against short questions need little of the latter."""
_RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]+")
_STOP = frozenset("的了是我你他她它们在有和就都也吗呢吧啊么不没要会能咋啥这那个一被") | {
    "我们", "你们", "他们", "她们", "可以", "怎么", "怎么办", "什么", "咋办",
}  # fmt: skip


@cache
def _tokenizer() -> jieba.Tokenizer:
    """A tokenizer of our own: jieba's global one belongs to whoever loads words into it."""
    logging.getLogger("jieba").setLevel(logging.WARNING)
    return jieba.Tokenizer()


def tokens(text: str) -> list[str]:
    """Words without stop words, and all pairs of neighbouring Chinese characters."""
    return list(_tokens(fold(text)))


def _tokens(text: str) -> Iterator[str]:
    for run in _RUN.findall(text):
        yield from (word for word in _tokenizer().lcut(run) if word not in _STOP)
        if not run.isascii():
            yield from (f"#{run[at : at + 2]}" for at in range(len(run) - 1))


class Lexicon:
    """An index of texts; a score of 1 means that the text holds all that was asked."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(tokens(text)) for text in texts]
        self._size = len(texts)
        mean = sum(count.total() for count in counts) / max(1, self._size)
        found: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, count in enumerate(counts):
            damp = K1 * (1 - B + B * count.total() / mean)
            for token, times in count.items():
                found[token].append((place, times * (K1 + 1) / (times + damp)))
        self._idf = {token: self._rarity(len(rows)) for token, rows in found.items()}
        self._postings = {
            token: (np.array([row[0] for row in rows]), np.array([row[1] for row in rows]) * self._idf[token])
            for token, rows in found.items()
        }

    def scores(self, question: str) -> NDArray[np.float64]:
        """One score per text: the share of the question's rare words that it holds.

        Words that no text holds count against all of them: they are what a foreign question is made of.
        """
        asked = set(tokens(question))
        scores = np.zeros(self._size)
        for token in asked & self._postings.keys():
            places, weights = self._postings[token]
            scores[places] += weights
        whole = sum(self._idf.get(token, self._rarity(1)) for token in asked)
        return scores / whole if whole else scores

    def _rarity(self, holding: int) -> float:
        return math.log(1 + (self._size - holding + 0.5) / (holding + 0.5))
