"""Which numbers a person is shown, where and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from humiao.errors import HumiaoError
from knowledge.directory import KNOWN, Directory, Number

CITY = Number(
    "12355",
    "长沙青少年服务台",
    "说说心里话",
    "每天9时至21时",
    "430100",
    date(2026, 11, 1),
    "电话核实",
    date(2027, 5, 1),
)


def test_every_number_that_an_answer_may_name_is_there(directory: Directory, today: date) -> None:
    assert all(directory.numbers([number], on=today) for number in KNOWN)


def test_at_most_three_numbers_are_shown_in_the_order_asked_for(directory: Directory, today: date) -> None:
    shown = directory.numbers(["12348", "110", "12348", "12355", "120"], on=today, limit=9)
    assert [number.number for number in shown] == ["12348", "110", "12355"]


def test_an_expired_number_is_never_shown(directory: Directory) -> None:
    assert directory.numbers(["12355"], on=date(2027, 5, 20))
    assert not directory.numbers(["12355"], on=date(2027, 5, 21))
    assert len(directory.expiring(date(2027, 5, 21))) == len(KNOWN)


def test_a_row_of_the_city_wins_over_the_national_one(today: date) -> None:
    national = replace(CITY, area="", name="青少年服务台")
    province = replace(CITY, area="430000", name="湖南青少年服务台")
    directory = Directory([national, CITY, province])
    names = [directory.numbers(["12355"], area=area, on=today)[0].name for area in ("430181", "430200", "110000", "")]
    assert names == ["长沙青少年服务台", "湖南青少年服务台", "青少年服务台", "青少年服务台"]


def test_when_the_row_of_the_city_expired_the_national_one_is_shown() -> None:
    directory = Directory([replace(CITY, area="", name="青少年服务台", expires_at=date(2027, 6, 1)), CITY])
    assert directory.numbers(["12355"], area="430181", on=date(2027, 5, 2))[0].name == "青少年服务台"


def test_hours_are_never_left_open(directory: Directory, today: date) -> None:
    (number,) = directory.numbers(["12110"], on=today)
    assert "各地不同" in number.line


def test_a_number_without_quotes_is_refused(tmp_path: Path) -> None:
    fields = "number: 110, name: a, role: b, hours: c, area: '', verified_from: d"
    row = f"{{{fields}, verified_at: 2026-11-21, expires_at: 2027-05-21}}"
    (tmp_path / "contacts.yml").write_text(f"contacts:\n- {row}\n", encoding="utf-8")
    with pytest.raises(HumiaoError, match="HM045"):
        Directory.load(tmp_path / "contacts.yml")
