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
            scores, unseen = unseen_scores(rows, reached, STRENGTH, by=ranks)
            lines.append(fit_sigmoid(scores[:, 0], reached[unseen]))
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
