"""The desk's rules of referral as they are kept by hand: articles in force, kinds the directory knows, faults said."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from cases.referral.agencies import Article, agencies, read_agencies
from cases.referral.desk_file import read_desk
from cases.referral.letter import GROUNDS
from cases.referral.situations import read_situations, situations
from humiao.errors import HumiaoError
from humiao.settings import ROOT
from humiao.yaml_text import read_yaml
from knowledge.directory import KNOWN, Duty
from knowledge.statutes import Statutes
from tests.conftest import HeldClock

FILE = ROOT / "data" / "desk" / "agencies.yml"


def cited() -> list[Article]:
    kinds = agencies().kinds.values()
    mine = [article for kind in kinds for article in kind.basis]
    blocks = [article for kind in kinds for block in kind.blocked for article in block.basis]
    return [*mine, *blocks, *(article for articles in GROUNDS.values() for article in articles)]


def test_every_article_named_is_in_force() -> None:
    statutes, today = Statutes.open(), HeldClock().now.date()

    missing = [a for a in cited() if statutes.article(a.law, a.article, today) is None]

    assert cited() and missing == []


@pytest.mark.parametrize(
    ("law", "article", "condition"),
    [
        ("精神卫生法", "第二十八条", "疑似精神障碍患者"),
        ("社会救助法", "第五十条", "救助金额较小"),
        ("法律援助法", "第四十二条", "有材料证明"),
        ("未成年人保护法", "第一百零六条", "代为"),
        ("未成年人保护法", "第九十二条", "紧急安置"),
        ("反家庭暴力法", "第十四条", "在工作中发现"),
    ],
)
def test_what_an_article_is_said_to_say_keeps_its_condition(law: str, article: str, condition: str) -> None:
    statutes, today = Statutes.open(), HeldClock().now.date()
    rows = [row for row in cited() if row.law.endswith(law) and row.article == article]
    text = statutes.article(rows[0].law, article, today)

    assert text is not None and condition in text.text
    assert all(condition in row.says for row in rows)


def test_every_kind_is_found_in_the_directory() -> None:
    duties = {str(duty) for duty in Duty}
    for row in (*agencies().kinds.values(), *situations().organs.values()):
        assert row.duty in duties | {""}
        assert set(row.numbers) <= KNOWN


def test_there_are_nine_situations_and_a_row_for_every_organ() -> None:
    assert len(situations().situations) == 9
    broken = read_yaml((FILE.parent / "report_situations.yml").read_text(encoding="utf-8"))
    broken["situations"].popitem()
    broken["organs"].pop("education")

    assert read_situations(broken)[1] == ["no row for education", "there are nine situations"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"sends": ["shoe_size"]}, "no such field"),
        ({"never": ["age"]}, "is sent and never sent"),
        ({"duty": "", "numbers": []}, "nobody can be found"),
        ({"basis": []}, "no basis"),
        ({"days": {"acknowledge": 0, "answer": 1, "result": 1}}, "at least a day"),
    ],
)
def test_a_kind_that_does_not_hold_together_is_named(change: dict[str, Any], fault: str) -> None:
    data = copy.deepcopy(read_yaml(FILE.read_text(encoding="utf-8")))
    data["kinds"]["women"] |= change

    assert [f for f in read_agencies(data)[1] if fault in f and "women" in f]


def test_a_broken_file_stops_the_start_with_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "agencies.yml").write_text("fields: [", encoding="utf-8")
    monkeypatch.setenv("HUMIAO_DATA", str(tmp_path))

    with pytest.raises(HumiaoError, match="HM180"):
        read_desk("agencies.yml", read_agencies)
    with pytest.raises(HumiaoError, match="HM180"):
        read_desk("letterhead.yml", read_agencies)
