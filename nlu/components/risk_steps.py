"""How soon a human must act, as three questions: at least blue, at least yellow, red?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from humiao.vocabulary import RiskLevel
from nlu.components.linear import Floats, Linear, fit_sigmoid, sigmoid, unseen_scores

STEPS = (RiskLevel.BLUE, RiskLevel.YELLOW, RiskLevel.RED)
# The levels have an order, and three yes-or-no questions keep it, where four classes would not.
STRENGTH = 0.3
COST = {RiskLevel.BLUE: 1.0, RiskLevel.YELLOW: 1.5, RiskLevel.RED: 2.0}
"""How many needless alarms a missed step is worth; shares are shifted by it before anybody sets a bar.

Five-fold cross-validation on the training sentences alone (3,134; nlu/components/cross_validation.py),
with the bars of nlu/triage.py:

    cost of red   red found   right among red   no risk called red
    1.0           0.70        0.65              0.02
    1.5           0.77        0.59              0.04
    2.0           0.82        0.55              0.05
    3.0           0.87        0.49              0.08

At 2 most of the remaining reds are called yellow (94 % reach a human), and the safety rules are a
second net; beyond, every twelfth harmless question would wake the desk, which then stops listening.
"""
_FILE = "risk.npz"


@dataclass(frozen=True)
class RiskSteps:
    """``linear`` has a score for each step; ``lines`` the slope and shift of its probability."""

    linear: Linear
    lines: Floats

    @classmethod
    def learn(cls, rows: csr_matrix, levels: Sequence[RiskLevel]) -> RiskSteps:
        ranks = np.array([level.rank for level in levels])
        parts, lines = [], []
        for step in STEPS:
            reached = ranks >= step.rank
            parts.append(Linear.learn(rows, reached, STRENGTH))
            unseen = unseen_scores(rows, reached, STRENGTH, by=ranks)[:, 0]
            lines.append(fit_sigmoid(unseen, reached, COST[step]))
        weights, bias = np.hstack([part.weights for part in parts]), np.hstack([part.bias for part in parts])
        return cls(Linear(weights, bias), np.array(lines))

    def shares(self, rows: csr_matrix) -> list[dict[RiskLevel, float]]:
        """For each message a share for each level; they add up to one."""
        scores = self.linear.scores(rows)
        reached = np.column_stack([sigmoid(scores[:, at], *self.lines[at]) for at in range(len(STEPS))])
        return [_differences(row) for row in reached]

    def save(self, folder: Path) -> None:
        self.linear.save(folder / _FILE, lines=self.lines)

    @classmethod
    def open(cls, folder: Path) -> RiskSteps:
        with np.load(folder / _FILE, allow_pickle=False) as saved:
            return cls(Linear(saved["weights"], saved["bias"]), saved["lines"])


def _differences(reached: Floats) -> dict[RiskLevel, float]:
    """From "at least this level" to "this level"; a doubt about a lower step never weakens a higher one."""
    blue, yellow, red = np.maximum.accumulate(reached[::-1])[::-1]
    shares = (1 - blue, blue - yellow, yellow - red, red)
    return {level: float(share) for level, share in zip(RiskLevel, shares, strict=True)}
