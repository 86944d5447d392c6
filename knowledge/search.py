"""Find the reviewed answer to a question, or abstain: by meaning, by wording and by topic.

An answer is found by the ways people ask for it. Sentences about other matters compete with the
answers: a question that is as near to those is not answered. How the numbers were chosen:
docs/knowledge.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import yaml
from numpy.typing import NDArray

from humiao.errors import HumiaoError
from humiao.settings import ROOT
from humiao.vocabulary import Topic
from knowledge.embedding import Embedder, Progress, nobody_waits
from knowledge.entry import Entry
from knowledge.lexical import Lexicon
from knowledge.spelling import fold
from knowledge.statutes import Statutes

Scores = NDArray[np.float64]

NEAREST = np.array([0.4, 0.3, 0.2, 0.1])
"""An answer's four nearest questions count by these weights: one alone is often near by chance."""
TEXTS, WORDS, WORDS_OF_TEXT = 0.5, 0.1, 0.05
"""Weights, beside 1 for the meaning of the questions: meaning of the texts, wording of both."""
TOPIC = 0.03
"""What the topic that triage found adds: enough to settle a tie, not to overrule the question."""
CITED = 0.1
"""What naming an article adds to the answers that rest on it."""
MARGIN = 0.47
"""How far above the other matters an answer must be; from the tuning half of tests/knowledge/questions.yml."""
NEAR = 0.44
"""From here titles are worth offering ("do you mean ...?"); below, nothing here is about it."""
MARGIN_WORDS, NEAR_WORDS = 0.06, 0.0
"""The same two when the sentence model cannot be loaded."""
TEXT = 60
"""Characters of an answer that are embedded: more moved no first hit and made the first start twice as long."""
CLOSE = 0.08
"""How far below the first answer another is still as likely to be what was meant."""
CONTEXT = 0.4
"""How much the question before counts, beside 1 for a follow-up question itself."""
LONGEST = 500
"""Characters that are embedded: a longer message says what it is about at its start or its end."""


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

    def find(self, question: str, *, topic: Topic | None = None, before: str = "", limit: int = 4) -> Findings: ...


class KnowledgeSearch:
    """An index of entries. Without ``embed`` it searches by wording alone and is less often right."""

    def __init__(
        self,
        entries: Sequence[Entry],
        embed: Embedder | None,
        statutes: Statutes,
        *,
        off_topic: Sequence[str] | None = None,
        progress: Progress = nobody_waits,
    ) -> None:
        self.entries = tuple(entries)
        self._embed = embed
        self._statutes = statutes
        off_topic = load_off_topic(ROOT / "data" / "off_topic.yml") if off_topic is None else off_topic
        asked = [text for entry in entries for text in (*entry.questions, entry.title)]
        self._groups = (*_groups(entries), np.arange(len(asked), len(asked) + len(off_topic)))
        self._exact = {fold(text): entry for entry in entries for text in (entry.title, *entry.questions)}
        self._questions = Lexicon([*asked, *off_topic])
        self._texts = Lexicon([f"{entry.prose} {' '.join(entry.questions)}" for entry in entries])
        if embed is not None:
            texts = [text[:TEXT] for entry in entries for text in (entry.child, entry.adult)]
            every = [*asked, *off_topic, *texts]
            self._asked_vectors, self._text_vectors = np.split(embed.kept(every, progress), [len(every) - len(texts)])

    def find(self, question: str, *, topic: Topic | None = None, before: str = "", limit: int = 4) -> Findings:
        """The answers nearest to the question; a title or known question word for word is its answer.

        ``before`` is what the person asked before, when this question goes on from there.
        """
        folded = fold(question)
        if not any(character.isalnum() for character in folded) or not self.entries:
            return Findings((), answered=False)
        scores, others = self._scores(question)
        if before:
            earlier, earlier_others = self._scores(before)
            scores = (scores + CONTEXT * earlier) / (1 + CONTEXT)
            others = (others + CONTEXT * earlier_others) / (1 + CONTEXT)
        if exact := self._exact.get(folded):
            scores[self.entries.index(exact)] += 10
        margin = float(scores.max()) - others
        bonus = self._bonus(question, topic)
        order = np.argsort(-(scores + bonus), kind="stable")[:limit]
        hits = tuple(Hit(self.entries[place], float(scores[place] + bonus[place])) for place in order)
        enough, near = (MARGIN, NEAR) if self._embed else (MARGIN_WORDS, NEAR_WORDS)
        return Findings(hits if margin >= near else (), answered=margin >= enough)

    def _bonus(self, question: str, topic: Topic | None) -> Scores:
        """What settles the order among answers; whether there is an answer at all is not its business."""
        named = self._statutes.reference(question)
        rest_on_it = (any((cited.law, cited.article) == named for cited in entry.citations) for entry in self.entries)
        cited = np.fromiter(rest_on_it, dtype=bool, count=len(self.entries))
        fitting = np.array([topic is not None and entry.topic is topic for entry in self.entries])
        return TOPIC * fitting + CITED * cited

    def _scores(self, question: str) -> tuple[Scores, float]:
        """One score per entry, and the score of the other matters on the same scale."""
        words = self._pool(self._questions.scores(question))
        texts = self._texts.scores(question)
        if self._embed is None:
            return words[:-1] + WORDS_OF_TEXT * texts, float(words[-1])
        vector = self._embed([_clipped(question)])[0]
        asked = self._pool(self._asked_vectors @ vector) + WORDS * words
        meant = (self._text_vectors @ vector).reshape(len(self.entries), 2).max(axis=1)
        return asked[:-1] + TEXTS * meant + WORDS_OF_TEXT * texts, float(asked[-1])

    def _pool(self, per_question: NDArray[np.floating]) -> Scores:
        """One score per entry and, last, one for the other matters."""
        pooled = np.zeros(len(self._groups))
        for place, group in enumerate(self._groups):
            best = -np.sort(-per_question[group])[: len(NEAREST)]
            pooled[place] = best @ NEAREST[: len(best)]
        return pooled


def _groups(entries: Sequence[Entry]) -> Iterator[NDArray[np.intp]]:
    start = 0
    for entry in entries:
        end = start + len(entry.questions) + 1
        yield np.arange(start, end)
        start = end


def _clipped(question: str) -> str:
    half = LONGEST // 2
    return question if len(question) <= LONGEST else f"{question[:half]} {question[-half:]}"


def load_off_topic(path: Path) -> tuple[str, ...]:
    """Reads data/off_topic.yml; raises HM046 when it is broken."""
    try:
        return tuple(str(text) for text in yaml.safe_load(path.read_text(encoding="utf-8"))["sentences"])
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise HumiaoError("HM046", f"{path.name} cannot be used", str(error).split("\n")[0]) from error
