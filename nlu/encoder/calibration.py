"""Temperatures that make scores as sure as they deserve."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TRIED = np.geomspace(0.3, 4.0, 60)

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]


def fit_temperature(scores: Floats, true: Labels) -> float:
    """The divisor of ``scores`` whose softmax finds the ``true`` columns least surprising."""
    return round(float(min(TRIED, key=lambda divisor: _surprise(scores / divisor, true))), 4)


def right(scores: Floats, true: Labels) -> float:
    """The share of rows whose highest score is the true column."""
    return round(float(np.mean(scores.argmax(axis=1) == true)), 4)


def _surprise(scores: Floats, true: Labels) -> float:
    logs = scores - scores.max(axis=1, keepdims=True)
    logs = logs - np.log(np.exp(logs).sum(axis=1, keepdims=True))
    return float(-logs[np.arange(len(true)), true].mean())
