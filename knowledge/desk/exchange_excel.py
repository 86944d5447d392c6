"""Answers as one workbook: a sheet of texts, one of citations, one of rules below statute level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from knowledge.desk.content import DAYS
from knowledge.desk.exchange import Content, Incoming
from knowledge.desk.exchange_sheets import Row, Sheets, Trouble, read_sheets, write_sheets

ANSWERS, CITATIONS, RULES = "答案", "引用", "规定"
TEXTS: Mapping[str, str] = {
    "id": "编号",
    "title": "标题",
    "topic": "主题",
    "floor": "级别下限",
    "questions": "问法",
    "child": "儿童版",
    "adult": "成人版",
    "steps": "步骤",
    "contacts": "电话",
    "related": "相关",
    "never": "不得建议",
    "author": "作者",
    "reviewer": "第二读者",
    "reviewed_at": "审读日期",
    "review_by": "复审期限",
}
CITED: Mapping[str, str] = {"law": "法律", "article": "条", "anchor": "证明用语"}
RULED: Mapping[str, str] = {"name": "名称", "number": "文号", "article": "条", "gist": "要点"}
LISTS = ("questions", "steps", "contacts", "related", "never")
"""Several in one cell, each in a line of its own."""
_ENTRY = "编号"
_SHEETS: Mapping[str, Sequence[str]] = {
    ANSWERS: tuple(TEXTS.values()),
    CITATIONS: (_ENTRY, *CITED.values()),
    RULES: (_ENTRY, *RULED.values()),
}


def as_workbook(contents: Sequence[Mapping[str, Any]]) -> bytes:
    """The answers; raises Unreadable when a text does not fit into a cell."""
    texts = [[_cell(key, content.get(key)) for key in TEXTS] for content in contents]
    cited = _below(contents, "citations", CITED)
    ruled = _below(contents, "rules", RULED)
    rows = {ANSWERS: texts, CITATIONS: cited, RULES: ruled}
    return write_sheets({name: (columns, rows[name]) for name, columns in _SHEETS.items()})


def read_workbook(data: bytes, name: str) -> tuple[list[Incoming], list[Trouble]]:
    """The answers of a workbook and every cell that cannot be used; raises Unreadable."""
    sheets, troubles = read_sheets(data, _SHEETS)
    citations, rules = _by_entry(sheets, CITATIONS, CITED), _by_entry(sheets, RULES, RULED)
    coming: list[Incoming] = []
    for number, row in sheets[ANSWERS]:
        id = str(row[_ENTRY]).strip()
        if not id:
            troubles.append(Trouble(f"{ANSWERS} 第{number}行 {_ENTRY}", "没有编号"))
            continue
        content = _content(row, citations[id], rules[id])
        coming.append(Incoming(id, content, _places(number, id, sheets)))
    known = {one.id for one in coming}
    for sheet in (CITATIONS, RULES):
        for number, row in sheets[sheet]:
            if str(row[_ENTRY]).strip() not in known:
                troubles.append(Trouble(f"{sheet} 第{number}行 {_ENTRY}", "“答案”表里没有这个编号"))
    if not coming and not troubles:
        troubles.append(Trouble(name, "“答案”表是空的"))
    return coming, troubles


def _content(row: Row, citations: list[dict[str, str]], rules: list[dict[str, str]]) -> Content:
    content: Content = {key: row[column] for key, column in TEXTS.items()}
    for key in LISTS:
        content[key] = [line.strip() for line in str(content[key]).split("\n") if line.strip()]
    for key in DAYS:
        value = content[key]
        content[key] = value.isoformat() if isinstance(value, date) else value.strip() or None
    content["citations"] = citations
    return {**content, "rules": rules} if rules else content


def _cell(key: str, value: Any) -> Any:
    if key in LISTS:
        return "\n".join(value or ())
    if key in DAYS:
        return date.fromisoformat(value) if value else None
    return value or ""


def _below(contents: Sequence[Mapping[str, Any]], key: str, columns: Mapping[str, str]) -> list[list[str]]:
    return [
        [content["id"], *(row[name] or "" for name in columns)]
        for content in contents
        for row in content.get(key) or ()
    ]


def _by_entry(sheets: Sheets, sheet: str, columns: Mapping[str, str]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for _, row in sheets[sheet]:
        found[str(row[_ENTRY]).strip()].append({key: str(row[column]) for key, column in columns.items()})
    return found


def _places(number: int, id: str, sheets: Sheets) -> Any:
    """Where the fields of one answer stand in the workbook."""

    def first(sheet: str) -> str:
        rows = [at for at, row in sheets[sheet] if str(row[_ENTRY]).strip() == id]
        return f"{sheet} 第{rows[0]}行" if rows else f"{ANSWERS} 第{number}行（{id}）"

    def place(key: str) -> str:
        if key in ("citations", "rules"):
            return first(CITATIONS if key == "citations" else RULES)
        return f"{ANSWERS} 第{number}行 {TEXTS[key]}" if key in TEXTS else f"{ANSWERS} 第{number}行（{id}）"

    return place
