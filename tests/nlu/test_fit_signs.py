"""Fitting the weak signs: on a toy language, danger rises, harmless talk falls, and the file keeps its form."""

from __future__ import annotations

import pytest
import yaml

pytest.importorskip("scipy", reason="the fit runs in the NLU environment")

from humiao.vocabulary import RiskLevel
from nlu.components.fit_signs import Labelled, bars_for, fit, points_of
from nlu.components.sign_pairs import with_candidates, with_pairs, without_pairs
from nlu.components.signs_file import read_signs, written
from nlu.safety_reading import read

HEAD = "# A remark.\n"
SIGNS = """
signs:
  start: 0
  bars: {believed: -5, yellow: 5, red: 15}
  families:
    fear: {reason: 害怕, only: danger, words: {0: 怕 躲}}
    food: {reason: 吃喝, only: harmless, words: {0: 火锅 面条}}
    who: {reason: 某人, words: {0: 他 她}}
"""
DANGER = ["他来了我怕", "他在我躲", "我怕", "躲着他", "她吃面条我怕"]
HARMLESS = ["他吃火锅", "她吃面条", "火锅", "你好", "我怕火锅没了", "吃面条怕烫"]
SENTENCES: list[Labelled] = [(read(text), RiskLevel.RED) for text in DANGER] * 4
SENTENCES += [(read(text), RiskLevel.NONE) for text in HARMLESS] * 4


def test_danger_gains_points_and_harmless_talk_loses_them() -> None:
    fitted = fit(yaml.safe_load(SIGNS)["signs"], SENTENCES)
    points = points_of(fitted, SENTENCES)

    assert min(points[: len(DANGER)]) > max(points[-4:])
    assert all(row >= 0 for row in fitted["families"]["fear"]["words"])
    assert all(row <= 0 for row in fitted["families"]["food"]["words"])
    assert fitted["families"]["fear"].get("once", 0) > 0 > fitted["families"]["food"].get("once", 0)


def test_what_may_only_speak_for_danger_never_speaks_against_it() -> None:
    turned = [(reading, RiskLevel.RED if level is RiskLevel.NONE else RiskLevel.NONE) for reading, level in SENTENCES]
    families = fit(yaml.safe_load(SIGNS)["signs"], turned)["families"]

    assert families["fear"].get("once", 0) == families["food"].get("once", 0) == 0
    assert set(families["fear"]["words"]) == set(families["food"]["words"]) == {0}


def test_the_same_sentences_give_the_same_file_and_it_reads_back() -> None:
    once = written(HEAD, fit(yaml.safe_load(SIGNS)["signs"], SENTENCES))
    head, signs = read_signs(once)

    assert head == HEAD
    assert written(HEAD, fit(signs, SENTENCES)) == once


def test_a_bar_lets_no_more_harmless_sentences_pass_than_allowed() -> None:
    points = points_of(fit(yaml.safe_load(SIGNS)["signs"], SENTENCES), SENTENCES)
    harmless = [p for p, (_, level) in zip(points, SENTENCES, strict=True) if level is RiskLevel.NONE]

    bars = bars_for(points, SENTENCES)

    assert bars["yellow"] <= bars["red"]
    assert not [p for p in harmless if p >= bars["yellow"]]


def test_a_pair_that_nobody_named_is_found_and_sorted_by_what_it_says() -> None:
    signs = without_pairs(yaml.safe_load(SIGNS)["signs"])
    sentences = [(read("他在门外呢"), RiskLevel.RED), (read("天气真好呢"), RiskLevel.NONE)] * 20
    tried = fit(with_candidates(signs, [reading for reading, _ in sentences]), sentences)
    families = with_pairs(signs, tried)["families"]

    assert "门外" in families["chars_tell"]["words"][0].split()
    assert "天气" in families["chars_talk"]["words"][0].split()
    assert "呢" not in [word for name in ("chars_tell", "chars_talk") for word in families[name]["words"][0].split()]
