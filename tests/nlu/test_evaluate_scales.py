"""The data that figures are divided by: groups of topics, words of dialects, and the names of both."""

from __future__ import annotations

from pathlib import Path

import pytest

from humiao.errors import HumiaoError
from humiao.settings import ROOT
from humiao.vocabulary import Sender
from nlu.disguises import DISGUISES
from nlu.evaluation.dialects import TRADITIONAL, Dialects
from nlu.evaluation.groups import LENGTHS, LONGEST, STANDARD, UNKNOWN
from nlu.evaluation.levels import VIEWS
from nlu.evaluation.names import TABLES, shown
from nlu.evaluation.topics import TopicGroups

GROUPS = ROOT / "data" / "topic_groups.yml"
WORDS = ROOT / "data" / "words" / "dialects.yml"


def test_the_topics_fall_into_about_thirty_five_groups() -> None:
    groups = TopicGroups.load(GROUPS)

    assert 33 <= groups.count() <= 37
    assert groups.group("sexual_assault") == groups.group("sexual_harassment") != groups.group("sextortion")
    assert groups.group("traffic") == "traffic"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("啷个办嘛 他又打我", "southwest"),
        ("佢哋成日打我", "cantonese"),
        ("他又削我 咋整", "northeast"),
        ("我屋里伢子冇得人管", "hunan"),
        ("恁说俺该咋着", "henan_shandong"),
        ("小囡哭勒 阿拉勿敢敲门", "wu"),
        ("囡仔一直哭 阿嬷毋敢讲", "minnan_taiwan"),
        ("老師說要處分我", TRADITIONAL),
        ("他又打我，怎么办", ""),
        ("弓虽女干", ""),
    ],
)
def test_a_dialect_is_guessed_from_its_words_and_traditional_script_from_its_characters(text: str, name: str) -> None:
    assert Dialects.load(WORDS).name(text) == name


@pytest.mark.parametrize("broken", ["a: [drugs]\nb: [drugs]", "a: [nothing]", "a: 3", "- [", ""])
def test_groups_that_cannot_be_used_are_refused(tmp_path: Path, broken: str) -> None:
    (tmp_path / "groups.yml").write_text(broken, "utf-8")

    with pytest.raises(HumiaoError, match=r"HM074 groups\.yml"):
        TopicGroups.load(tmp_path / "groups.yml")


@pytest.mark.parametrize("broken", ["a: [俺]\nb: [俺]", "a: [4]", "a: 3", "- [", ""])
def test_dialects_that_cannot_be_used_are_refused(tmp_path: Path, broken: str) -> None:
    (tmp_path / "dialects.yml").write_text(broken, "utf-8")

    with pytest.raises(HumiaoError, match=r"HM074 dialects\.yml"):
        Dialects.load(tmp_path / "dialects.yml")


def test_everything_on_the_page_has_a_chinese_name() -> None:
    assert set(TABLES["disguise"]) >= set(DISGUISES)
    assert set(TABLES["dialect"]) == {*Dialects.load(WORDS).words, TRADITIONAL, STANDARD}
    assert set(TABLES["column"]) == set(VIEWS)
    assert set(TABLES["length"]) == {*(name for _, name in LENGTHS), LONGEST}
    assert set(TABLES["sender"]) == {*map(str, Sender), UNKNOWN}
    assert shown("of a later version", "topic") == "of a later version"
