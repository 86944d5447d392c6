"""One form for what people type, with the way back to every original character."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from humiao.text import normalise


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("自殺", "自杀"), ("ＡＢＣ１２", "abc12"),
        ("自\u200b杀", "自杀"), ("自*杀", "自杀"), ("自 杀", "自杀"),
        ("不 想 活 了", "不想活了"),
        ("④", "4"), ("4️⃣", "4"), ("亖", "死"), ("弓虽", "强"), ("🈶强", "有强"), ("ｚіѕһа"[:3], "zis"),
        ("a\u0301b", "ab"),
    ],
)  # fmt: skip
def test_disguises_come_to_one_form(typed: str, plain: str) -> None:
    assert normalise(typed).text == plain


@pytest.mark.parametrize("text", ["我在火车站 没地方睡", "好的,谢谢。", "💊🔪", "3.5-4", "hello world", "行\n不行"])
def test_what_hides_nothing_stays(text: str) -> None:
    assert normalise(text).text == text


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_every_character_knows_where_it_came_from(text: str) -> None:
    normalised = normalise(text)

    assert len(normalised.origin) == len(normalised.text)
    assert list(normalised.origin) == sorted(normalised.origin)
    assert all(0 <= place < len(text) for place in normalised.origin)


def test_a_span_leads_back_to_the_original() -> None:
    text = "我想自\u200b*\u200b殺"
    normalised = normalise(text)
    start = normalised.text.index("自杀")

    first, last = normalised.span(start, start + 2)

    assert text[first:last] == "自\u200b*\u200b殺"
