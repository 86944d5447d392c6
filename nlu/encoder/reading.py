"""Asking the shipped encoder about messages: a share for every level, topic and act."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from humiao.text import normalise

ARTEFACT = Path(__file__).resolve().parent / "artefact"
NETWORK, PIECES, CARD = "encoder.onnx", "pieces.json", "card.json"
START, FILL, END = 0, 1, 2
WINDOW = 126
"""Pieces read at once, beside start and end: the length of nearly every message, and what was trained."""
OVERLAP = 26
MOST_WINDOWS = 8

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Shares:
    """For each level and each intent a share; each set adds up to one."""

    levels: dict[str, float]
    intents: dict[str, float]


class Encoder:
    """The network with its pieces and its card; safe to share between threads."""

    def __init__(self, session: onnxruntime.InferenceSession, pieces: Tokenizer, card: dict[str, Any]) -> None:
        self._session = session
        self._pieces = pieces
        self.card = card

    @classmethod
    def open(cls, folder: Path = ARTEFACT) -> Encoder:
        """Raises OSError or ValueError when the artefact is missing or broken."""
        session, pieces = network_of(folder / NETWORK), pieces_of(folder)
        return cls(session, pieces, json.loads((folder / CARD).read_text(encoding="utf-8")))

    def shares(self, text: str) -> Shares:
        """What ``text`` is. Of a long text the most dangerous window decides the level."""
        windows = _windows(self._pieces.encode(normalise(text).text).ids)
        levels, intents = self._session.run(None, _batch(windows))
        levels = _softmax(levels / self.card["level_temperature"])
        intents = _softmax(intents / self.card["intent_temperature"])
        worst = levels[(levels[:, -1] + levels[:, -2]).argmax()]
        return Shares(_named(self.card["levels"], worst), _named(self.card["intents"], intents.mean(axis=0)))


def network_of(file: Path) -> onnxruntime.InferenceSession:
    """A network of the artefact; raises OSError or ValueError when it is missing or broken."""
    options = onnxruntime.SessionOptions()
    # One message is too little work to share between threads; two waiting for each other are slower than one.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def pieces_of(folder: Path) -> Tokenizer:
    """The artefact's tokenizer."""
    return Tokenizer.from_file(str(folder / PIECES))


def _named(names: Sequence[str], shares: Floats) -> dict[str, float]:
    return {name: float(share) for name, share in zip(names, shares, strict=True)}


def _windows(ids: Sequence[int]) -> list[list[int]]:
    """Stretches of ``ids`` that overlap, so that what stands across a cut is read whole once."""
    starts = range(0, max(1, len(ids) - OVERLAP), WINDOW - OVERLAP)
    return [[START, *ids[start : start + WINDOW], END] for start in starts][:MOST_WINDOWS]


def _batch(windows: Sequence[Sequence[int]]) -> dict[str, NDArray[Any]]:
    longest = max(map(len, windows))
    ids = np.full((len(windows), longest), FILL, dtype=np.int64)
    said = np.zeros((len(windows), longest), dtype=np.float32)
    for row, window in enumerate(windows):
        ids[row, : len(window)] = window
        said[row, : len(window)] = 1
    return {"ids": ids, "said": said}


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)
