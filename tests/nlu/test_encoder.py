"""The shipped encoder: its card, its windows, and what no disguise may change."""

from __future__ import annotations

import hashlib

import pytest

from humiao.vocabulary import INTENTS, RiskLevel
from nlu.encoder.reading import ARTEFACT, CARD, NETWORK, PIECES, Encoder, Shares

LARGEST = 40 * 2**20
DANGER = "我爸喝了酒拿刀砍我 我手上全是血 我躲在厕所里"
CALM = "今天天气不错我们去公园划船吃了冰淇淋，下午写作业看动画片。"


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.open()


def danger(found: Shares) -> float:
    return found.levels["red"] + found.levels["yellow"]


def test_the_card_names_the_network_that_lies_beside_it(encoder: Encoder) -> None:
    assert encoder.card["network"]["sha256"] == hashlib.sha256((ARTEFACT / NETWORK).read_bytes()).hexdigest()


def test_the_card_lists_the_levels_and_intents_of_the_vocabulary(encoder: Encoder) -> None:
    assert encoder.card["levels"] == [str(level) for level in RiskLevel]
    assert encoder.card["intents"] == list(INTENTS)


def test_what_is_shipped_stays_small() -> None:
    assert sum((ARTEFACT / name).stat().st_size for name in (NETWORK, PIECES, CARD)) < LARGEST


@pytest.mark.parametrize("text", [DANGER, "你好", "😭", "？", "", "\u200b", CALM * 100])
def test_the_shares_add_up_to_one_whatever_is_read(encoder: Encoder, text: str) -> None:
    found = encoder.shares(text)

    assert sum(found.levels.values()) == pytest.approx(1, abs=1e-4)
    assert sum(found.intents.values()) == pytest.approx(1, abs=1e-4)


def test_danger_and_calm_are_told_apart(encoder: Encoder) -> None:
    assert danger(encoder.shares(DANGER)) > 0.8
    assert danger(encoder.shares(CALM)) < 0.2


@pytest.mark.parametrize("before", [0, 5, 10])
def test_danger_anywhere_in_a_long_message_decides(encoder: Encoder, before: int) -> None:
    text = CALM * before + DANGER + CALM * (10 - before)

    assert danger(encoder.shares(text)) > 0.5


def test_what_the_normalisation_undoes_makes_no_difference(encoder: Encoder) -> None:
    plain = encoder.shares("他把我锁在屋里")

    assert encoder.shares("他把我\u200b鎖*在屋裡") == plain
