"""Long texts are cut where a reader would pause, and Telegram's count of characters is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram_text import MOST_UNITS, alert_text, reply_text, split_text, units
from humiao.message import Reply
from humiao.vocabulary import RiskLevel


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("短句。", ["短句。"]),
        ("第一句。第二句。第三句", ["第一句。", "第二句。", "第三句"]),
        ("他说：“走！”她没走。", ["他说：“走！”", "她没走。"]),
        ("第一行\n第二行没有句号", ["第一行", "第二行没有句", "号"]),
        ("没有任何停顿的一长串", ["没有任何停顿", "的一长串"]),
        ("😢😢😢😢", ["😢😢😢", "😢"]),
        ("  \n ", []),
    ],
)
def test_a_text_is_cut_after_a_sentence_where_there_is_one(text: str, parts: list[str]) -> None:
    limit = 7 if "走" in text else 6
    assert split_text(text, limit) == parts


@given(st.text(alphabet=st.sampled_from("字a。！？”\n 😢…"), max_size=300), st.integers(min_value=2, max_value=40))
def test_nothing_is_lost_and_every_part_fits(text: str, limit: int) -> None:
    parts = split_text(text, limit)

    assert all(0 < units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_the_length_is_counted_as_telegram_counts() -> None:
    assert units("a字😢") == 4
    assert [units(part) for part in split_text("😢" * 3000)] == [MOST_UNITS, 6000 - MOST_UNITS]


def test_numbers_follow_the_text_unless_it_names_them() -> None:
    assert reply_text(Reply("请打110。", numbers=("110", "12355"))) == "请打110。\n\n电话：12355"
    assert reply_text(Reply("请打110。", numbers=("110",)), resend=True) == "（重发）请打110。"


def test_an_alert_holds_level_and_number() -> None:
    assert alert_text("HM261121-0007", RiskLevel.RED) == "【护苗】红色警报，单号 HM261121-0007。请到工作台处理。"
