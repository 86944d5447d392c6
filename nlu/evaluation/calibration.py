"""Whether the classifier's probabilities mean what they say."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from nlu.evaluation.judging import Judged
from nlu.evaluation.shares import Figures, share

TENTHS = 10


def calibration(judged: Sequence[Judged]) -> Figures | None:
    """The share of true red or yellow in each tenth of the predicted probability; None without a classifier.

    ``expected_error`` is the mean distance between what was predicted and what was found, weighted by the
    number of sentences (expected calibration error with ten bands of equal width).
    """
    said = [(one.danger, one.example.level.needs_a_human) for one in judged if one.danger is not None]
    if not said:
        return None
    bands = [_band([pair for pair in said if _tenth(pair[0]) == at], at) for at in range(TENTHS)]
    errors = [
        abs(band["predicted"] - band["found"]["share"]) * band["found"]["of"] for band in bands if band["found"]["of"]
    ]
    return {"bands": bands, "expected_error": sum(errors) / len(said)}


def _tenth(probability: float) -> int:
    return min(TENTHS - 1, int(probability * TENTHS))


def _band(pairs: Sequence[tuple[float, bool]], at: int) -> Figures:
    return {
        "from": at / TENTHS,
        "to": (at + 1) / TENTHS,
        "predicted": fmean(predicted for predicted, _ in pairs) if pairs else None,
        "found": share(true for _, true in pairs),
    }
