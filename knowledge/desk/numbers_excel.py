"""The directory as a sheet: taken out, filled in by those who know their county, and read in again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from knowledge.desk.exchange_sheets import Row, Trouble, read_sheets, write_sheets
from knowledge.desk.numbers import FRESH, add, as_number, edit, faults, listed
from knowledge.desk.tables import NumberRow, Origin
from knowledge.directory import Number

SHEET = "名录"
COLUMNS: Mapping[str, str] = {
    "number": "电话",
    "name": "名称",
    "duty": "职责",
    "role": "什么时候打",
    "hours": "时间",
    "area": "地区代码",
    "verified_at": "核实日期",
    "verified_from": "核实来源",
    "expires_at": "有效至",
}
_DAYS = ("verified_at", "expires_at")


@dataclass(frozen=True)
class Brought:
    """How many rows came new and how many were changed; with any trouble none were."""

    added: int
    changed: int
    same: int
    troubles: tuple[Trouble, ...]


def as_sheet(rows: Sequence[NumberRow]) -> bytes:
    """The rows in the form in which ``bring_in`` takes them."""
    table = [[getattr(row, field) for field in COLUMNS] for row in rows]
    return write_sheets({SHEET: (tuple(COLUMNS.values()), table)})


def bring_in(db: Session, data: bytes) -> Brought:
    """Adds and changes rows by number, area and name; raises Unreadable when it is no such workbook.

    Rows that the sheet does not have stay as they are: nobody loses a number by sending a short list.
    """
    sheets, troubles = read_sheets(data, {SHEET: tuple(COLUMNS.values())})
    numbers: list[Number] = []
    seen: dict[tuple[str, str, str], int] = {}
    for at, row in sheets[SHEET]:
        number, wrong = _number(row)
        troubles += [Trouble(f"{SHEET} 第{at}行{' ' + column if column else ''}", text) for column, text in wrong]
        if number is None:
            continue
        if first := seen.get(key := _key(number)):
            troubles.append(Trouble(f"{SHEET} 第{at}行", f"和第{first}行重复"))
        seen[key] = at
        numbers.append(number)
    if not numbers and not troubles:
        troubles.append(Trouble(SHEET, "一行也没有"))
    return Brought(0, 0, 0, tuple(troubles)) if troubles else _keep(db, numbers)


def _keep(db: Session, numbers: Sequence[Number]) -> Brought:
    there = {_key(as_number(row)): row for row in listed(db)}
    added = changed = 0
    for number in numbers:
        row = there.get(_key(number))
        if row is None:
            add(db, number, Origin.IMPORTED)
            added += 1
        elif as_number(row) != number:
            edit(db, row.id, number, Origin.IMPORTED)
            changed += 1
    return Brought(added, changed, len(numbers) - added - changed, ())


def _number(row: Row) -> tuple[Number | None, list[tuple[str, str]]]:
    """The row as a number, or what is wrong with it: column and sentence."""
    values: dict[str, Any] = {field: row[column] for field, column in COLUMNS.items()}
    wrong = []
    for field in _DAYS:
        values[field], problem = read_day(values[field])
        if problem:
            wrong.append((COLUMNS[field], problem))
    for field in values.keys() - set(_DAYS):
        if isinstance(values[field], date):
            wrong.append((COLUMNS[field], "是日期，请改成文字"))
        values[field] = str(values[field]).strip()
    if values["expires_at"] is None and values["verified_at"] is not None and not wrong:
        values["expires_at"] = values["verified_at"] + FRESH
    if values["verified_at"] is None and not wrong:
        wrong.append((COLUMNS["verified_at"], "没有填"))
    if wrong:
        return None, wrong
    number = Number(**values)
    problems = [("", text) for text in faults(number)]
    return (None, problems) if problems else (number, [])


def read_day(value: Any) -> tuple[date | None, str]:
    """The day of a cell or field, None when it is empty; and what is wrong with it."""
    if isinstance(value, date) or not value:
        return value or None, ""
    try:
        return datetime.strptime(str(value).strip().replace("/", "-"), "%Y-%m-%d").date(), ""
    except ValueError:
        return None, "日期要写成 2027-05-21"


def _key(number: Number) -> tuple[str, str, str]:
    return number.number, number.area, number.name
