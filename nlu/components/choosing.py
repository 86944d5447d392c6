"""The figures behind the weights of the blend and the bars of the triage, on sentences the encoder never learnt.

Run in the NLU environment from the repository root: ``.venv-nlu/bin/python -m nlu.components.choosing``.
The linear models are fitted without these sentences too, so nothing printed here was seen in training.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from humiao.text import normalise
from humiao.vocabulary import INTENTS, RiskLevel
from nlu.components.blend import LEVEL_WEIGHT, TOPIC_WEIGHT, blend
from nlu.components.chinese_words import private_tokenizer
from nlu.components.ideas import ROOT, WORDS, Ideas
from nlu.components.risk_steps import RiskSteps
from nlu.components.sentence_terms import Sentence, SentenceTerms
from nlu.components.topic_scores import TopicScores
from nlu.encoder.reading import Encoder, Shares
from nlu.sentences import Example, is_apart, read_examples

LEVELS = tuple(str(level) for level in RiskLevel)
WEIGHTS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)
BARS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Views:
    """What the linear models and the encoder say of the same sentences, shares by name."""

    examples: Sequence[Example]
    levels: Sequence[dict[str, float]]
    intents: Sequence[dict[str, float]]
    encoder: Sequence[Shares]

    def level_shares(self, weight: float = LEVEL_WEIGHT) -> Floats:
        """A row a sentence, a column a level."""
        pairs = zip(self.levels, self.encoder, strict=True)
        rows = [blend(linear, seen.levels, weight) for linear, seen in pairs]
        return np.array([[row[level] for level in LEVELS] for row in rows])

    def intent_shares(self, weight: float = TOPIC_WEIGHT) -> Floats:
        """A row a sentence, a column an intent."""
        pairs = zip(self.intents, self.encoder, strict=True)
        rows = [blend(linear, seen.intents, weight) for linear, seen in pairs]
        return np.array([[row[intent] for intent in INTENTS] for row in rows])


def views(known: Sequence[Example], fresh: Sequence[Example]) -> Views:
    """Fits the linear models on ``known``, then asks them and the encoder about ``fresh``."""
    words = WORDS.read_text(encoding="utf-8")
    tokenizer = private_tokenizer(Ideas.read(words))

    def sentence(example: Example) -> Sentence:
        cut = tokenizer.cut(normalise(example.text).text, HMM=False)
        return Sentence(example.text, tuple(word for word in cut if word.strip()))

    terms = SentenceTerms.learn(words, [sentence(example) for example in known])
    rows, asked = (terms.rows([sentence(example) for example in part]) for part in (known, fresh))
    steps = RiskSteps.learn(rows, [example.level for example in known])
    topics = TopicScores.learn(rows, [example.intent for example in known])
    levels = [{str(level): share for level, share in row.items()} for row in steps.shares(asked)]
    intents = [dict(zip(topics.names, map(float, row), strict=True)) for row in topics.shares(asked)]
    encoder = Encoder.open()
    return Views(fresh, levels, intents, [encoder.shares(example.text) for example in fresh])


def main() -> None:
    """Prints a line for each weight, then one for each bar at the weights in use."""
    examples = read_examples(ROOT / "data" / "nlu")
    known = [example for example in examples if not is_apart(example.text)]
    found = views(known, [example for example in examples if is_apart(example.text)])
    level = np.array([example.level.rank for example in found.examples])
    intent = np.array([INTENTS.index(example.intent) for example in found.examples])
    lines = [f"{len(level)} sentences kept apart: red {np.sum(level == 3)}, none {np.sum(level == 0)}"]
    for weight in WEIGHTS:
        shares, named = found.level_shares(weight), found.intent_shares(weight)
        right = f"level {np.mean(shares.argmax(1) == level):.3f}, topic {np.mean(named.argmax(1) == intent):.3f}"
        lines.append(f"encoder {weight}: {right}, {_at_recall(shares, level)}")
    shares = found.level_shares()
    lines += [f"bar {bar}: {_at_bar(shares, level, bar)}" for bar in BARS]
    sys.stdout.write("\n".join(lines) + "\n")


def _at_recall(shares: Floats, level: NDArray[np.int64]) -> str:
    bar = np.quantile(shares[level == 3, 3], 0.05)
    called = shares[:, 3] >= bar
    right, alarms = np.mean(level[called] == 3), np.mean(called[level == 0])
    return f"at 0.95 of red found: right {right:.3f}, none called red {alarms:.3f}"


def _at_bar(shares: Floats, level: NDArray[np.int64], bar: float) -> str:
    red, raised = shares[:, 3] >= bar, shares[:, 2] + shares[:, 3] >= bar
    as_red = f"red found {np.mean(red[level == 3]):.3f}, right {np.mean(level[red] == 3):.3f}"
    return (
        f"{as_red}; as red or yellow {np.mean(raised[level == 3]):.3f}, none raised {np.mean(raised[level == 0]):.3f}"
    )


if __name__ == "__main__":
    main()
