"""How well levels are told, by everything together and by each part alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from humiao.assessment import Assessment, Source
from humiao.vocabulary import RiskLevel
from nlu.evaluation.judging import Judged
from nlu.evaluation.shares import Figures, share

View = Callable[[Assessment], RiskLevel]
Pair = tuple[RiskLevel, RiskLevel]

TOGETHER = "together"
CLASSIFIER = "classifier"
# The whole is what happens to a caller; the parts show who would have missed what alone. The topic's floor
# belongs to the whole: it is the classifier's topic with our table, and neither alone.
VIEWS: dict[str, View] = {
    TOGETHER: lambda found: found.level,
    CLASSIFIER: lambda found: found.level_from(Source.CLASSIFIER),
    "rules": lambda found: found.level_from(Source.RULE),
}
MOST_URGENT_FIRST = tuple(reversed(RiskLevel))


def columns(judged: Sequence[Judged]) -> Figures:
    """The figures of each view; without a classifier its column is left out, for all its zeros would be untrue."""
    asked = any(one.heard for one in judged)
    return {name: _column(judged, view) for name, view in VIEWS.items() if asked or name != CLASSIFIER}


def red_figures(pairs: Sequence[Pair]) -> Figures:
    """Of the true reds, how many are called red, and how many reach a human as red or yellow."""
    reds = [found for true, found in pairs if true is RiskLevel.RED]
    return {
        "red_recall": share(found is RiskLevel.RED for found in reds),
        "red_or_yellow": share(found.needs_a_human for found in reds),
    }


def pairs_of(judged: Sequence[Judged], view: View = VIEWS[TOGETHER]) -> list[Pair]:
    """The true level and the one found, for each sentence."""
    return [(one.example.level, view(one.found)) for one in judged]


def _column(judged: Sequence[Judged], view: View) -> Figures:
    pairs = pairs_of(judged, view)
    harmless = [found for true, found in pairs if true is RiskLevel.NONE]
    return {
        "levels": {str(level): _recall_precision(pairs, level) for level in MOST_URGENT_FIRST},
        "red_as_red_or_yellow": red_figures(pairs)["red_or_yellow"],
        "danger_as_red_or_yellow": share(found.needs_a_human for true, found in pairs if true.needs_a_human),
        "none_raised": share(found.needs_a_human for found in harmless),
        "none_called_red": share(found is RiskLevel.RED for found in harmless),
        "level_right": share(true is found for true, found in pairs),
        "too_low": share(found.rank < true.rank for true, found in pairs),
        "confusion": confusion(pairs),
    }


def confusion(pairs: Sequence[Pair]) -> Figures:
    """Counts by true level, then by the level found."""
    return {
        str(true): {str(found): sum(pair == (true, found) for pair in pairs) for found in MOST_URGENT_FIRST}
        for true in MOST_URGENT_FIRST
    }


def _recall_precision(pairs: Sequence[Pair], level: RiskLevel) -> Figures:
    return {
        "recall": share(found is level for true, found in pairs if true is level),
        "precision": share(true is level for true, found in pairs if found is level),
    }
