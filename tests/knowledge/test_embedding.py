"""Vectors: those of the answers are kept, those of callers never."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.embedding import Embedder, VectorCache, Vectors


class Counting:
    """An embedding that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.asked.extend(texts)
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)


def test_what_was_embedded_once_is_read_from_the_disk_the_next_time(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    made = Embedder(first, VectorCache(tmp_path / "v.npz", "model")).kept(["一", "二二", "一"])
    read = Embedder(second, VectorCache(tmp_path / "v.npz", "model")).kept(["一", "二二", "一"])
    assert first.asked == ["一", "二二"]
    assert second.asked == []
    assert made.tolist() == read.tolist() == [[1, 1], [2, 1], [1, 1]]


def test_texts_that_are_no_longer_used_leave_the_file(tmp_path: Path) -> None:
    Embedder(Counting(), VectorCache(tmp_path / "v.npz", "model")).kept(["旧", "留"])
    Embedder(Counting(), VectorCache(tmp_path / "v.npz", "model")).kept(["留", "新"])
    last = Counting()
    Embedder(last, VectorCache(tmp_path / "v.npz", "model")).kept(["旧", "留", "新"])
    assert last.asked == ["旧"]


def test_another_model_never_reads_these_vectors(tmp_path: Path) -> None:
    embed = Counting()
    VectorCache(tmp_path / "v.npz", "one").vectors(["一"], embed)
    VectorCache(tmp_path / "v.npz", "two").vectors(["一"], embed)
    assert embed.asked == ["一", "一"]


def test_a_broken_file_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "v.npz").write_bytes(b"PK\x03\x04 not really")
    assert len(VectorCache(tmp_path / "v.npz", "model").vectors(["一"], Counting())) == 1


def test_what_a_caller_asks_is_not_kept(tmp_path: Path) -> None:
    Embedder(Counting(), VectorCache(tmp_path / "v.npz", "model"))(["我的秘密"])
    assert list(tmp_path.iterdir()) == []


def test_progress_is_told_while_sentences_are_embedded(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    Embedder(Counting(), VectorCache(tmp_path / "v.npz", "model")).kept(
        [f"第{n}句" for n in range(40)], lambda *at: told.append(at)
    )
    assert told == [(32, 40), (40, 40)]
