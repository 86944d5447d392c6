"""The directory at the desk: what is stocked, changed and taken out, and what may be shown."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import openpyxl
import pytest

from cases.store import Work
from humiao.settings import ROOT
from knowledge.desk.errors import Missing, Refused
from knowledge.desk.exchange_sheets import Unreadable
from knowledge.desk.numbers import (
    FRESH,
    add,
    directory,
    due,
    edit,
    listed,
    one,
    remove,
    stock_numbers,
    verify,
)
from knowledge.desk.numbers_excel import COLUMNS, as_sheet, bring_in
from knowledge.desk.tables import Origin
from knowledge.desk.version import version
from knowledge.directory import Directory, Duty, Number
from tests.knowledge.desk.conftest import TODAY

SHIPPED = Directory.load(ROOT / "data" / "contacts.yml")
LOCAL = Number(
    "0731-85012345",
    "星城区公安局",
    "有人正在打孩子",
    "24小时",
    "430181",
    TODAY,
    "打电话核实",
    TODAY + FRESH,
    "公安",
)


def stocked(work: Work) -> None:
    stock_numbers(work.db, SHIPPED)


def test_the_first_start_stocks_what_comes_with_the_program_and_the_second_nothing(work: Work) -> None:
    assert stock_numbers(work.db, SHIPPED) == len(SHIPPED.rows)
    assert set(directory(work.db).rows) == set(SHIPPED.rows)
    assert version(work.db) == 1

    assert stock_numbers(work.db, SHIPPED) == 0
    assert version(work.db) == 1


def test_a_newer_program_replaces_only_what_nobody_touched(work: Work) -> None:
    stocked(work)
    rows = {row.number: row for row in listed(work.db)}
    verify(work.db, rows["12355"].id, on=TODAY, until=TODAY + FRESH, verified_from="我打过")
    newer = [replace(row, hours="改了", verified_at=row.verified_at + timedelta(days=9)) for row in SHIPPED.rows]

    stock_numbers(work.db, Directory(newer))

    hours = {row.number: row.hours for row in listed(work.db)}
    assert hours["110"] == "改了"
    assert hours["12355"] != "改了"


def test_an_older_program_replaces_nothing(work: Work) -> None:
    stocked(work)
    older = [replace(row, hours="旧", verified_at=row.verified_at - timedelta(days=9)) for row in SHIPPED.rows]

    assert stock_numbers(work.db, Directory(older)) == 0


def test_what_was_taken_out_does_not_come_back_with_the_next_start(work: Work) -> None:
    stocked(work)
    gone = next(row for row in listed(work.db) if row.number == "12345")
    remove(work.db, gone.id)
    stocked(work)

    assert not directory(work.db).numbers(["12345"], on=TODAY)
    with pytest.raises(Missing):
        one(work.db, gone.id)


def test_what_was_taken_out_can_be_added_again(work: Work) -> None:
    row = add(work.db, LOCAL)
    remove(work.db, row.id)

    again = add(work.db, replace(LOCAL, hours="工作时间"))

    assert [(row.id, row.hours) for row in listed(work.db)] == [(again.id, "工作时间")]


def test_a_row_under_another_number_is_another_row(work: Work) -> None:
    stocked(work)
    row = next(row for row in listed(work.db) if row.number == "12110")
    edit(work.db, row.id, replace(LOCAL, number="12110731", area="430100"))
    stocked(work)

    assert {row.number for row in listed(work.db)} == {row.number for row in SHIPPED.rows} - {"12110"} | {"12110731"}


def test_a_row_may_take_the_name_of_one_that_was_taken_out(work: Work) -> None:
    first, second = add(work.db, LOCAL), add(work.db, replace(LOCAL, name="城关派出所"))
    remove(work.db, first.id)

    edit(work.db, second.id, LOCAL)

    assert [row.name for row in listed(work.db)] == [LOCAL.name]


def test_every_change_is_counted_so_that_running_processes_notice(work: Work) -> None:
    row = add(work.db, LOCAL)
    verify(work.db, row.id, on=TODAY + timedelta(days=1), until=TODAY + FRESH, verified_from="电话")
    edit(work.db, row.id, replace(LOCAL, role="别的"))
    edit(work.db, row.id, replace(LOCAL, number="110"))
    remove(work.db, listed(work.db)[0].id)

    assert version(work.db) == 5


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"number": "打110"}, "电话"),
        ({"number": ""}, "电话"),
        ({"name": " "}, "名称"),
        ({"name": "长" * 121}, "太长"),
        ({"area": "4301"}, "地区代码"),
        ({"area": "43018１"}, "地区代码"),
        ({"duty": "保安"}, "职责"),
        ({"expires_at": TODAY}, "有效期"),
        ({"expires_at": TODAY + timedelta(days=400)}, "一年"),
    ],
)
def test_a_row_that_would_mislead_is_refused_with_a_reason(work: Work, wrong: dict[str, object], said: str) -> None:
    with pytest.raises(Refused) as refused:
        add(work.db, replace(LOCAL, **wrong))  # type: ignore[arg-type]
    assert said in "；".join(refused.value.problems)
    assert listed(work.db) == []


def test_the_same_row_is_not_added_twice(work: Work) -> None:
    add(work.db, LOCAL)
    with pytest.raises(Refused):
        add(work.db, LOCAL)
    other = add(work.db, replace(LOCAL, name="另一个"))
    with pytest.raises(Refused):
        edit(work.db, other.id, LOCAL)


def test_what_is_due_is_listed_first_the_longest_expired_ahead(work: Work) -> None:
    ends = {"a": -3, "b": 0, "c": 29, "d": 90}
    for name, days in ends.items():
        until = TODAY + timedelta(days=days)
        add(work.db, replace(LOCAL, name=name, verified_at=until - timedelta(days=30), expires_at=until))

    assert [row.name for row in due(listed(work.db), TODAY)] == ["a", "b", "c"]


def test_an_expired_row_is_kept_and_never_shown(work: Work) -> None:
    add(work.db, replace(LOCAL, verified_at=TODAY - timedelta(days=60), expires_at=TODAY))
    found = directory(work.db)

    assert not found.numbers([LOCAL.number], area="430181", on=TODAY)
    assert not found.agencies(Duty.POLICE, area="430181", on=TODAY)
    assert found.numbers([LOCAL.number], area="430181", on=TODAY - timedelta(days=1))


# Excel


def sheet_of(*rows: dict[str, object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "名录"
    sheet.append(list(COLUMNS.values()))
    for row in rows:
        values = {**LOCAL.__dict__, **row}
        sheet.append([values[field] for field in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_was_taken_out_as_a_sheet_comes_in_as_nothing_new(work: Work) -> None:
    stocked(work)
    add(work.db, LOCAL)
    before = version(work.db)

    brought = bring_in(work.db, as_sheet(listed(work.db)))

    assert (brought.added, brought.changed, brought.same) == (0, 0, len(SHIPPED.rows) + 1)
    assert version(work.db) == before


def test_a_sheet_adds_and_changes_rows_and_leaves_others_alone(work: Work) -> None:
    stocked(work)
    add(work.db, LOCAL)

    brought = bring_in(work.db, sheet_of({"hours": "工作时间"}, {"name": "新的", "number": 12315, "expires_at": None}))

    assert (brought.added, brought.changed) == (1, 1)
    rows = {row.name: row for row in listed(work.db)}
    assert rows["新的"].number == "12315"
    assert rows["新的"].expires_at == TODAY + FRESH
    assert rows["新的"].origin == Origin.IMPORTED
    assert rows[LOCAL.name].hours == "工作时间"
    assert len(rows) == len(SHIPPED.rows) + 2


def test_one_bad_row_and_nothing_comes_in_and_every_problem_has_its_row(work: Work) -> None:
    data = sheet_of(
        {"name": "好的"},
        {"name": "坏日期", "verified_at": "昨天"},
        {"name": "坏地区", "area": "43"},
        {"name": "好的"},
        {"name": "公式", "role": "=1+1"},
    )

    brought = bring_in(work.db, data)

    said = "\n".join(map(str, brought.troubles))
    for part in ("第3行 核实日期", "第4行：地区代码", "第5行：和第2行重复", "第6行 什么时候打：是公式"):
        assert part in said
    assert listed(work.db) == []


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04nothing", b"number,name\n110,a\n"])
def test_a_file_that_is_no_workbook_is_said_so(work: Work, data: bytes) -> None:
    with pytest.raises(Unreadable):
        bring_in(work.db, data)


def test_dates_may_be_written_as_people_write_them(work: Work) -> None:
    bring_in(work.db, sheet_of({"verified_at": "2026/11/1", "expires_at": "2027-5-1"}))
    (row,) = listed(work.db)
    assert (row.verified_at, row.expires_at) == (date(2026, 11, 1), date(2027, 5, 1))
