"""What would be answered if a draft were published: an index beside the one that answers, kept by nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock

import numpy as np

from knowledge.embedding import Embedder, Progress, Vectors, nobody_waits
from knowledge.entry import Entry
from knowledge.scoring import Topics
from knowledge.search import NOBODY_SAYS, Answers, KnowledgeSearch
from knowledge.shelf import Shelf
from knowledge.statutes import Statutes


class DraftVectors(Embedder):
    """Borrows the vectors of what is served and makes those of drafts in memory: the file on disk stays as it is."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self._own: dict[str, Vectors] = {}

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Questions that were remembered are not embedded again; others are not remembered."""
        if all(text in self._own for text in texts):
            return np.stack([self._own[text] for text in texts])
        return self._inner(texts)

    def kept(self, texts: Sequence[str], progress: Progress = nobody_waits) -> Vectors:
        missing = [text for text in dict.fromkeys(texts) if text not in self._own]
        self._own |= self._inner.lent(missing)
        missing = [text for text in missing if text not in self._own]
        for text in missing:
            self._own[text] = self._inner([text])[0]
        return np.stack([self._own[text] for text in texts])


class Trials:
    """The index as it answers now and the one with a draft in it; the last of each stays in memory."""

    def __init__(self, answers: Answers, statutes: Statutes) -> None:
        self._answers = answers
        self._statutes = statutes
        self._lock = Lock()
        senses = answers if isinstance(answers, Shelf | KnowledgeSearch) else None
        self._topics = _borrowed(senses.topics) if senses and senses.topics else None
        self._now: KnowledgeSearch | None = None
        self._answered: dict[str, Entry | None] = {}
        self._with: tuple[KnowledgeSearch, Entry, KnowledgeSearch] | None = None
        self.vectors = DraftVectors(senses.embedder) if senses and senses.embedder else None
        """None where search is by wording alone."""

    def now(self) -> KnowledgeSearch:
        """What is served at this moment."""
        with self._lock:
            return self._current()

    def with_draft(self, draft: Entry) -> KnowledgeSearch:
        """The same with the draft added, or in the place of what it replaces."""
        with self._lock:
            now = self._current()
            if self._with is None or self._with[0] is not now or self._with[1] != draft:
                self._with = now, draft, self._index(with_draft(now.entries, draft))
            return self._with[2]

    def answered(self, question: str) -> Entry | None:
        """What is served to a known question; remembered until something is published."""
        now, seen = self.now(), self._answered
        if question not in seen:
            seen[question] = now.ranking(question, self.shares(question)).answer
        return seen[question]

    def remember(self, questions: Sequence[str]) -> None:
        """Questions of ours, never of callers: read by the models once and not at every comparison."""
        for senses in (self.vectors, self._topics and self._topics.embedder):
            if senses is not None:
                senses.kept(questions)

    def shares(self, question: str) -> Mapping[str, float]:
        """What the classifier takes the question to be about, as the bot asks it for every message."""
        if self._topics is None:
            return NOBODY_SAYS
        row = self._topics.embedder([question])[0]
        return dict(zip(self._topics.names, map(float, row), strict=True))

    def _current(self) -> KnowledgeSearch:
        entries = self._answers.entries
        if self._now is None or self._now.entries != entries:
            self._now, self._answered = self._index(entries), {}
        return self._now

    def _index(self, entries: Sequence[Entry]) -> KnowledgeSearch:
        return KnowledgeSearch(entries, self.vectors, self._statutes, topics=self._topics)


def _borrowed(topics: Topics) -> Topics:
    return Topics(topics.names, DraftVectors(topics.embedder))


def with_draft(entries: Sequence[Entry], draft: Entry) -> tuple[Entry, ...]:
    """The entries in their order, with the draft where its own was."""
    others = [entry for entry in entries if entry.id != draft.id]
    return tuple(sorted([*others, draft], key=lambda entry: entry.id))
