"""The figures and skills of the roster are checked before anything relies on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from cases.roster.rules import read_rules, read_skills, rules, skills
from humiao.errors import HumiaoError
from humiao.settings import ROOT
from humiao.vocabulary import RiskLevel

DESK = ROOT / "data" / "desk"


def written(folder: Path, data: Any) -> Path:
    file = folder / "given.yml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return file


def test_our_own_files_hold_and_red_is_the_shortest() -> None:
    assert all(rules().silence[RiskLevel.RED] <= limit for limit in rules().silence.values())
    assert all(rules().gone[RiskLevel.RED] <= limit for limit in rules().gone.values())
    assert "woman" in skills() and skills()["woman"].asked and not skills()["law"].asked


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("online_seconds", 60, "more than 60"),
        ("capacity", 0, "at least 1"),
        ("silence_minutes", {"red": 2}, "none"),
        ("gone_minutes", {"red": 1, "yellow": 3, "blue": 5, "none": 5}, "shorter than online_seconds"),
        ("left", "你好 {name}", "name"),
    ],
)
def test_a_faulty_rule_is_named(tmp_path: Path, field: str, value: Any, fault: str) -> None:
    data = yaml.safe_load((DESK / "handing_over.yml").read_text(encoding="utf-8"))
    with pytest.raises(HumiaoError) as refused:
        read_rules(written(tmp_path, {**data, field: value}))
    assert refused.value.id == "HM130" and fault in str(refused.value.hint)


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([{"id": "law", "name": "法律"}, {"id": "law", "name": "法律"}], "twice"),
        ([{"id": "law", "name": "法律", "topics": ["no_topic"]}], "no_topic"),
        ([{"id": "law"}], "name"),
    ],
)
def test_a_faulty_skill_is_named(tmp_path: Path, rows: Any, fault: str) -> None:
    with pytest.raises(HumiaoError) as refused:
        read_skills(written(tmp_path, {"skills": rows}))
    assert fault in str(refused.value.hint)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(HumiaoError, match="cannot be read"):
        read_rules(tmp_path / "none.yml")
