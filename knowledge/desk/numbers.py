"""The directory as the desk keeps it: numbers are added, verified, changed and taken out.

From the first start on the store is the truth. A newer program replaces only rows that nobody at
the desk has touched. A row that was taken out stays as a mark, so that no start brings it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.desk.errors import Missing, Refused
from knowledge.desk.tables import NumberRow, Origin
from knowledge.desk.version import bump
from knowledge.directory import Directory, Duty, Number

REMOVED = "removed"
"""The origin of a row that was taken out."""
FRESH = timedelta(days=183)
"""How long a number is vouched for unless somebody says otherwise: twice a year is what a desk can call."""
LONGEST = timedelta(days=366)
"""Nobody vouches for longer: offices move and lines close within a year."""
SOON = timedelta(days=30)
"""How long before its last day a row is on the list of those to verify."""

_DIGITS = re.compile(r"[0-9][0-9 \-]{1,18}[0-9]")
_AREA = re.compile(r"(?:[0-9]{6}|[0-9]{9}|[0-9]{12})?")
_FIELDS = tuple(field.name for field in fields(Number))
_WIDTHS = {"number": 40, "name": 120, "role": 300, "hours": 200, "verified_from": 300}


def stock_numbers(db: Session, shipped: Directory) -> int:
    """Brings in the program's rows that are new, or newer than an untouched one; how many changed."""
    by_place: dict[tuple[str, str], list[NumberRow]] = {}
    for row in db.scalars(select(NumberRow)):
        by_place.setdefault((row.number, row.area), []).append(row)
    count = 0
    for number in shipped.rows:
        there = by_place.get((number.number, number.area), [])
        untouched = [row for row in there if row.origin == Origin.SHIPPED]
        if not there:
            db.add(NumberRow(**asdict(number), origin=Origin.SHIPPED))
        elif untouched and _newer(number, untouched[0]):
            _set(untouched[0], number, Origin.SHIPPED)
        else:
            continue
        count += 1
    if count:
        bump(db)
    return count


def listed(db: Session) -> list[NumberRow]:
    """Every row that was not taken out, by area and duty."""
    rows = select(NumberRow).where(NumberRow.origin != REMOVED)
    return list(db.scalars(rows.order_by(NumberRow.area, NumberRow.duty, NumberRow.number, NumberRow.name)))


def directory(db: Session) -> Directory:
    """What may be shown, expired rows among them: the directory itself never shows these."""
    return Directory([as_number(row) for row in listed(db)])


def one(db: Session, id: int) -> NumberRow:
    """The row; raises Missing."""
    row = db.get(NumberRow, id)
    if row is None or row.origin == REMOVED:
        raise Missing(f"number {id}")
    return row


def add(db: Session, number: Number, origin: Origin = Origin.DESK) -> NumberRow:
    """A new row; raises Refused when a field is wrong or the row is there already."""
    if problems := list(faults(number)):
        raise Refused(problems)
    row = _same(db, number)
    if row is not None and row.origin != REMOVED:
        raise Refused([f"{number.number} {number.name} 在这个地区已经有了"])
    if row is None:
        row = NumberRow(**asdict(number), origin=origin)
        db.add(row)
    _set(row, number, origin)
    bump(db)
    return row


def edit(db: Session, id: int, number: Number, origin: Origin = Origin.DESK) -> NumberRow:
    """Another text for a row; raises Missing and Refused.

    Another number or area is another row: the old one stays as a mark, or the next start would
    bring the program's own back.
    """
    row = one(db, id)
    if (row.number, row.area) != (number.number, number.area):
        moved = add(db, number, origin)
        row.origin = REMOVED
        db.flush()
        return moved
    problems, twin = list(faults(number)), _same(db, number)
    if twin is not None and twin.id != row.id and twin.origin != REMOVED:
        problems.append(f"{number.number} {number.name} 在这个地区已经有了")
    if problems:
        raise Refused(problems)
    if twin is not None and twin.id != row.id:
        db.delete(twin)
        db.flush()
    _set(row, number, origin)
    bump(db)
    return row


def verify(db: Session, id: int, *, on: date, until: date, verified_from: str) -> NumberRow:
    """Somebody called it, or read the operator's own page; raises Missing and Refused."""
    row = one(db, id)
    now = {**asdict(as_number(row)), "verified_at": on, "expires_at": until, "verified_from": verified_from.strip()}
    return edit(db, id, Number(**now))


def remove(db: Session, id: int) -> None:
    """Not shown any more; raises Missing."""
    one(db, id).origin = REMOVED
    bump(db)


def due(rows: Sequence[NumberRow], on: date) -> list[NumberRow]:
    """Those that are not shown any more, or end within a month, the most pressing first."""
    return sorted((row for row in rows if row.expires_at <= on + SOON), key=lambda row: (row.expires_at, row.id))


def faults(number: Number) -> Iterator[str]:
    """What is wrong with a row, in sentences for whoever keeps the directory."""
    if not _DIGITS.fullmatch(number.number):
        yield "电话只能是数字、空格和短横线，三到二十位"
    yield from (f"{_NAMES[name]}没有填" for name in _WIDTHS if not getattr(number, name).strip())
    for name, most in _WIDTHS.items():
        if len(getattr(number, name)) > most:
            yield f"{_NAMES[name]}太长，最多{most}个字"
    if not _AREA.fullmatch(number.area):
        yield "地区代码是6位（省、市、县）、9位（乡镇）或12位（村）数字；全国的留空"
    if number.duty and number.duty not in {str(known) for known in Duty}:
        yield f"职责只能是：{'、'.join(str(known) for known in Duty)}；热线留空"
    if number.expires_at <= number.verified_at:
        yield "有效期要在核实日期之后"
    elif number.expires_at > number.verified_at + LONGEST:
        yield "有效期最长一年，到期请再核实"


_NAMES: Mapping[str, str] = {
    "number": "电话",
    "name": "名称",
    "role": "什么时候打",
    "hours": "时间",
    "verified_from": "核实来源",
}


def as_number(row: NumberRow) -> Number:
    return Number(**{name: getattr(row, name) for name in _FIELDS})


def _same(db: Session, number: Number) -> NumberRow | None:
    same = (NumberRow.number == number.number, NumberRow.area == number.area, NumberRow.name == number.name)
    return db.scalar(select(NumberRow).where(*same))


def _newer(number: Number, row: NumberRow) -> bool:
    return number.verified_at >= row.verified_at and number != as_number(row)


def _set(row: NumberRow, number: Number, origin: Origin) -> None:
    for name, value in asdict(number).items():
        setattr(row, name, value)
    row.origin = origin
