"""The network for search: what asks the same lies near, and a text has one vector wherever it is read."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from nlu.encoder.meaning import MeaningRows


@pytest.fixture(scope="module")
def rows() -> MeaningRows:
    return MeaningRows()


@pytest.mark.parametrize(
    ("asked", "same", "other"),
    [
        ("几岁可以骑电动车上路", "多大年纪能开电瓶车", "离婚以后孩子跟谁"),
        ("老师没收手机不还", "班主任把我的手机拿走了一直不给", "打工的钱老板不发"),
        ("游戏充值的钱能退吗", "孩子打游戏花了好多钱，要得回来吗", "校门口有人收保护费"),
    ],
)
def test_what_asks_the_same_is_nearer(rows: MeaningRows, asked: str, same: str, other: str) -> None:
    one, two, three = rows([asked, same, other])
    assert one @ two > one @ three + 0.02


def test_a_text_has_the_same_vector_alone_among_others_and_in_another_process(rows: MeaningRows) -> None:
    alone = rows(["爸爸打我怎么办"])[0]
    among = rows(["爸爸打我怎么办", "一" * 300])[0]
    elsewhere = pickle.loads(pickle.dumps(rows))(["爸爸打我怎么办"])[0]  # noqa: S301 - our own bytes

    assert np.array_equal(alone, among)
    assert np.array_equal(alone, elsewhere)
    assert abs(float(alone @ alone) - 1) < 1e-5


def test_an_empty_text_and_a_very_long_one_have_vectors_too(rows: MeaningRows) -> None:
    assert rows(["", "我" * 5000]).shape == (2, 384)
