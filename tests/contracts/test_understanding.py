"""What the fake and the real NLU server have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import pytest

from humiao.assessment import Understanding
from humiao.vocabulary import INTENTS, RiskLevel
from tests.fakes import FakeNlu

LOCKED_OUT = "我爸把我锁在门外了，外面好冷"


class Nlu(Protocol):
    """What the rest of the program relies on."""

    def parse(self, text: str) -> Understanding | None: ...

    def alive(self) -> bool: ...


@pytest.fixture(params=["fake", pytest.param("rasa", marks=pytest.mark.rasa)])
def nlu(request: pytest.FixtureRequest) -> Iterator[Nlu]:
    if request.param == "rasa":
        yield request.getfixturevalue("nlu_server")
        return
    fake = FakeNlu()
    fake.teach(LOCKED_OUT, "domestic_violence", RiskLevel.RED)
    yield fake


def test_it_is_alive(nlu: Nlu) -> None:
    assert nlu.alive()


@pytest.mark.parametrize("text", [LOCKED_OUT, "你好", "🙂", "/greet", "\u200b", " 在吗 ", "a" * 5000])
def test_every_message_is_understood_as_a_known_intent(nlu: Nlu, text: str) -> None:
    found = nlu.parse(text)

    assert found is not None
    assert found.intent in INTENTS
    assert 0 <= found.confidence <= 1
    assert set(found.topics) <= set(INTENTS)
    assert found.model


def test_shares_of_risk_add_up_to_one(nlu: Nlu) -> None:
    found = nlu.parse(LOCKED_OUT)

    assert found is not None
    assert set(found.risks) == set(RiskLevel)
    assert sum(found.risks.values()) == pytest.approx(1)


def test_a_child_locked_out_in_the_cold_is_in_danger(nlu: Nlu) -> None:
    found = nlu.parse(LOCKED_OUT)

    assert found is not None
    assert max(found.risks, key=lambda level: found.risks[level]).needs_a_human


def test_the_same_message_is_understood_the_same_way_twice(nlu: Nlu) -> None:
    assert nlu.parse("他们天天堵我") == nlu.parse("他们天天堵我")
