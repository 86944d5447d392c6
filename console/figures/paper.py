"""A report on paper: A4 as PDF, with the same charts as the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from console.charts.bars import WIDTH
from console.figures.report import Report
from console.figures.view import Panel, Sheet
from humiao.typeset import pdf

_SOURCE = (Path(__file__).parent / "paper.typ").read_text(encoding="utf-8")
_WIDEST = 8
"""Columns of a table that a sheet of A4 takes; the workbook has the others."""


def as_pdf(report: Report) -> bytes:
    """Raises HM181 when no Chinese font is installed."""
    data = {
        "title": report.title,
        "made": f"{report.made_at:%Y-%m-%d}" if report.made_at else "未定稿",
        "note": report.note,
        "tiles": [vars(tile) for tile in report.tiles],
        "findings": report.findings,
        "trend": report.trend.svg if report.trend else "",
        "panels": [_panel(panel) for panel in report.panels],
    }
    return pdf(_SOURCE, data)


def _panel(panel: Panel) -> dict[str, Any]:
    return {
        "title": panel.part.title,
        "note": panel.part.note,
        "svg": panel.chart.svg,
        "told": panel.chart.told,
        "width": 100 if panel.chart.width > WIDTH else 78,
        "sheet": _sheet(panel.sheet) if len(panel.sheet.head) <= _WIDEST else None,
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {"head": sheet.head, "rows": [[str(cell) for cell in row] for row in sheet.rows]}
