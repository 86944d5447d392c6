"""A share of a count, with the range in which the true share lies 19 times out of 20."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt
from typing import Any

Figures = dict[str, Any]
"""Figures as plain data for JSON; docs/evaluation.md names every key."""
Z = 1.96
"""Standard deviations that hold 95 % of a normal distribution."""


def share(hits: Iterable[bool]) -> Figures:
    """``share`` None where there was nothing to count: no share is not a share of zero."""
    found = list(hits)
    if not found:
        return {"share": None, "low": None, "high": None, "hits": 0, "of": 0}
    low, high = wilson(sum(found), len(found))
    return {"share": sum(found) / len(found), "low": low, "high": high, "hits": sum(found), "of": len(found)}


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Wilson's score interval: unlike the textbook one it stays inside 0 and 1 and holds for few sentences.

    E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, 1927.
    """
    part, square = hits / of, Z * Z
    middle = part + square / (2 * of)
    reach = Z * sqrt(part * (1 - part) / of + square / (4 * of * of))
    # At 0 and 1 the bound is exact, and floating point would miss it by a hair.
    low = 0.0 if hits == 0 else (middle - reach) / (1 + square / of)
    high = 1.0 if hits == of else (middle + reach) / (1 + square / of)
    return low, high
