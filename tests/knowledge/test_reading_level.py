"""What a ten-year-old cannot read is named, and texts that are good already are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from humiao.errors import HumiaoError
from humiao.settings import ROOT
from knowledge.entries import Entry
from knowledge.reading_level import BREATH, LONGEST, MEAN, HardTerm, hard, length, load_hard_terms, reading

TERMS = load_hard_terms(ROOT / "data" / "words" / "hard_terms.yml")
EASY = "先跑到人多的地方。\n大声喊，打110。\n告诉你信得过的老师。"


def used(text: str) -> list[str]:
    return [one.term for one in hard(text, TERMS)]


def test_an_easy_text_has_nothing_to_say() -> None:
    assert reading(EASY, TERMS, "有人追我怎么办").easy


def test_a_long_sentence_and_a_long_breath_are_quoted() -> None:
    sentence = "你可以先告诉家里人，再请他们一起去找学校的老师，" * 3 + "好不好"
    breath = "请你马上告诉一个你信得过并且能够帮到你的大人"

    assert reading(sentence, ()).long_sentences == (sentence,)
    assert reading(breath, ()).long_breaths == (breath,)
    assert reading(f"{EASY}{breath}。", ()).long_breaths == (breath,)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("可以去法院提起诉讼", ["诉讼"]),
        ("人身安全保护令可以申请", ["人身安全保护令"]),
        ("被监护人可以说", ["被监护人"]),
        ("监护人和当事人", ["监护人", "当事人"]),
        ("我们上义务教育，也去义务劳动", ["义务教育"]),
        ("未成年人保护法说得清楚", []),
        ("他们被告知不能进", []),
        ("这叫临时监护，就是先找人照顾你", []),
        ("告诫书是警察写给他的警告", []),
        ("他拿到了告诫书", ["告诫书"]),
    ],
)
def test_hard_terms_are_found_whole_and_not_where_they_are_explained(text: str, terms: list[str]) -> None:
    assert sorted(used(text)) == sorted(terms)


def test_a_hard_term_in_the_title_counts_too() -> None:
    assert [one.term for one in reading(EASY, TERMS, "监护人不管我").hard] == ["监护人"]


def test_a_number_counts_once_and_marks_do_not() -> None:
    assert length("打12355，或者110！") == 5


def test_the_word_list_is_large_and_every_word_has_a_plain_one() -> None:
    assert len(TERMS) >= 120
    assert len({one.term for one in TERMS}) == len(TERMS)
    assert [one for one in TERMS if not one.say or one.term in one.say] == []


def test_most_shipped_texts_are_easy_and_the_thresholds_find_the_few_that_are_not(entries: dict[str, Entry]) -> None:
    read = {name: reading(entry.child, TERMS, entry.title) for name, entry in entries.items()}

    assert sum(one.easy for one in read.values()) >= 0.6 * len(read)
    assert 1 <= sum(bool(one.long_sentences) for one in read.values()) <= 0.1 * len(read)
    assert sum(bool(one.long_breaths) for one in read.values()) <= 0.05 * len(read)
    assert sum(one.mean > MEAN for one in read.values()) <= 0.05 * len(read)
    assert 10 < BREATH < MEAN < LONGEST < 60


def test_a_broken_list_is_said_so(tmp_path: Path) -> None:
    file = tmp_path / "hard_terms.yml"
    file.write_text(yaml.safe_dump({"terms": [{"term": "诉讼"}]}), encoding="utf-8")

    with pytest.raises(HumiaoError, match="HM043"):
        load_hard_terms(file)


def test_overlapping_terms_count_once() -> None:
    terms = (HardTerm("抚养", "养大"), HardTerm("抚养费", "养你的钱"))

    assert [one.term for one in hard("爸爸不给抚养费", terms)] == ["抚养费"]
