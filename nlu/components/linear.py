"""Linear scores turned into probabilities, saved as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Labels = NDArray[Any]
"""Names or numbers, one for each row."""
SEED = 42
FOLDS = 4
"""A fourth gives the scores on which probabilities are fitted: scores of a model's own examples are too sure."""


@dataclass(frozen=True)
class Linear:
    """``weights`` has a column for each score."""

    weights: Floats
    bias: Floats

    @classmethod
    def learn(cls, rows: csr_matrix, labels: Labels, strength: float) -> Linear:
        """Maximum margin, one label against the rest, rare labels weighing as much as frequent ones.

        ``strength`` is the price of a wrong example. Against logistic regression on the same features
        this was as good and twenty times faster to train.
        """
        from sklearn.svm import LinearSVC

        model = LinearSVC(C=strength, class_weight="balanced", random_state=SEED).fit(rows, labels)
        return cls(np.ascontiguousarray(model.coef_.T), np.asarray(model.intercept_))

    def scores(self, rows: csr_matrix) -> Floats:
        # In the weights' own precision: else all of them, seven million, would be widened for each message.
        return np.asarray(rows.astype(self.weights.dtype) @ self.weights + self.bias)

    def save(self, file: Path, **more: NDArray[Any]) -> None:
        arrays: dict[str, Any] = {"weights": self.weights.astype(np.float32), "bias": self.bias, **more}
        np.savez(file, **arrays)


def unseen_scores(rows: csr_matrix, labels: Labels, strength: float, by: Labels) -> tuple[Floats, NDArray[np.int64]]:
    """Scores of a part of the rows by a model that was not trained on them, and which rows these are.

    The part holds the same share of each ``by`` as the whole. One part is enough for the few numbers that are
    fitted on it, and twice as fast as all of them.
    """
    from sklearn.model_selection import StratifiedKFold

    known, unseen = next(StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(rows, by))
    return Linear.learn(rows[known], labels[known], strength).scores(rows[unseen]), unseen


def softmax(scores: Floats, sharpness: float) -> Floats:
    raised = np.exp(sharpness * (scores - scores.max(axis=1, keepdims=True)))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def fit_sharpness(scores: Floats, columns: NDArray[np.int64]) -> float:
    """The sharpness at which the softmax of ``scores`` finds the true ``columns`` least surprising."""

    def surprise(log_sharpness: Floats) -> float:
        right = softmax(scores, float(np.exp(log_sharpness[0])))[np.arange(len(columns)), columns]
        return float(-np.log(right + 1e-12).mean())

    return float(np.exp(minimize(surprise, [1.0], method="Nelder-Mead").x[0]))


def sigmoid(scores: Floats, slope: float, shift: float) -> Floats:
    return np.asarray(1 / (1 + np.exp(-(slope * scores + shift))))


def fit_sigmoid(scores: Floats, true: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and shift of the sigmoid that fits ``true``."""

    def surprise(line: Floats) -> float:
        likely = np.clip(sigmoid(scores, line[0], line[1]), 1e-12, 1 - 1e-12)
        return float(-np.where(true, np.log(likely), np.log(1 - likely)).mean())

    slope, shift = minimize(surprise, [2.0, 0.0], method="Nelder-Mead").x
    return float(slope), float(shift)
