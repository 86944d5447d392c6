"""The real Rasa server with our pipeline."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

import pytest

from humiao.vocabulary import INTENTS, RiskLevel
from nlu.client import NluClient

pytestmark = pytest.mark.rasa


def test_every_intent_has_a_share_and_the_shares_add_up_to_one(nlu_server: NluClient) -> None:
    found = nlu_server.parse("他在网上骂我")

    assert found is not None
    assert set(found.topics) == set(INTENTS)
    assert sum(found.topics.values()) == pytest.approx(1)
    assert found.confidence == max(found.topics.values()) == found.topics[found.intent]


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        ("  我今年13岁", ["13岁"]),
        ("/昨天在学校门口", ["昨天", "学校门口"]),
        ("😭😭我後媽打我，在家裡", ["後媽", "家裡"]),
        ("我　今年１３歲", ["１３歲"]),
    ],
)
def test_entities_count_characters_of_the_original(nlu_server: NluClient, text: str, cues: list[str]) -> None:
    found = nlu_server.parse(text)

    assert found is not None
    assert [text[one.start : one.end] for one in found.entities] == cues
    assert [one.value for one in found.entities] == cues


@pytest.mark.parametrize("text", ["/我不想活了", "/restart", "/greet{}", "EXTERNAL: x", "\ud83d", "我" * 100_000])
def test_no_message_is_taken_for_a_command_or_stops_the_server(nlu_server: NluClient, text: str) -> None:
    assert nlu_server.parse(text) is not None
    assert nlu_server.parse("你好") is not None


def test_spelling_and_script_make_no_difference(nlu_server: NluClient) -> None:
    plain, spelled = nlu_server.parse("我爸打我妈妈"), nlu_server.parse("我爸打我媽媽")

    assert plain is not None
    assert spelled is not None
    assert spelled.risks[RiskLevel.RED] == pytest.approx(plain.risks[RiskLevel.RED])


def test_an_answer_comes_quickly(nlu_server: NluClient) -> None:
    took = []
    for _ in range(30):
        began = time.perf_counter()
        nlu_server.parse("班里几个人老是把我堵在厕所，我不敢去上学了")
        took.append(time.perf_counter() - began)

    # 5 ms on a quiet machine; the bound only catches a pipeline that became another one.
    assert median(took) < 0.2


def test_the_server_writes_down_nothing_of_a_message(nlu_server: NluClient, nlu_log: Path) -> None:
    nlu_server.parse("紫色河马在沙发上背圆周率")

    assert "河马" not in nlu_log.read_text("utf-8")
