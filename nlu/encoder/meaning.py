"""What texts mean, as vectors: the nearer two are, the likelier they ask the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession
from tokenizers import Tokenizer

from humiao.text import normalise
from nlu.encoder.reading import ARTEFACT, CARD, END, START, WINDOW, network_of, pieces_of

MEANING = "meaning.onnx"
ASKS = "query:"
"""What the model was taught to see before a question."""


class MeaningRows:
    """Called with texts, gives one vector of length one a text; of a long text its beginning is read.

    The network is read with the first text, so that it can be handed to another process before.
    Raises OSError or ValueError when the card is missing or broken.
    """

    def __init__(self, folder: Path = ARTEFACT) -> None:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        self._folder = folder
        self.version = f"meaning {card['meaning']['sha256'][:12]}"

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        # One by one: beside a longer text a shorter one would get other eighths of a bit, and with
        # them another vector than the one that is kept of it.
        return np.concatenate([self._row(text) for text in texts])

    def __reduce__(self) -> tuple[type[MeaningRows], tuple[Path]]:
        return MeaningRows, (self._folder,)

    def _row(self, text: str) -> NDArray[np.float32]:
        pieces, network = self._parts
        ids = [START, *pieces.encode(f"{ASKS} {normalise(text).text}").ids[:WINDOW], END]
        given = {"ids": np.array([ids]), "said": np.ones((1, len(ids)), dtype=np.float32)}
        row: NDArray[np.float32] = network.run(None, given)[0]
        return row

    @cached_property
    def _parts(self) -> tuple[Tokenizer, InferenceSession]:
        return pieces_of(self._folder), network_of(self._folder / MEANING)
