"""Find the reviewed answer to a question, or abstain.

An answer is found by the ways people ask for it. Sentences about other matters compete with the
answers: a question that is as near to those is not answered. How the numbers were chosen:
docs/knowledge.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import numpy as np
import yaml

from humiao.errors import HumiaoError
from humiao.settings import ROOT
from humiao.vocabulary import Act
from humiao.yaml_text import read_yaml
from knowledge.embedding import Embedder, Progress, nobody_waits
from knowledge.entry import Entry
from knowledge.scoring import Nearness, Scoring, Topics, clipped
from knowledge.spelling import fold
from knowledge.statutes import Statutes

NOBODY_SAYS: Mapping[str, float] = MappingProxyType({})
"""What a question is about, when no classifier was asked."""

CITED = 3.0
"""What naming an article adds to the answers that rest on it."""
KNOWN = 100.0
"""A title or known question word for word is its answer, whatever else is near."""
MARGIN = -0.04
"""How far the meaning of the best answer's questions must lie above that of the other matters."""
NEAR = -0.2
"""From here titles are worth offering ("do you mean ...?"); below, nothing here is about it."""
MARGIN_WORDS, NEAR_WORDS = 0.2, 0.05
"""The same two for the wording, when the sentence model cannot be loaded."""
CLOSE = 1.0
"""How far below the first answer another is still as likely to be what was meant."""
CONTEXT = 0.4
"""How much the question before counts, beside 1 for a follow-up question itself."""


@dataclass(frozen=True)
class Hit:
    """An answer and how well it fits; scores compare answers for one question only."""

    entry: Entry
    score: float


@dataclass(frozen=True)
class Findings:
    """The nearest answers, best first. ``answered`` False: none fits well enough to be given."""

    hits: tuple[Hit, ...]
    answered: bool

    @property
    def close(self) -> tuple[Entry, ...]:
        """The answers that are nearly as near as the first: titles worth offering beside it."""
        return tuple(hit.entry for hit in self.hits[1:] if self.hits[0].score - hit.score <= CLOSE)


class Answers(Protocol):
    """What can be asked: an index as it was made, or a shelf that follows the editor's desk."""

    @property
    def entries(self) -> tuple[Entry, ...]: ...

    def read_ahead(self, question: str) -> None:
        """Begins with what takes longest, for a question that will be asked in a moment."""

    def find(
        self, question: str, *, shares: Mapping[str, float] = NOBODY_SAYS, before: str = "", limit: int = 4
    ) -> Findings: ...


class KnowledgeSearch:
    """An index of entries. Without ``embed`` and ``topics`` it searches by wording alone and is less often right."""

    def __init__(
        self,
        entries: Sequence[Entry],
        embed: Embedder | None,
        statutes: Statutes,
        *,
        topics: Topics | None = None,
        off_topic: Sequence[str] | None = None,
        progress: Progress = nobody_waits,
    ) -> None:
        self.entries = tuple(entries)
        self._embed = embed
        self.topics = topics
        self._statutes = statutes
        off_topic = load_off_topic(ROOT / "data" / "off_topic.yml") if off_topic is None else off_topic
        self._exact = {fold(text): place for place, entry in enumerate(entries) for text in _known(entry)}
        self._scoring = Scoring(entries, off_topic, embed, topics, progress) if entries else None

    def read_ahead(self, question: str) -> None:
        """Begins to read the question's meaning, beside the NLU server's reading of it."""
        if self._embed is not None:
            self._embed.ahead(clipped(question))

    def find(
        self, question: str, *, shares: Mapping[str, float] = NOBODY_SAYS, before: str = "", limit: int = 4
    ) -> Findings:
        """The answers nearest to the question; a title or known question word for word is its answer.

        ``shares`` is what the classifier takes the question to be about, by topic and act. ``before``
        is what the person asked before, when this question goes on from there.
        """
        folded = fold(question)
        if not any(character.isalnum() for character in folded):
            return Findings((), answered=False)
        ranking = self._ranked(question, shares, before, limit, self._exact.get(folded))
        return Findings(ranking.hits if ranking.margin >= self._near else (), answered=ranking.answer is not None)

    def _ranked(
        self, question: str, shares: Mapping[str, float], before: str, limit: int, known: int | None
    ) -> Ranking:
        if self._scoring is None:
            return Ranking((), margin=self._near - 1, enough=self._enough)
        near = self._scoring.near(question, shares)
        if before:
            near = _blended(near, self._scoring.near(before, NOBODY_SAYS))
        scores, margin = near.scores + self._cited(question), near.own - near.other
        if known is not None:
            scores[known] += KNOWN
            margin = KNOWN
        order = np.argsort(-scores, kind="stable")[:limit]
        hits = tuple(Hit(self.entries[place], float(scores[place])) for place in order)
        return Ranking(hits, margin=margin - _acts(shares) if known is None else margin, enough=self._enough)

    @property
    def _enough(self) -> float:
        return MARGIN if self._embed else MARGIN_WORDS

    @property
    def _near(self) -> float:
        return NEAR if self._embed else NEAR_WORDS

    def _cited(self, question: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """An article that the question names lifts the answers that rest on it."""
        named = self._statutes.reference(question)
        if named is None:
            return np.zeros(len(self.entries))
        resting = (any((cited.law, cited.article) == named for cited in entry.citations) for entry in self.entries)
        return CITED * np.fromiter(resting, dtype=np.float64, count=len(self.entries))

    @property
    def embedder(self) -> Embedder | None:
        """The sentence model; None when it could not be loaded."""
        return self._embed

    def ranking(self, question: str, shares: Mapping[str, float] = NOBODY_SAYS, limit: int = 4) -> Ranking:
        """As ``find``, without the rule that a known question word for word is its answer.

        For the editor's desk, to see how near an answer comes to a question that nobody wrote down.
        """
        return self._ranked(question, shares, "", limit, None)


@dataclass(frozen=True)
class Ranking:
    """The nearest answers whatever their margin; below ``enough`` none of them is given."""

    hits: tuple[Hit, ...]
    margin: float
    enough: float

    @property
    def answer(self) -> Entry | None:
        return self.hits[0].entry if self.hits and self.margin >= self.enough else None


def _known(entry: Entry) -> tuple[str, ...]:
    return (entry.title, *entry.questions)


def _blended(near: Nearness, before: Nearness) -> Nearness:
    """A follow-up question with what was asked before it."""
    whole = 1 + CONTEXT
    return Nearness(
        (near.scores + CONTEXT * before.scores) / whole,
        (near.own + CONTEXT * before.own) / whole,
        (near.other + CONTEXT * before.other) / whole,
    )


_TALK = frozenset(map(str, Act))
_ACTS = 0.5


def _acts(shares: Mapping[str, float]) -> float:
    """What the classifier takes for talk or for a matter of others is answered only when it is very near."""
    return _ACTS * sum(share for name, share in shares.items() if name in _TALK)


def load_off_topic(path: Path) -> tuple[str, ...]:
    """Reads data/off_topic.yml; raises HM046 when it is broken."""
    try:
        return tuple(str(text) for text in read_yaml(path.read_text(encoding="utf-8"))["sentences"])
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise HumiaoError("HM046", f"{path.name} cannot be used", str(error).split("\n")[0]) from error
