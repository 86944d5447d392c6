"""Weights of terms (tf-idf) that are saved as plain numbers and lists, never as a pickle."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class TermWeights:
    """The column of each known term and its weight: a term in few messages weighs more."""

    columns: dict[str, int]
    rarity: NDArray[np.float64]

    @classmethod
    def learn(cls, messages: Sequence[Sequence[str]]) -> TermWeights:
        holders = Counter(term for message in messages for term in set(message))
        terms = sorted(holders)
        counts = np.array([holders[term] for term in terms], dtype=np.float64)
        rarity = np.log((1 + len(messages)) / (1 + counts)) + 1
        return cls({term: column for column, term in enumerate(terms)}, rarity)

    def rows(self, messages: Sequence[Sequence[str]]) -> csr_matrix:
        """One row of length one for each message; all zero when it has no known term."""
        values: list[float] = []
        columns: list[int] = []
        starts = [0]
        for message in messages:
            counts = Counter(self.columns[term] for term in message if term in self.columns)
            weights = {column: (1 + np.log(count)) * self.rarity[column] for column, count in counts.items()}
            length = float(np.sqrt(sum(weight**2 for weight in weights.values()))) or 1.0
            columns.extend(weights)
            values.extend(weight / length for weight in weights.values())
            starts.append(len(columns))
        return csr_matrix((values, columns, starts), shape=(len(messages), len(self.columns)), dtype=np.float64)

    def save(self, file: Path) -> None:
        content = {"terms": list(self.columns), "rarity": self.rarity.tolist()}
        file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def open(cls, file: Path) -> TermWeights:
        content = json.loads(file.read_text(encoding="utf-8"))
        return cls({term: column for column, term in enumerate(content["terms"])}, np.array(content["rarity"]))
