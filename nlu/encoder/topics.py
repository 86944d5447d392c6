"""What the shipped encoder takes texts to be about, as rows of shares: for texts of ours, not for messages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlu.encoder.reading import Encoder


class TopicRows:
    """Called with texts, gives one row of shares a text, in the order of ``names``."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.names: tuple[str, ...] = tuple(encoder.card["intents"])
        self.version = f"topics {encoder.card['network']['sha256'][:12]}"

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [self._encoder.shares(text).intents for text in texts]
        return np.array([[row[name] for name in self.names] for row in rows], dtype=np.float32)
