"""The points of the weak signs, fitted to the labelled sentences and written back to data/safety/signs.yml.

Run in the NLU environment from the repository root: ``.venv-nlu/bin/python -m nlu.components.fit_signs``.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from humiao.vocabulary import RiskLevel
from nlu.components.sign_pairs import with_candidates, with_pairs, without_pairs
from nlu.components.signs_file import Points, read_signs, with_points, written
from nlu.safety import RULES_FOLDER, SafetyRules
from nlu.safety_reading import Reading, read
from nlu.safety_signs import Family, Signs
from nlu.safety_signs_loading import signs_of
from nlu.sentences import read_examples

SCALE = 20
"""Points for one unit of log odds."""
WEIGHTS = {RiskLevel.RED: 1.6, RiskLevel.YELLOW: 1.0, RiskLevel.BLUE: 0.3, RiskLevel.NONE: 1.0}
"""How much a sentence counts. Blue counts little: it is no alarm, but an alarm there does little harm."""
OWN = 0.5
"""How freely a word may differ from its family: 0 not at all, 1 as freely as the family moves."""
LOOSENESS = 0.2
"""The variance that a weight may take before it costs much (the prior of logistic regression)."""
RAISED = {"yellow": 0.02, "red": 0.005}
"""The share of harmless sentences, kept apart from the fit, that may reach each bar by signs alone."""

REVIEWED = 3
"""How often a sentence that the rules must get right counts: people agreed on each of them."""

Labelled = tuple[Reading, RiskLevel]
Floats = NDArray[np.float64]


def is_apart(text: str) -> bool:
    """A fifth of the sentences, by their hash: the fit that is measured has not seen them."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 10 >= 8


class Design:
    """Which weight stands for what: once and again of each family, then each word."""

    def __init__(self, families: Sequence[Family]) -> None:
        self.families = families
        words = sorted({word for family in families for word in family.words})
        self.words = {word: place for place, word in enumerate(words)}
        self.width = 2 * len(families) + len(self.words)

    def rows(self, signs: Signs, readings: Sequence[Reading]) -> csr_matrix:
        """One row a message; a word counts less than a family, so that a weight for it costs more."""
        places, columns, values = [], [], []
        for place, reading in enumerate(readings):
            for column, value in self._row(signs, reading).items():
                places.append(place)
                columns.append(column)
                values.append(value)
        return csr_matrix((values, (places, columns)), shape=(len(readings), self.width))

    def _row(self, signs: Signs, reading: Reading) -> dict[int, float]:
        here = {sign.word: sign for _, _, sign in signs.find(reading)}
        counts = Counter(place for sign in here.values() for place in sign.families)
        size = len(self.families)
        once = dict.fromkeys(counts, 1.0)
        again = {size + place: 1.0 for place, count in counts.items() if count > 1}
        return {**once, **again, **{2 * size + self.words[word]: OWN for word in here}}

    def bounds(self) -> list[tuple[float | None, float | None]]:
        """Danger never falls below nothing, what is harmless never rises above; a word of both may do either."""
        of_family = [_bound({family.only}) for family in self.families]
        kinds: dict[str, set[str]] = {word: set() for word in self.words}
        for family in self.families:
            for word in family.words:
                kinds[word].add(family.only)
        return [*of_family, *of_family, *map(_bound, kinds.values())]

    def points(self, weights: Floats, start: float) -> Points:
        """The weights as whole points."""
        size, names = len(self.families), [family.name for family in self.families]
        whole = [int(worth) for worth in np.rint(weights * SCALE)]
        words = [int(worth) for worth in np.rint(weights[2 * size :] * SCALE * OWN)]
        return Points(
            round(start * SCALE),
            dict(zip(names, whole[:size], strict=True)),
            dict(zip(names, whole[size : 2 * size], strict=True)),
            dict(zip(self.words, words, strict=True)),
        )


def _bound(kinds: set[str]) -> tuple[float | None, float | None]:
    if "danger" in kinds and "harmless" not in kinds:
        return 0, None
    return (None, 0) if kinds == {"harmless"} else (None, None)


def fit(signs: Mapping[str, Any], sentences: Sequence[Labelled]) -> dict[str, Any]:
    """The same signs with points under which sentences of danger (red, yellow) stand out from the others."""
    found = signs_of(signs)
    design = Design(found.families)
    rows = design.rows(found, [reading for reading, _ in sentences])
    truth = np.array([1.0 if level.needs_a_human else -1.0 for _, level in sentences])
    weight = np.array([WEIGHTS[level] for _, level in sentences])
    columns = rows.T.tocsr()

    def loss(guess: Floats) -> tuple[float, Floats]:
        margin = truth * (rows @ guess[:-1] + guess[-1])
        pull = -truth * weight / (1 + np.exp(np.clip(margin, -50, 50)))
        slope = np.append(columns @ pull + guess[:-1] / LOOSENESS, pull.sum())
        return float((weight * np.logaddexp(0, -margin)).sum() + guess[:-1] @ guess[:-1] / (2 * LOOSENESS)), slope

    limits = [*design.bounds(), (None, None)]
    best = minimize(loss, np.zeros(design.width + 1), jac=True, method="L-BFGS-B", bounds=limits).x
    return with_points(signs, design.points(best[:-1], best[-1]))


def renew(signs: Mapping[str, Any], sentences: Sequence[Labelled]) -> dict[str, Any]:
    """New points for all signs, and a new choice of the signs that nobody named."""
    named = without_pairs(signs)
    tried = fit(with_candidates(named, [reading for reading, _ in sentences]), sentences)
    return fit(with_pairs(named, tried), sentences)


def points_of(signs: Mapping[str, Any], sentences: Sequence[Labelled]) -> NDArray[np.int_]:
    """What the signs say of each sentence."""
    found = signs_of(signs)
    return np.array([found.points(reading) for reading, _ in sentences])


def bars_for(points: NDArray[np.int_], sentences: Sequence[Labelled]) -> dict[str, int]:
    """The lowest bars that raise no more harmless sentences than allowed."""
    harmless = np.sort([p for p, (_, level) in zip(points, sentences, strict=True) if level is RiskLevel.NONE])[::-1]
    return {name: int(harmless[int(len(harmless) * share)]) + 1 for name, share in RAISED.items()}


def reviewed(rules: SafetyRules) -> Iterator[tuple[str, RiskLevel]]:
    """The examples of the rules, and the sentences whose level is settled."""
    for rule in rules.rules:
        yield from ((text, rule.level) for text in rule.fires)
        yield from ((text, RiskLevel.NONE) for text in rule.quiet)
    settled = yaml.safe_load((RULES_FOLDER / "examples" / "levels.yml").read_text(encoding="utf-8"))
    for level, texts in settled.items():
        yield from ((text, RiskLevel(level)) for text in texts)


def main() -> None:
    rules = SafetyRules.load()
    file = RULES_FOLDER / "signs.yml"
    head, signs = read_signs(file.read_text(encoding="utf-8"))

    def heard(sentences: Iterable[tuple[str, RiskLevel]]) -> list[Labelled]:
        return [(rules.restorer.restore(read(text)), level) for text, level in sentences]

    examples = [(one.text, one.level) for one in read_examples(RULES_FOLDER.parent / "nlu")]
    known = heard(each for each in examples if not is_apart(each[0])) + REVIEWED * heard(reviewed(rules))
    apart = heard(each for each in examples if is_apart(each[0]))

    points = points_of(renew(signs, known), apart)
    bars = bars_for(points, apart)
    sys.stdout.write(f"{len(known)} sentences fitted, {len(apart)} kept apart; bars {bars}\n")
    for level in RiskLevel:
        those = points[[each is level for _, each in apart]]
        shares = "  ".join(f"{name} {np.mean(those >= bar):.1%}" for name, bar in bars.items())
        sys.stdout.write(f"{level:6} {len(those):5}  {shares}\n")

    fitted = renew(signs, [*known, *apart])
    fitted["bars"] = {"believed": signs["bars"]["believed"], **bars}
    file.write_text(written(head, fitted), encoding="utf-8")


if __name__ == "__main__":
    main()
