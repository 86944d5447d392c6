"""Sentence vectors by whichever model is handed in; those of the answers are kept on disk."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]
"""One row of length one per text."""

Progress = Callable[[int, int], None]
_BATCH = 32
_MOST_AHEAD = 4
_MANY = 300
"""From so many texts on it pays to start processes: each reads the model anew."""
_SAVED = 1024
"""Texts between two writes of the file."""

log = logging.getLogger(__name__)


def nobody_waits(done: int, of: int) -> None:
    """The progress of work that nobody watches."""


class Embedder:
    """Called, it embeds what a caller asks and keeps nothing; ``kept`` is for the answers' own texts."""

    def __init__(self, embed: Embed, cache: VectorCache) -> None:
        self._embed = embed
        self._cache = cache
        self._ahead: dict[str, Future[Vectors]] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="meaning")

    def __call__(self, texts: Sequence[str]) -> Vectors:
        begun = self._ahead.pop(texts[0], None) if len(texts) == 1 else None
        return begun.result() if begun else self._embed(texts)

    def ahead(self, text: str) -> None:
        """Begins to embed what will be asked in a moment, beside the NLU server's reading of it.

        In memory alone and for a few texts at most: whatever is not asked for is forgotten.
        """
        self._ahead[text] = self._thread.submit(self._embed, [text])
        while len(self._ahead) > _MOST_AHEAD:
            self._ahead.pop(next(iter(self._ahead)), None)

    def kept(self, texts: Sequence[str], progress: Progress = nobody_waits) -> Vectors:
        """Vectors from the disk as far as they are there; the first time costs about 10 ms a sentence."""
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
        done = 0
        for batch, rows in _embedded(list(missing.items()), embed):
            self._kept = {**self._kept, **dict(zip(batch, rows, strict=True))}
            done += len(batch)
            if done % _SAVED < _BATCH:
                self._write()  # now and then: a first start that is interrupted goes on where it was
            progress(done, len(missing))
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


def _embedded(missing: Sequence[tuple[str, str]], embed: Embed) -> Iterator[tuple[list[str], Vectors]]:
    """Keys with their rows, batch by batch; many at once are shared among processes, for each text keeps one core."""
    batches = [missing[start : start + _BATCH] for start in range(0, len(missing), _BATCH)]
    keys, texts = [[key for key, _ in batch] for batch in batches], [[text for _, text in batch] for batch in batches]
    if len(missing) < _MANY:
        yield from zip(keys, map(embed, texts), strict=True)
        return
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        yield from zip(keys, pool.map(embed, texts), strict=True)
