"""Judging labelled sentences one by one, and keeping what the classifier said about each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from humiao.assessment import Assessment, Understanding
from humiao.errors import HumiaoError
from humiao.vocabulary import RiskLevel
from nlu.sentences import Example

PAUSES = (1.0, 6.0, 0.0)
"""Seconds after each silence; the second is longer than a client leaves a failing server alone."""


class Judges(Protocol):
    """What is measured: ``nlu.batch.Judge``, or a stand-in."""

    def assess(self, text: str, history: Sequence[str] = ()) -> Assessment: ...


class Heard:
    """Asks the classifier and keeps its last answer: an assessment tells the level that was reached, but not
    the probabilities of the others."""

    def __init__(self, understand: Callable[[str], Understanding | None]) -> None:
        self._understand = understand
        self.last: Understanding | None = None

    def __call__(self, text: str) -> Understanding | None:
        self.last = self._understand(text)
        return self.last


def insisting(
    understand: Callable[[str], Understanding | None], pause: Callable[[float], None] = time.sleep
) -> Callable[[str], Understanding | None]:
    """Asks again when no answer comes, then raises HM076: while measuring, the caution that replaces a missing
    answer would look like a gain."""

    def ask(text: str) -> Understanding | None:
        for seconds in PAUSES:
            found = understand(text)
            if found is not None:
                return found
            pause(seconds)
        hint = "is the model current (humiao nlu train), is the machine busy?"
        raise HumiaoError("HM076", "the NLU server does not answer, so nothing can be measured", hint)

    return ask


@dataclass(frozen=True)
class Judged:
    """An example, what was made of it, what the classifier said, and the time it took in milliseconds."""

    example: Example
    found: Assessment
    heard: Understanding | None
    milliseconds: float

    @property
    def danger(self) -> float | None:
        """The classifier's probability of red or yellow; None when it was not asked or did not answer."""
        if self.heard is None:
            return None
        return sum(share for level, share in self.heard.risks.items() if level.needs_a_human)

    @property
    def is_red(self) -> bool:
        return self.example.level is RiskLevel.RED

    @property
    def names(self) -> list[str]:
        """The intents that the assessment names: an act first, as the conversation would take it."""
        act = [str(self.found.act)] if self.found.act else []
        return [*act, *(str(topic) for topic in self.found.topics)]


def judge_all(examples: Iterable[Example], judge: Judges, heard: Heard | None) -> Iterator[Judged]:
    """Each example by itself, as the first message of a stranger; ``heard`` is what ``judge`` asks."""
    for example in examples:
        if heard:
            heard.last = None  # a judge that does not ask must not be given the answer to another message
        began = time.perf_counter()
        found = judge.assess(example.text)
        took = (time.perf_counter() - began) * 1000
        yield Judged(example, found, heard.last if heard else None, took)
