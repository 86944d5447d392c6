"""One probability out of two: what the linear model and the encoder say of the same message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np

Name = TypeVar("Name", bound=str)

LEVEL_WEIGHT = 0.7
TOPIC_WEIGHT = 0.6
"""How much the encoder counts beside the linear model: see docs/nlu.md for the figures behind both."""
_LEAST = 1e-6


def blend(linear: Mapping[Name, float], encoder: Mapping[Name, float], weight: float) -> dict[Name, float]:
    """The weighted geometric mean of both, adding up to one: a name that either finds unlikely stays unlikely."""
    names = list(linear)
    said, seen = (np.log([view.get(name, 0.0) + _LEAST for name in names]) for view in (linear, encoder))
    logs = (1 - weight) * said + weight * seen
    raised = np.exp(logs - logs.max())
    return {name: float(share) for name, share in zip(names, raised / raised.sum(), strict=True)}
