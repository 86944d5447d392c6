"""What the shipped encoder takes texts to be about, as rows of shares: for texts of ours, not for messages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.encoder.reading import ARTEFACT, CARD, Encoder


class TopicRows:
    """Called with texts, gives one row of shares a text, in the order of ``names``.

    The network is read with the first text: where all rows are kept already it costs no memory.
    Raises OSError or ValueError when the card is missing or broken.
    """

    def __init__(self, folder: Path = ARTEFACT) -> None:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        self._folder = folder
        self.names: tuple[str, ...] = tuple(card["intents"])
        self.version = f"topics {card['network']['sha256'][:12]}"

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [self._encoder.shares(text).intents for text in texts]
        return np.array([[row[name] for name in self.names] for row in rows], dtype=np.float32)

    @cached_property
    def _encoder(self) -> Encoder:
        return Encoder.open(self._folder)
