"""Five-fold cross-validation on the training sentences: the figures on which the numbers in this folder rest.

Run in the NLU environment from the repository root: ``.venv-nlu/bin/python -m nlu.components.cross_validation``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import yaml
from sklearn.model_selection import StratifiedKFold

from humiao.text import normalise
from humiao.vocabulary import RiskLevel
from nlu.components.chinese_words import private_tokenizer
from nlu.components.ideas import ROOT, WORDS, Ideas
from nlu.components.linear import SEED
from nlu.components.risk_steps import RiskSteps
from nlu.components.sentence_terms import Sentence, SentenceTerms
from nlu.components.topic_scores import TopicScores

Example = tuple[str, RiskLevel, Sentence]
# As in nlu/triage.py, which this environment need not import: the level whose share, with those above, is enough.
ENOUGH = {RiskLevel.RED: 0.4, RiskLevel.YELLOW: 0.5, RiskLevel.BLUE: 0.5}


def examples(folder: Path, words: str) -> Iterator[Example]:
    tokenizer = private_tokenizer(Ideas.read(words))
    for file in sorted(folder.glob("*.yml")):
        for group in yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
            for one in group["examples"]:
                text = one["text"].strip()
                cut = tuple(word for word in tokenizer.cut(normalise(text).text, HMM=False) if word.strip())
                yield group["intent"], RiskLevel(one["metadata"]["risk"]), Sentence(text, cut)


def level_of(shares: dict[RiskLevel, float]) -> RiskLevel:
    together = 0.0
    for level in (RiskLevel.RED, RiskLevel.YELLOW, RiskLevel.BLUE):
        together += shares[level]
        if together >= ENOUGH[level]:
            return level
    return RiskLevel.NONE


def main() -> None:
    words = WORDS.read_text(encoding="utf-8")
    data = list(examples(ROOT / "data" / "nlu", words))
    intents = np.array([intent for intent, _, _ in data])
    placed, levels, sure = np.zeros(len(data), int), np.zeros(len(data), int), np.zeros(len(data))
    for known, unseen in StratifiedKFold(5, shuffle=True, random_state=SEED).split(data, intents):
        seen, new = [data[at] for at in known], [data[at] for at in unseen]
        terms = SentenceTerms.learn(words, [sentence for _, _, sentence in seen])
        rows, fresh = terms.rows([s for _, _, s in seen]), terms.rows([s for _, _, s in new])
        topics = TopicScores.learn(rows, [intent for intent, _, _ in seen])
        shares = topics.shares(fresh)
        own = shares[np.arange(len(new)), np.searchsorted(topics.names, intents[unseen])]
        placed[unseen] = (shares > own[:, None]).sum(axis=1)
        sure[unseen] = shares.max(axis=1)
        risk = RiskSteps.learn(rows, [level for _, level, _ in seen])
        levels[unseen] = [level_of(found).rank for found in risk.shares(fresh)]
    _show(placed, sure, np.array([level.rank for _, level, _ in data]), levels)


def _show(placed: np.ndarray, sure: np.ndarray, true: np.ndarray, found: np.ndarray) -> None:
    lines = [f"sentences {len(true)}", f"topic first {np.mean(placed == 0):.3f}, first three {np.mean(placed < 3):.3f}"]
    for low, high in ((0.0, 0.2), (0.2, 0.35), (0.35, 0.5), (0.5, 0.7), (0.7, 1.01)):
        within = (sure >= low) & (sure < high)
        lines.append(f"  surest topic {low}-{high}: {within.sum()} sentences, right {np.mean(placed[within] == 0):.3f}")
    table = [[int(np.sum((true == row) & (found == column))) for column in range(4)] for row in range(4)]
    lines.append(f"level right {np.mean(true == found):.3f}; a row for each true level, none to red: {table}")
    harmless, yellow, red = true == RiskLevel.NONE.rank, RiskLevel.YELLOW.rank, RiskLevel.RED.rank
    lines.append(f"red found {np.mean(found[true == red] == red):.3f}")
    lines.append(f"right among those called red {np.mean(true[found == red] == red):.3f}")
    lines.append(f"red called at least yellow {np.mean(found[true == red] >= yellow):.3f}")
    lines.append(f"yellow called at least yellow {np.mean(found[true == yellow] >= yellow):.3f}")
    lines.append(f"none called at least yellow {np.mean(found[harmless] >= yellow):.3f}")
    lines.append(f"none called red {np.mean(found[harmless] == red):.3f}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
