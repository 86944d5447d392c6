"""Which numbers a person is shown, where and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from humiao.errors import HumiaoError
from knowledge.directory import KNOWN, Directory, Duty, Number, reach

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


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", ""),
        ("430000", "43"),
        ("430100", "4301"),
        ("430181", "430181"),
        ("430181100", "430181100"),
        ("430181000", "430181"),
        ("430181100000", "430181100"),
        ("430181100200", "430181100200"),
        ("430100000000", "4301"),
        ("110000", "11"),
    ],
)
def test_a_code_is_read_down_to_where_it_says_something(code: str, says: str) -> None:
    assert reach(code) == says


def test_from_the_village_up_the_nearest_row_wins(today: date) -> None:
    areas = ["", "430000", "430100", "430181", "430181100", "430181100201"]
    directory = Directory([replace(CITY, area=area, name=area or "全国") for area in areas])
    asked = ["430181100201", "430181100202", "430181112", "430102", "430200", "110101"]
    names = [directory.numbers(["12355"], area=area, on=today)[0].name for area in asked]
    assert names == ["430181100201", "430181100", "430181", "430100", "430000", "全国"]


def test_a_township_that_ends_in_zeros_does_not_answer_for_its_neighbours(today: date) -> None:
    directory = Directory([replace(CITY, area="430181100")])
    assert not directory.numbers(["12355"], area="430181102", on=today)


def test_agencies_are_chosen_by_duty_the_nearest_first(today: date) -> None:
    rows = [
        replace(CITY, number=number, area=area, duty=duty)
        for number, area, duty in (
            ("1", "430000", "民政"),
            ("2", "430181", "民政"),
            ("3", "430181", "公安"),
            ("4", "430200", "民政"),
            ("5", "430181", ""),
        )
    ]
    rows.append(replace(CITY, number="6", area="430181100", duty="民政", expires_at=today))
    found = Directory(rows).agencies(Duty.CIVIL_AFFAIRS, area="430181100", on=today)
    assert [row.number for row in found] == ["2", "1"]


def test_other_rows_take_the_place_of_the_old_ones_all_at_once(directory: Directory, today: date) -> None:
    renewed = Directory(directory.rows)
    renewed.renew([CITY])
    assert renewed.rows == (CITY,)
    assert not renewed.numbers(["110"], on=today)
