"""Which questions would be answered otherwise if a draft were published.

Asked are all known questions and titles of what is served, as if nobody had written them down word
for word, and the questions of data/regression_questions.yml. A question that is far from the draft
cannot change, so that of the known ones only the nearest are asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

from humiao.errors import HumiaoError
from humiao.vocabulary import Word
from knowledge.desk.trial import DraftVectors, Trials
from knowledge.entry import Entry
from knowledge.search import KnowledgeSearch
from knowledge.statute_index import PairIndex

NEAREST = 200
"""Known questions that are asked again: more than any answer has moved, and asked within a few seconds."""


@dataclass(frozen=True)
class Asked:
    """A question and the answer that is right for it; None: no answer is."""

    question: str
    expect: str | None


class Verdict(Word):
    """What a change means, worst first."""

    WORSE = "worse"
    OTHER = "other"
    BETTER = "better"


@dataclass(frozen=True)
class Change:
    """One question whose answer would be another; None: no answer is given."""

    asked: Asked
    before: Entry | None
    after: Entry | None

    @property
    def verdict(self) -> Verdict:
        right = (_id(self.before) == self.asked.expect, _id(self.after) == self.asked.expect)
        return {(True, False): Verdict.WORSE, (False, True): Verdict.BETTER}.get(right, Verdict.OTHER)


@dataclass(frozen=True)
class Regression:
    """All changes, worst first, and how many questions were compared."""

    changes: tuple[Change, ...]
    asked: int
    known: int


def load_questions(path: Path) -> tuple[Asked, ...]:
    """Reads data/regression_questions.yml; raises HM046 when it is broken."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]
        return tuple(Asked(row["ask"], row.get("expect")) for row in rows)
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise HumiaoError("HM046", f"{path.name} cannot be used", str(error).split("\n")[0]) from error


def regression(trials: Trials, draft: Entry, others: Sequence[Asked], nearest: int = NEAREST) -> Regression:
    """Compares what is served now with what would be."""
    before, after, vectors = trials.now(), trials.with_draft(draft), trials.vectors
    known = _known(before, draft)
    asked = [*others, *_near(known, _texts(before, draft), vectors, nearest)]
    trials.remember([one.question for one in asked])
    compared = ((one, trials.answered(one.question), _answer(trials, after, one.question)) for one in asked)
    changes = [Change(one, was, now) for one, was, now in compared if _id(was) != _id(now)]
    order = list(Verdict)
    return Regression(tuple(sorted(changes, key=lambda one: order.index(one.verdict))), len(asked), len(known))


def _known(before: KnowledgeSearch, draft: Entry) -> list[Asked]:
    entries = [draft, *(entry for entry in before.entries if entry.id != draft.id)]
    # The draft's own first: a question that it takes from another answer is expected to be the draft's.
    found = {text: entry.id for entry in reversed(entries) for text in (entry.title, *entry.questions)}
    return [Asked(text, expect) for text, expect in found.items()]


def _texts(before: KnowledgeSearch, draft: Entry) -> list[str]:
    """What the draft says and what it replaces: a question near to either may change its answer."""
    versions = [draft, *(entry for entry in before.entries if entry.id == draft.id)]
    return [text for one in versions for text in (one.title, *one.questions)]


def _near(known: Sequence[Asked], texts: Sequence[str], vectors: DraftVectors | None, limit: int) -> list[Asked]:
    questions = [one.question for one in known]
    if vectors is None:
        scores = PairIndex(questions).scores(texts).astype(np.float64)
    else:
        scores = (vectors.kept(questions) @ vectors.kept(texts).T).max(axis=1).astype(np.float64)
    return [known[place] for place in np.argsort(-scores, kind="stable")[:limit]]


def _answer(trials: Trials, index: KnowledgeSearch, question: str) -> Entry | None:
    return index.ranking(question, trials.shares(question)).answer


def _id(entry: Entry | None) -> str | None:
    return entry.id if entry else None
