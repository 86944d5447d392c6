"""The two models that search reads questions with, each with its cache: meaning, and what a text is about."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from knowledge.embedding import Embedder, VectorCache
from knowledge.scoring import Topics

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True)
class Senses:
    """Either may be missing: search is then less often right."""

    meaning: Embedder | None
    topics: Topics | None


def load_senses(folder: Path) -> Senses:
    """The models with their caches in ``folder``; one that cannot be loaded is logged and left out."""
    return Senses(
        _unless_missing("by meaning", lambda: load_meaning(folder)),
        _unless_missing("by what texts are about", lambda: _topics(folder)),
    )


def load_meaning(folder: Path) -> Embedder:
    """The sentence model; raises ImportError, OSError or ValueError when it cannot be loaded."""
    from nlu.encoder.meaning import MeaningRows

    rows = MeaningRows()
    return Embedder(rows, VectorCache(folder / "answers.npz", rows.version))


def _topics(folder: Path) -> Topics:
    from nlu.encoder.topics import TopicRows

    rows = TopicRows()
    return Topics(rows.names, Embedder(rows, VectorCache(folder / "topics.npz", rows.version)))


def _unless_missing(sense: str, load: Callable[[], T]) -> T | None:
    try:
        return load()
    except (ImportError, OSError, ValueError) as error:
        log.warning("the encoder cannot be loaded, search does without %s: %s", sense, type(error).__name__)
        return None
