"""Sheets of a workbook, read and written with care: a file from outside is not to be trusted.

A text that begins like a formula stays text, a file that unpacks to gigabytes is not unpacked,
and a cell of the wrong kind is a problem with its place, never a fault of the program.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

LARGEST = 4 * 1024 * 1024
"""Bytes of a file: ten times the workbook of all answers."""
UNPACKED = 64 * 1024 * 1024
MOST_PARTS = 200
MOST_ROWS = 20_000
MOST_COLUMNS = 40
LONGEST_CELL = 32_767
"""Characters that Excel keeps in a cell; it cuts the rest off without a word."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong, and where: a file, a sheet with its row and column, a line."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}：{self.what}"


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says why, for whoever sent it."""


Row = dict[str, Any]
Sheets = dict[str, list[tuple[int, Row]]]


def read_sheets(data: bytes, wanted: Mapping[str, Sequence[str]]) -> tuple[Sheets, list[Trouble]]:
    """Rows (number, values by column) of the wanted sheets, and every cell that cannot be used.

    Raises Unreadable when it is no workbook, is too large, or lacks a sheet or a column.
    """
    _guard(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError, OSError) as error:
        raise Unreadable("打不开，不是完好的 .xlsx 文件") from error
    troubles: list[Trouble] = []
    found = {}
    for name, columns in wanted.items():
        if name not in book.sheetnames:
            raise Unreadable(f"没有工作表“{name}”")
        try:
            found[name] = list(_rows(book[name], name, columns, troubles))
        except (KeyError, ValueError, TypeError, SyntaxError, IndexError, AttributeError) as error:
            raise Unreadable(f"工作表“{name}”损坏，读不出来") from error
    book.close()
    return found, troubles


def write_sheets(sheets: Mapping[str, tuple[Sequence[str], Sequence[Sequence[Any]]]]) -> bytes:
    """A workbook with a head row in each sheet; raises Unreadable naming a text that no cell can hold."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, (columns, rows) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for at, row in enumerate((columns, *rows), start=1):
            for column, value in enumerate(row, start=1):
                _put(sheet, at, column, value)
        _widths(sheet, columns)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _guard(data: bytes) -> None:
    """Sizes by the archive's own list; unpacking never gives more than that list says."""
    if len(data) > LARGEST:
        raise Unreadable(f"文件太大，最多{LARGEST // 1024 // 1024} MB")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable("打不开，不是 .xlsx 文件") from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise Unreadable("文件展开后太大")


def _rows(sheet: Any, name: str, columns: Sequence[str], troubles: list[Trouble]) -> Iterator[tuple[int, Row]]:
    rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS)
    head = [str(cell.value or "").strip() for cell in next(rows, ())]
    if missing := [column for column in columns if column not in head]:
        raise Unreadable(f"工作表“{name}”第1行缺少列：{'、'.join(missing)}")
    places = {column: head.index(column) for column in columns}
    for number, cells in enumerate(rows, start=2):
        if number > MOST_ROWS:
            raise Unreadable(f"工作表“{name}”超过{MOST_ROWS}行")
        if all(cell.value is None for cell in cells):
            continue
        values = {}
        for column, place in places.items():
            cell = cells[place] if place < len(cells) else None
            values[column], problem = _value(cell)
            if problem:
                troubles.append(Trouble(f"{name} 第{number}行 {column}", problem))
        yield number, values


def _value(cell: Any) -> tuple[Any, str]:
    """What the cell holds as text or day, and what is wrong with it."""
    value, kind = getattr(cell, "value", None), getattr(cell, "data_type", "n")
    if value is None:
        return "", ""
    if kind == "f":
        return "", "是公式，请改成文字"
    if kind == "e":
        return "", f"是错误值 {value}"
    if isinstance(value, bool):
        return "", "是真假值，请改成文字"
    if isinstance(value, datetime):
        return value.date(), ""
    if isinstance(value, float):
        return (str(int(value)), "") if value.is_integer() else ("", "是小数，请改成文字")
    if isinstance(value, int | date):
        return (value if isinstance(value, date) else str(value)), ""
    return str(value).replace("\r\n", "\n").replace("\r", "\n"), ""


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        if len(value) > LONGEST_CELL or _CONTROL.search(value):
            raise Unreadable(f"{sheet.title} 第{row}行的文字太长，或含有控制字符，Excel 存不下")
        cell.value = value or None
        if value:
            cell.data_type = "s"  # else a text that begins with = would be a formula
            cell.quotePrefix = value.startswith(_FORMULA)
        cell.number_format = "@"
    else:
        cell.value = value
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if row == 1:
        cell.font = Font(bold=True)


def _widths(sheet: Worksheet, columns: Sequence[str]) -> None:
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDE.get(column, 18)


_WIDE = {"儿童版": 60, "成人版": 90, "问法": 45, "步骤": 45, "要点": 60, "证明用语": 40, "什么时候打": 45}
