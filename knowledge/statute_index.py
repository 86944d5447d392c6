"""How much of given words each article holds: BM25 over pairs of characters and over whole terms.

Pairs need no word list and no segmentation, so that an index of all 24,000 articles is made in a
second from the texts: nothing is kept on disk that could be older than the law.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import ahocorasick
import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
K1, B = 1.2, 0.6
"""BM25's saturation and length weight."""
_RUN = re.compile("[\u4e00-\u9fff]+")
_SHIFT = np.uint64(16)
_LOW = np.uint64((1 << 16) - 1)


@dataclass(frozen=True)
class _Postings:
    places: NDArray[np.int32]
    weights: Scores


class PairIndex:
    """BM25 over pairs of neighbouring Chinese characters; at most 65,535 texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._size = len(texts)
        if self._size > _LOW:
            raise ValueError("a text's place has 16 bits")
        pairs, places = _pairs(texts)
        held, times = np.unique((pairs << _SHIFT) | places, return_counts=True)
        self._places = (held & _LOW).astype(np.int32)
        lengths = np.bincount(places.astype(np.int64), minlength=self._size)
        self._tokens, self._starts = np.unique(held >> _SHIFT, return_index=True)
        self._ends = np.append(self._starts[1:], len(held))
        self._rarity = _rarity(self._ends - self._starts, self._size)
        weights = _saturated(times, lengths[self._places], float(lengths.mean() or 1))
        self._weights = (weights * np.repeat(self._rarity, self._ends - self._starts)).astype(np.float32)

    def scores(self, words: Iterable[str]) -> Scores:
        """One score per text for all pairs of characters in the words, each counted once."""
        scores = np.zeros(self._size, dtype=np.float32)
        for place in self._known(_asked(words)):
            inside = slice(self._starts[place], self._ends[place])
            scores[self._places[inside]] += self._weights[inside]
        return scores

    def shares(self, words: Iterable[str]) -> Scores:
        """The same from 0 to about 2: a pair that no text holds counts against all of them, as a rare one."""
        words = tuple(words)
        asked = _asked(words)
        known = self._known(asked)
        unknown = len(asked) - len(known)
        whole = self._rarity[known].sum() + unknown * _rarity(np.array(1), self._size)
        return np.asarray(self.scores(words) / max(float(whole), 1e-9), dtype=np.float32)

    def _known(self, asked: set[int]) -> NDArray[np.intp]:
        wanted = np.fromiter(asked, dtype=np.uint64, count=len(asked))
        return np.flatnonzero(np.isin(self._tokens, wanted, assume_unique=True))


class TermIndex:
    """BM25 over given terms, found whole in the texts."""

    def __init__(self, terms: Iterable[str], texts: Sequence[str]) -> None:
        self._size = len(texts)
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=self._size)
        mean = float(lengths.mean()) if self._size else 1.0
        self._postings: Mapping[str, _Postings] = {
            term: _weighed(counts, lengths, mean) for term, counts in _found(terms, texts).items()
        }

    def scores(self, term: str) -> Scores:
        """One score per text; all zero for a term that no text holds."""
        scores = np.zeros(self._size, dtype=np.float32)
        if (postings := self._postings.get(term)) is not None:
            scores[postings.places] = postings.weights
        return scores


def _pairs(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Every pair of Chinese characters as one number, and the text it stands in."""
    signs = np.frombuffer("\0".join(texts).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    places = np.repeat(np.arange(len(texts), dtype=np.uint64), [len(text) + 1 for text in texts])[: len(signs)]
    chinese = (signs >= 0x4E00) & (signs <= 0x9FFF)
    both = chinese[:-1] & chinese[1:]
    return ((signs[:-1] << _SHIFT) | signs[1:])[both], places[:-1][both]


def _asked(words: Iterable[str]) -> set[int]:
    runs = [run for word in words for run in _RUN.findall(word)]
    return {ord(run[at]) << 16 | ord(run[at + 1]) for run in runs for at in range(len(run) - 1)}


def _found(terms: Iterable[str], texts: Sequence[str]) -> Mapping[str, Counter[int]]:
    """All terms in one pass over the texts: looking for each in each takes a minute."""
    finder = ahocorasick.Automaton()
    for term in terms:
        finder.add_word(term, term)
    finder.make_automaton()
    found: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for place, text in enumerate(texts):
        for _, term in finder.iter(text):
            found[term][place] += 1
    return found


def _weighed(counts: Counter[int], lengths: NDArray[np.int64], mean: float) -> _Postings:
    places = np.fromiter(counts.keys(), dtype=np.int32, count=len(counts))
    times = np.fromiter(counts.values(), dtype=np.int64, count=len(counts))
    weights = _saturated(times, lengths[places], mean) * _rarity(np.array(len(counts)), len(lengths))
    return _Postings(places, weights.astype(np.float32))


def _saturated(times: NDArray[np.int64], lengths: NDArray[np.int64], mean: float) -> NDArray[np.float64]:
    return np.asarray(times * (K1 + 1) / (times + K1 * (1 - B + B * lengths / mean)))


def _rarity(holding: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    return np.asarray(np.log(1 + (size - holding + 0.5) / (holding + 0.5)))
