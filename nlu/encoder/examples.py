"""Sentences as the encoder learns them: in numbers, disguised now and then, sometimes two in one message."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from humiao.text import normalise
from humiao.vocabulary import INTENTS, RiskLevel, Sender
from nlu.disguises import DISGUISES
from nlu.encoder.reading import END, START, WINDOW
from nlu.sentences import Example

LEVELS = tuple(str(level) for level in RiskLevel)
SENDERS = tuple(str(sender) for sender in Sender)
UNKNOWN = 3
DISGUISED = 0.15
"""So many sentences are disguised at each reading, so that a disguise is no reason for either level."""
JOINED = 0.1
"""So many are read with another sentence before or after them: a danger in half a sentence of a long message."""
DROPPED = 0.08
"""So many pieces are made unknown, so that no single word decides."""


@dataclass(frozen=True)
class Lesson:
    """The numbers of one message and of its three labels."""

    pieces: tuple[int, ...]
    level: int
    intent: int
    sender: int


class Lessons:
    """Turns examples into lessons; the same ``seed`` gives the same lessons."""

    def __init__(self, pieces: Tokenizer, seed: int) -> None:
        self._pieces = pieces
        self._chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self._disguises = tuple(DISGUISES.values())

    def plain(self, example: Example) -> Lesson:
        """The sentence as it was written."""
        return self._lesson(example.text, example)

    def varied(self, examples: Sequence[Example]) -> Iterator[Lesson]:
        """Every sentence once, in a new order and shape each time this is asked."""
        order = list(examples)
        self._chance.shuffle(order)
        for example in order:
            if self._chance.random() < JOINED:
                yield self._joined(example, self._chance.choice(order))
                continue
            text = example.text
            if self._chance.random() < DISGUISED:
                text = self._chance.choice(self._disguises)(text)
            yield self._with_gaps(self._lesson(text, example))

    def _joined(self, one: Example, other: Example) -> Lesson:
        """Two sentences in one message: the more dangerous one says what it is."""
        first, second = (one, other) if self._chance.random() < 0.5 else (other, one)
        told = max((one, other), key=lambda example: example.level.rank)
        return self._lesson(first.text + self._chance.choice(("\n", "，", "。", " ")) + second.text, told)

    def _lesson(self, text: str, example: Example) -> Lesson:
        ids = self._pieces.encode(normalise(text).text).ids[:WINDOW]
        labels = LEVELS.index(str(example.level)), INTENTS.index(example.intent), SENDERS.index(example.sender)
        return Lesson((START, *ids, END), *labels)

    def _with_gaps(self, lesson: Lesson) -> Lesson:
        inside = (UNKNOWN if self._chance.random() < DROPPED else number for number in lesson.pieces[1:-1])
        return Lesson((START, *inside, END), lesson.level, lesson.intent, lesson.sender)
