"""Who is asking: an adult gets the adult's text, in doubt it is a child."""

from __future__ import annotations

import pytest

from actions.asker import load_asker
from humiao.settings import ROOT

ASKER = load_asker(ROOT / "data" / "words" / "asker.yml")


@pytest.mark.parametrize(
    "text",
    [
        "我女儿被我爸打了，头都流血了",
        "我高一的儿子不想上学",
        "我上小学的女儿被同学孤立",
        "我今年35岁，想问小时候的事",
        "我是孩子的妈妈",
        "我是他们的班主任",
        "我孙子三天没吃饭了",
        "班上有个学生手上全是伤",
        "作为家长我该怎么办",
    ],
)
def test_an_adult_is_known_by_how_they_speak_of_the_child(text: str) -> None:
    assert ASKER.adult([text])


@pytest.mark.parametrize(
    "text",
    [
        "我是被爸爸打成这样的，流血了",
        "我是跟奶奶住的，同学天天打我",
        "我是怕班主任知道",
        "我还是个孩子",
        "我后妈的儿子老打我",
        "我妈妈说女儿没用",
        "我14岁，能自己报警吗",
        "同学打我怎么办",
        "我爸的女儿欺负我",
    ],
)
def test_a_child_or_somebody_unknown_is_not_taken_for_an_adult(text: str) -> None:
    assert not ASKER.adult([text])


def test_the_latest_message_that_tells_decides() -> None:
    assert ASKER.adult(["我14岁", "其实我是她妈妈，我女儿不敢说"])
    assert not ASKER.adult(["我女儿的事", "我才12岁，那是我写的"])
