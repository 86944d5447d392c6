"""The two models that search reads questions with, each with its cache: meaning, and what a text is about."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from knowledge.embedding import Embedder, VectorCache, load_embedder
from knowledge.scoring import Topics

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Senses:
    """Either may be missing: search is then less often right."""

    meaning: Embedder | None
    topics: Topics | None


def load_senses(folder: Path) -> Senses:
    """The models with their caches in ``folder``; one that cannot be loaded is logged and left out."""
    return Senses(load_embedder(folder), _topics(folder))


def _topics(folder: Path) -> Topics | None:
    try:
        from nlu.encoder.topics import TopicRows

        rows = TopicRows()
    except (ImportError, OSError, ValueError) as error:
        log.warning("the encoder cannot be loaded, search does not know what texts are about: %s", type(error).__name__)
        return None
    return Topics(rows.names, Embedder(rows, VectorCache(folder / "topics.npz", rows.version)))
