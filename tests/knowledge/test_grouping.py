"""Questions that ask the same come together, and those that do not stay apart."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import yaml

from humiao.settings import ROOT
from knowledge import grouping
from knowledge.embedding import Embedder
from knowledge.grouping import Meanings, groups
from knowledge.search import KnowledgeSearch

MATTERS: list[list[str]] = yaml.safe_load(
    (ROOT / "tests" / "knowledge" / "alike_questions.yml").read_text(encoding="utf-8")
)
# In an order in which neighbours never belong together.
ASKED = [(matter, texts[place]) for place in range(5) for matter, texts in enumerate(MATTERS)]


@pytest.fixture(scope="module")
def meanings(search: KnowledgeSearch) -> Meanings:
    assert search.embedder is not None
    return Meanings(search.embedder, [question for entry in search.entries for question in entry.questions])


def measured(found: list[list[int]]) -> tuple[float, float]:
    """Of the pairs that were joined the share that belongs together, and of those that belong the share joined."""
    joined = [(one, other) for group in found for one, other in combinations(group, 2)]
    right = sum(ASKED[one][0] == ASKED[other][0] for one, other in joined)
    return right / max(1, len(joined)), right / (len(MATTERS) * 10)


def test_by_meaning_few_are_joined_wrongly_and_most_are_joined(meanings: Meanings) -> None:
    precision, recall = measured(groups([text for _, text in ASKED], meanings))
    assert precision >= 0.9
    assert recall >= 0.55


def test_the_threshold_is_where_it_should_be(meanings: Meanings, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {}
    for alike in (0.4, 0.45, 0.5, 0.55):
        monkeypatch.setattr(grouping, "ALIKE", alike)
        found[alike] = measured(groups([text for _, text in ASKED], meanings))
    assert found[0.45][0] < 0.85, "lower, and every fourth pair is wrong"
    assert found[0.55][1] < 0.5, "higher, and less than half come together"


def test_by_wording_alone_little_is_joined_but_hardly_anything_wrongly() -> None:
    precision, recall = measured(groups([text for _, text in ASKED]))
    assert precision >= 0.8
    assert recall >= 0.1


def test_the_same_question_twice_is_one_group_with_a_model_and_without(meanings: Meanings) -> None:
    texts = ["改名去哪办", "食堂有虫", "改名去哪办"]
    assert groups(texts) == groups(texts, meanings) == [[0, 2], [1]]


def test_alike_by_way_of_another_is_alike() -> None:
    class Three(Meanings):
        def __init__(self) -> None:
            pass

        def __call__(self, texts: object) -> np.ndarray:  # type: ignore[type-arg]
            angles = np.deg2rad([0.0, 50.0, 100.0])
            return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)

    assert groups(["a", "b", "c"], Three()) == [[0, 1, 2]]


def test_the_largest_group_comes_first_and_the_order_is_always_the_same() -> None:
    texts = ["校服能不买吗", "改名去哪办", "改名去哪办理", "改名去哪办"]
    assert groups(texts) == groups(texts) == [[1, 2, 3], [0]]


def test_masked_words_make_nothing_alike(meanings: Meanings) -> None:
    texts = ["【姓名】", "【姓名】偷拍我洗澡", "【姓名】食堂的菜发霉了"]
    assert len(groups(texts)) == len(groups(texts, meanings)) == 3


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["。"]])
def test_nothing_is_no_fault(texts: list[str], meanings: Meanings) -> None:
    assert sum(map(len, groups(texts))) == len(texts)
    assert sum(map(len, groups(texts, meanings))) == len(texts)


def test_a_question_is_embedded_once_and_old_ones_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Counting(Embedder):
        def __init__(self) -> None:
            pass

        def __call__(self, texts: object) -> np.ndarray:  # type: ignore[type-arg,override]
            asked.extend(texts)  # type: ignore[arg-type]
            return np.ones((1, 4), dtype=np.float32)

        def lent(self, texts: object) -> dict[str, np.ndarray]:  # type: ignore[type-arg,override]
            return {}

    monkeypatch.setattr(grouping, "REMEMBERED", 2)
    meanings = Meanings(Counting(), [])
    meanings(["a", "b", "a"])
    assert asked == ["a", "b"]
    meanings(["c", "a"])
    assert asked == ["a", "b", "c"]
    meanings(["b"])
    assert asked == ["a", "b", "c", "b"]
