"""The rubric: what a case is judged by, as data that counsellors keep."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from humiao.errors import HumiaoError
from humiao.settings import ROOT
from humiao.yaml_text import read_yaml

MOST = 2
"""Points of an item that was done well; 1: partly, 0: not."""
FILE = ROOT / "data" / "desk" / "rubric.yml"


@dataclass(frozen=True)
class Item:
    """One thing to look for; ``marks`` says in words what 0, 1 and 2 points are."""

    id: str
    name: str
    why: str
    marks: tuple[str, str, str]
    grave: bool
    """No points here is talked over with the person at once, however good the rest."""


@lru_cache(maxsize=4)
def rubric(file: Path = FILE) -> tuple[Item, ...]:
    """The items in their order; raises HM147 naming what is wrong."""
    try:
        rows = read_yaml(file.read_text(encoding="utf-8"))["items"]
        items = tuple(_item(row) for row in rows)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise HumiaoError("HM147", f"{file.name} cannot be read: {error}", "see docs/quality.md") from None
    if len({item.id for item in items}) != len(items) or not items:
        raise HumiaoError("HM147", f"{file.name} has no items, or two with one id", "see docs/quality.md")
    return items


def share(scores: dict[str, int]) -> float | None:
    """Points as a share of those that could be had; None when nothing was seen."""
    return sum(scores.values()) / (MOST * len(scores)) if scores else None


def _item(row: dict[str, object]) -> Item:
    marks = row["marks"]
    if not isinstance(marks, list) or len(marks) != MOST + 1:
        raise ValueError(f"{row['id']} needs {MOST + 1} marks")
    low, part, full = (str(mark) for mark in marks)
    return Item(str(row["id"]), str(row["name"]), str(row["why"]), (low, part, full), bool(row.get("grave")))
