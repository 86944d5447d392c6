"""The linter of the labelled sentences, and the sentences themselves."""

from __future__ import annotations

import pytest

from humiao.settings import ROOT
from humiao.vocabulary import Act, RiskLevel, Topic
from nlu.lint import Fault, counts, disclosures, findings
from nlu.sentences import Example, bare, read_examples

RED, BLUE, NONE = RiskLevel.RED, RiskLevel.BLUE, RiskLevel.NONE


def said(text: str, level: RiskLevel = BLUE, intent: str = "runaway") -> Example:
    return Example(text, intent, level, "child")


def faults(trained: list[Example], held_out: list[Example] | None = None) -> list[Fault]:
    return [finding.fault for finding in findings(trained, held_out or [])]


def test_a_sentence_that_differs_only_in_its_punctuation_is_found() -> None:
    assert faults([said("我在桥下面过夜。"), said("我在桥下面，过夜")]) == [Fault.TWICE]


def test_a_sentence_that_differs_in_one_word_is_found() -> None:
    assert faults([said("昨天晚上我一个人在桥下面过的夜好冷"), said("昨天晚上我一个人在桥下面过了夜好冷")]) == [
        Fault.NEAR
    ]


def test_the_same_words_with_two_labels_are_found() -> None:
    assert faults([said("我在桥下面过夜", RED), said("我在桥下面过夜！", BLUE)]) == [Fault.CONFLICT]
    assert faults([said("我在桥下面过夜"), said("我在桥下面过夜", intent="neglect_abandonment")]) == [Fault.CONFLICT]


def test_a_held_out_sentence_that_is_trained_on_is_found_but_a_greeting_is_a_greeting() -> None:
    assert faults([said("我在桥下面过夜了")], [said("我在桥下面过夜了")]) == [Fault.LEAK]
    assert faults([said("昨天晚上我一个人在桥下面过的夜好冷")], [said("昨天晚上我一个人在桥下面过了夜好冷")]) == [
        Fault.LEAK
    ]
    assert faults([said("你好")], [said("你好")]) == []


def test_sentences_that_only_share_a_subject_are_left_alone() -> None:
    assert faults([said("我妈又把门锁了不让我出去"), said("我爸把手机锁柜子里了不给我")]) == []


def test_no_near_pair_is_missed_by_the_shortcut() -> None:
    texts = [example.text for example in read_examples(ROOT / "data" / "nlu")[:700]]
    examples = [said(text) for text in [*texts, *(f"{text}啊" for text in texts[:200])]]
    pairs = [{bare(e.text)[i : i + 2] for i in range(len(bare(e.text)) - 1)} for e in examples]
    slow = {
        (examples[a].text, examples[b].text)
        for b in range(len(pairs))
        for a in range(b)
        if len(bare(examples[a].text)) > 6 and len(bare(examples[b].text)) > 6
        and len(pairs[a] & pairs[b]) > 0.7 * len(pairs[a] | pairs[b])
    }  # fmt: skip

    assert {(found.one.text, found.other.text) for found in findings(examples, [])} == slow
    assert len(slow) >= 100


@pytest.fixture(scope="module")
def trained() -> list[Example]:
    return read_examples(ROOT / "data" / "nlu")


@pytest.fixture(scope="module")
def held_out() -> list[Example]:
    return read_examples(ROOT / "data" / "heldout")


def test_our_sentences_have_no_fault(trained: list[Example], held_out: list[Example]) -> None:
    assert [str(finding) for finding in findings(trained, held_out)] == []


def test_there_are_enough_of_every_kind(trained: list[Example], held_out: list[Example]) -> None:
    assert len(trained) >= 12_000
    assert len(held_out) >= 1_500
    assert disclosures(trained) >= 3_500
    for table in (counts(trained), counts(held_out)):
        assert set(table) - {"*"} == {str(name) for name in (*Topic, *Act)}
