"""A difference names the field and the words, and putting its parts together gives both texts again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.desk.difference import as_text, difference

OLD: dict[str, Any] = {
    "title": "被狗咬了",
    "child": "先冲水。\n告诉大人。",
    "questions": ["狗咬我", "狗追我"],
    "citations": [{"law": "中华人民共和国民法典", "article": "第一千二百四十五条", "anchor": "饲养的动物"}],
}


def test_texts_that_say_the_same_have_none() -> None:
    assert difference(OLD, dict(OLD)) == []
    assert difference(OLD, {**OLD, "child": "先冲水。\n告诉大人。\n", "rules": []}) == []


def test_a_changed_word_is_named_with_its_field() -> None:
    changed = difference(OLD, {**OLD, "title": "被猫咬了"})

    assert [one.field for one in changed] == ["title"]
    assert [(part.kind, part.text) for part in changed[0].parts if part.kind != "same"] == [
        ("del", "狗"),
        ("ins", "猫"),
    ]


def test_rows_and_lists_read_as_lines() -> None:
    new = {**OLD, "citations": [{**OLD["citations"][0], "article": "第一千二百四十六条"}], "questions": ["狗咬我"]}

    assert [one.field for one in difference(OLD, new)] == ["questions", "citations"]
    assert as_text("citations", OLD["citations"]) == "中华人民共和国民法典 · 第一千二百四十五条 · 饲养的动物"


@given(st.text("先冲水告诉大人。\n<b>狗", max_size=40), st.text("先冲水告诉大人。\n<b>狗", max_size=40))
def test_nothing_is_lost_on_either_side(old: str, new: str) -> None:
    changed = difference({"child": old}, {"child": new})
    if not changed:
        assert old.strip() == new.strip()
        return
    parts = changed[0].parts
    assert "".join(part.text for part in parts if part.kind != "ins") == old.strip()
    assert "".join(part.text for part in parts if part.kind != "del") == new.strip()


@pytest.mark.parametrize("field", ["author", "reviewer", "reviewed_at"])
def test_who_signed_is_no_difference(field: str) -> None:
    assert difference(OLD, {**OLD, field: "2026-11-21"}) == []
