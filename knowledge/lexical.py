"""How much of a question's wording a text shares: BM25 over words and pairs of characters."""

from __future__ import annotations

import logging
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

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


def split(text: str) -> list[str]:
    """The text cut into words; put together again they are the text."""
    return list(_tokenizer().lcut(text))


@lru_cache(maxsize=16_384)
def _counted(text: str) -> Counter[str]:
    """Of the answers' own texts only, never of what callers write.

    When one answer is published the index is made anew, and all but a few texts are as they were.
    """
    return Counter(tokens(text))


def _together(parts: Sequence[str]) -> Counter[str]:
    whole: Counter[str] = Counter()
    for part in parts:
        whole.update(_counted(part))
    return whole


class Lexicon:
    """An index of texts; a score of 1 means that the text holds all that was asked."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        """Each text in its parts, of which other texts may have the same."""
        self._counts = [_together(parts) for parts in texts]
        self._size = len(texts)
        totals = [count.total() for count in self._counts]
        mean = sum(totals) / max(1, self._size)
        self._damp = [K1 * (1 - B + B * total / mean) if mean else K1 for total in totals]
        found: defaultdict[str, list[int]] = defaultdict(list)
        for place, count in enumerate(self._counts):
            for token in count:
                found[token].append(place)
        self._idf = {token: self._rarity(len(places)) for token, places in found.items()}
        self._found = dict(found)
        self._postings: dict[str, tuple[NDArray[np.intp], NDArray[np.float64]]] = {}

    def scores(self, question: str) -> NDArray[np.float64]:
        """One score per text: the share of the question's rare words that it holds.

        Words that no text holds count against all of them: they are what a foreign question is made of.
        """
        asked = set(tokens(question))
        scores = np.zeros(self._size)
        for token in asked & self._found.keys():
            places, weights = self._weighed(token)
            scores[places] += weights
        whole = sum(self._idf.get(token, self._rarity(1)) for token in asked)
        return scores / whole if whole else scores

    def _weighed(self, token: str) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Made when first asked for: most words of the answers are never in a question, and an index
        that is made anew while somebody publishes must be there within a second."""
        if token not in self._postings:
            places, idf = self._found[token], self._idf[token]
            times = ((self._counts[place][token], self._damp[place]) for place in places)
            weights = [many * (K1 + 1) / (many + damp) * idf for many, damp in times]
            self._postings[token] = np.array(places), np.array(weights)
        return self._postings[token]

    def _rarity(self, holding: int) -> float:
        return math.log(1 + (self._size - holding + 0.5) / (holding + 0.5))
