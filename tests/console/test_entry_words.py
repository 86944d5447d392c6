"""Everything that the check can say has a Chinese sentence."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from console import entry_words
from console.entry_words import problem, refusal
from humiao.vocabulary import Word
from knowledge.check import check_entry
from knowledge.desk.difference import FIELDS
from knowledge.desk.errors import Conflict, DeskError, Missing, NotNow, OwnWork, Refused
from knowledge.desk.overview import Stage
from knowledge.desk.regression import Verdict
from knowledge.desk.tables import Origin, State
from knowledge.entry import Citation
from knowledge.prose import load_phrases
from knowledge.search import Answers
from knowledge.statutes import Statutes

PLACES = {"STAGES": Stage, "STATES": State, "ORIGINS": Origin, "VERDICTS": Verdict}


def chinese(sentence: str) -> bool:
    return not any(word in sentence for word in (" is ", "cites", "needs", "has ", "shows", "uses", "names", "was "))


def test_a_text_with_every_fault_is_told_in_chinese(answers: Answers, statutes: Statutes) -> None:
    good = answers.entries[0]
    law = good.citations[0].law
    bad = replace(
        good,
        title="",
        child="我们保证保密",
        adult="见《未成年人保护法》第三条",
        author="",
        steps=(),
        questions=("一", "一"),
        contacts=("1", "2", "3", "4"),
        related=("nothing",),
        citations=(Citation(law, "第九千条", "四个字呢"), *(replace(one, anchor="x") for one in good.citations[:1])),
        review_by=date(2026, 1, 1),
    )
    phrases = load_phrases(Path("data/forbidden_phrases.yml"))
    worse = (replace(bad, citations=()), replace(good, citations=(replace(good.citations[0], anchor="没有这句话"),)))

    said = [
        one.text for entry in (bad, *worse) for one in check_entry(entry, statutes, date(2026, 11, 21), phrases, [])
    ]

    assert len(said) >= 16
    assert [text for text in said if not chinese(problem(text))] == []


def test_every_sentence_of_the_check_is_known() -> None:
    """Any f-string that the check yields as a problem is in the table: a new one is noticed here."""
    tree = ast.parse(Path("knowledge/check.py").read_text(encoding="utf-8"))
    texts = [
        "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
    ]
    sentences = [text for text in texts if text.split(" ")[0] in ("cites", "names", "shows", "needs", "has", "uses")]
    assert len(sentences) >= 7
    assert [text for text in sentences if not chinese(problem(text))] == []


@pytest.mark.parametrize(
    "error", [Conflict("a", 3), OwnWork("a"), NotNow("a"), Refused(["has no steps"]), Missing("a")]
)
def test_every_refusal_is_one_chinese_sentence(error: DeskError) -> None:
    sentence = refusal(error)
    assert sentence.endswith("。")
    assert chinese(sentence)


@pytest.mark.parametrize(("name", "kind"), PLACES.items())
def test_every_state_has_a_word(name: str, kind: type[Word]) -> None:
    assert set(getattr(entry_words, name)) == set(kind)


def test_every_field_of_the_difference_has_a_name() -> None:
    assert set(entry_words.FIELDS) == set(FIELDS)
