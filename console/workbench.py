"""What the pages about the answers work with: rules, reading level, trials with drafts; each made when first needed."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from actions.turn import Kit
from humiao.settings import Settings
from knowledge.desk.regression import Asked, load_questions
from knowledge.desk.shipped import shipped_contents
from knowledge.desk.trial import Trials
from knowledge.entry import Entry
from knowledge.prose import Phrase, load_phrases
from knowledge.reading_level import HardTerm, load_hard_terms
from knowledge.spelling import fold
from knowledge.statute_search import StatuteSearch, load_statute_search


def wordings(entry: Entry) -> list[str]:
    """Every question that is answered with this entry word for word."""
    return [entry.title, *entry.questions]


class Workbench:
    """One per process. Nothing here is read before an editor opens a page: a desk may have none."""

    def __init__(self, settings: Settings, kit: Kit) -> None:
        self._data = settings.path("data")
        self._owners: tuple[tuple[Entry, ...], dict[str, Entry]] = ((), {})
        self.kit = kit

    def owner(self, question: str) -> Entry | None:
        """The served answer that has this very question or title; asked while somebody types, so it is kept."""
        entries = self.kit.knowledge.entries
        if self._owners[0] is not entries:
            self._owners = entries, {fold(text): entry for entry in entries for text in wordings(entry)}
        return self._owners[1].get(fold(question))

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        return load_phrases(self._data / "forbidden_phrases.yml")

    @cached_property
    def hard_terms(self) -> tuple[HardTerm, ...]:
        return load_hard_terms(self._data / "words" / "hard_terms.yml")

    @cached_property
    def questions(self) -> tuple[Asked, ...]:
        """The questions that are asked before each publication."""
        return load_questions(self._data / "regression_questions.yml")

    @property
    def shipped(self) -> dict[str, dict[str, Any]]:
        """The texts that came with this version of the program."""
        return shipped_contents(self._data / "knowledge")

    @cached_property
    def trials(self) -> Trials:
        return Trials(self.kit.knowledge, self.kit.statutes)

    @cached_property
    def statute_search(self) -> StatuteSearch:
        return load_statute_search(self._data, self.kit.statutes, self.kit.knowledge.entries)
