"""A draft is tried beside what is served: the served index, its file and its vectors stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from humiao.errors import HumiaoError
from humiao.settings import ROOT
from knowledge.desk.regression import Asked, Verdict, load_questions, regression
from knowledge.desk.trial import DraftVectors, Trials, with_draft
from knowledge.embedding import Embedder, VectorCache
from knowledge.entries import load_entries
from knowledge.entry import Entry
from knowledge.search import KnowledgeSearch
from knowledge.statutes import Statutes
from tests.knowledge.desk.conftest import TODAY

NAMES = ("dog_bite", "self_defence", "unpaid_wage", "food_poisoning")
OTHER = ("今天天气怎么样", "红烧肉怎么做", "股票跌了")


class Letters:
    """A sentence model that counts characters; remembers what it was given."""

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded += texts
        rows = np.zeros((len(texts), 512), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text:
                row[ord(letter) % 512] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


@pytest.fixture(scope="session")
def served(statutes: Statutes) -> tuple[Entry, ...]:
    entries = {entry.id: entry for entry in load_entries(ROOT / "data" / "knowledge", statutes, TODAY)}
    return tuple(entries[name] for name in sorted(NAMES))


@pytest.fixture
def model() -> Letters:
    return Letters()


@pytest.fixture
def trials(served: tuple[Entry, ...], statutes: Statutes, model: Letters, tmp_path: Path) -> Trials:
    embed = Embedder(model, VectorCache(tmp_path / "vectors.npz", "letters"))
    return Trials(KnowledgeSearch(served, embed, statutes, off_topic=OTHER), statutes)


def new_answer(like: Entry) -> Entry:
    questions = ("宿舍停水怎么办", "宿舍没有热水", "寝室断水三天了", "水房坏了没人修", "宿舍停水学校不管")
    return replace(
        like, id="dorm_water", title="宿舍停水没人修", questions=questions, child="找宿管。", adult="找学校。"
    )


def test_only_the_words_of_the_draft_are_embedded_and_the_file_stays(
    trials: Trials, served: tuple[Entry, ...], model: Letters, tmp_path: Path
) -> None:
    file = (tmp_path / "vectors.npz").read_bytes()
    trials.now()
    model.embedded.clear()

    draft = new_answer(served[0])
    trials.with_draft(draft)
    trials.with_draft(draft)

    mine = {draft.title, *draft.questions, draft.child, draft.adult}
    assert {text for text in model.embedded if text not in OTHER} <= mine
    assert len(model.embedded) == len(set(model.embedded))
    assert (tmp_path / "vectors.npz").read_bytes() == file


def test_a_draft_takes_the_place_of_what_it_replaces(served: tuple[Entry, ...]) -> None:
    changed = replace(served[1], title="另一个标题")

    assert [entry.id for entry in with_draft(served, changed)] == [entry.id for entry in served]
    assert with_draft(served, changed)[1] is changed


def test_what_somebody_tries_is_not_remembered(model: Letters, tmp_path: Path) -> None:
    vectors = DraftVectors(Embedder(model, VectorCache(tmp_path / "v.npz", "letters")))
    vectors(["我是小明，他们打我"])
    vectors(["我是小明，他们打我"])

    assert model.embedded == ["我是小明，他们打我"] * 2
    assert "我是小明，他们打我" not in vectors._own


def test_new_questions_are_answered_better_and_taking_them_away_is_worse(
    trials: Trials, served: tuple[Entry, ...]
) -> None:
    draft = new_answer(served[0])
    found = regression(trials, draft, [Asked("寝室断水两天了", "dorm_water")])

    better = {change.asked.question for change in found.changes if change.verdict is Verdict.BETTER}
    assert {"宿舍没有热水", "寝室断水两天了"} <= better
    assert found.known == sum(len(entry.questions) + 1 for entry in (*served, draft))

    robbed = replace(served[0], questions=new_answer(served[0]).questions, title="别的", child="水。", adult="水。")
    lost = regression(trials, robbed, [Asked(served[0].questions[0], served[0].id)])

    assert any(change.verdict is Verdict.WORSE for change in lost.changes)
    assert lost.changes[0].verdict is Verdict.WORSE


def test_an_unchanged_answer_changes_nothing(trials: Trials, served: tuple[Entry, ...]) -> None:
    assert regression(trials, served[0], [Asked("今天天气怎么样", None)]).changes == ()


def test_without_the_sentence_model_it_is_compared_by_wording(served: tuple[Entry, ...], statutes: Statutes) -> None:
    trials = Trials(KnowledgeSearch(served, None, statutes, off_topic=OTHER), statutes)

    assert regression(trials, new_answer(served[0]), [], nearest=20).changes


def test_the_questions_that_are_always_asked_are_many_and_point_at_answers(statutes: Statutes) -> None:
    asked = load_questions(ROOT / "data" / "regression_questions.yml")
    entries = {entry.id: entry for entry in load_entries(ROOT / "data" / "knowledge", statutes, TODAY)}
    known = {text for entry in entries.values() for text in (entry.title, *entry.questions)}

    assert len(asked) >= 60
    assert [one for one in asked if one.expect not in {None, *entries}] == []
    assert [one for one in asked if one.question in known] == []
    assert sum(one.expect is None for one in asked) >= 5


def test_a_broken_list_of_questions_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "questions.yml").write_text("questions: [{expect: a}]", encoding="utf-8")

    with pytest.raises(HumiaoError, match="HM046"):
        load_questions(tmp_path / "questions.yml")
