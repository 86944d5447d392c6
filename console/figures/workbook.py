"""A report as a workbook: one sheet for each table, nothing in it is a formula."""

from __future__ import annotations

import re

from console.figures.report import Report
from knowledge.desk.exchange_sheets import write_sheets

_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\：]")


def as_workbook(report: Report) -> bytes:
    """The tables of the report, a cover first."""
    when = report.made_at.strftime("%Y-%m-%d") if report.made_at else "未定稿"
    cover = (
        ("报表", report.title),
        ("制表", when),
        ("说明", report.note),
        *(("发现", said) for said in report.findings),
    )
    sheets = {"说明": (("项目", "内容"), cover)}
    for sheet in report.sheets:
        name = _NOT_IN_NAMES.sub("·", sheet.title)[:_LONGEST_NAME]
        sheets[name] = (tuple(one or "类别" for one in sheet.head), sheet.rows)  # type: ignore[assignment]
    return write_sheets(sheets)
