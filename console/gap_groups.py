"""Questions that found no answer, masked and put together, as editors read them here and on the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from cases.gap_counts import WEEKS
from cases.gaps import Gap, GapKind, OpenQuestion, open_questions
from cases.store import Work
from knowledge.grouping import Meanings, groups
from knowledge.masking import mask
from knowledge.search import Answers, KnowledgeSearch
from knowledge.shelf import Shelf

NEWEST = 200
"""Questions on the list at once: the sentence model takes a few seconds for them the first time."""

KINDS = {
    GapKind.NO_ANSWER: "没有答案",
    GapKind.UNSURE: "没有把握",
    GapKind.UNHELPFUL: "说没帮上",
    GapKind.ESCALATED: "转了人工",
}

Key = tuple[str, str]


@dataclass(frozen=True)
class Masked:
    """One question as an editor may read it."""

    gap: Gap
    text: str

    @property
    def key(self) -> str:
        return f"{self.gap.message_id}:{self.gap.kind}"

    @property
    def kind(self) -> str:
        return KINDS[GapKind(self.gap.kind)]


@dataclass(frozen=True)
class Group:
    """Questions that are alike; ``nearest`` is the answer that came nearest to most of them."""

    questions: tuple[Masked, ...]
    nearest: str | None

    @property
    def keys(self) -> str:
        """For the form that drafts an answer to them or takes them off the list."""
        return ",".join(question.key for question in self.questions)

    @property
    def newest(self) -> datetime:
        return max(question.gap.at for question in self.questions)

    @property
    def kinds(self) -> list[tuple[str, int]]:
        return Counter(question.kind for question in self.questions).most_common()

    @property
    def topic(self) -> str | None:
        """What triage took most of them to be about."""
        return usual_topic([question.gap for question in self.questions])

    @property
    def texts(self) -> list[str]:
        """Each wording once, in the order in which they came."""
        return list(dict.fromkeys(question.text for question in self.questions))


class Grouper:
    """One per process: it remembers what the questions mean, in memory only."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def groups(self, found: Sequence[OpenQuestion]) -> list[Group]:
        """The largest group first; slow on the first call, so best called outside of any transaction."""
        masked = [Masked(one.gap, mask(one.text)) for one in found]
        put = groups([one.text for one in masked], self._meanings)
        return [_group([masked[place] for place in places]) for places in put]

    @property
    def titles(self) -> Mapping[str, str]:
        """What the answers are called, by id."""
        return {entry.id: entry.title for entry in self._answers.entries}

    @cached_property
    def _meanings(self) -> Meanings | None:
        if not isinstance(self._answers, Shelf | KnowledgeSearch) or self._answers.embedder is None:
            return None
        known = [question for entry in self._answers.entries for question in entry.questions]
        return Meanings(self._answers.embedder, known)


def usual_topic(gaps: Sequence[Gap]) -> str | None:
    topics = Counter(gap.topic for gap in gaps if gap.topic)
    return topics.most_common(1)[0][0] if topics else None


def recent(work: Work) -> list[OpenQuestion]:
    """The newest open questions of the weeks that are shown."""
    return open_questions(work, since=work.clock() - timedelta(weeks=WEEKS), limit=NEWEST)


def read_keys(written: str) -> list[Key]:
    """The keys of a form; what is none is left out."""
    pairs = (one.partition(":") for one in written.split(","))
    return [(message, kind) for message, _, kind in pairs if message and kind in {str(known) for known in GapKind}]


def _group(questions: list[Masked]) -> Group:
    entries = Counter(question.gap.entry_id for question in questions if question.gap.entry_id)
    return Group(tuple(questions), entries.most_common(1)[0][0] if entries else None)
