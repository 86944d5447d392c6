"""Canned replies: sentences that an operator may take and change, written by counsellors in a file of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from humiao.errors import HumiaoError
from humiao.yaml_text import read_yaml


@dataclass(frozen=True)
class Canned:
    """One sentence; ``to`` is ``child``, ``adult`` or empty for anybody."""

    id: str
    situation: str
    to: str
    said: str


def load_canned(path: Path) -> tuple[Canned, ...]:
    """Reads data/desk/canned_replies.yml; raises HM125 naming what is wrong."""
    try:
        rows = read_yaml(path.read_text(encoding="utf-8"))["replies"]
        found = tuple(_canned(row) for row in rows)
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise HumiaoError("HM125", f"{path.name} cannot be used", str(error).split("\n")[0]) from error
    ids = [one.id for one in found]
    if twice := sorted({id for id in ids if ids.count(id) > 1}):
        raise HumiaoError("HM125", f"{path.name} cannot be used", f"there twice: {', '.join(twice)}")
    return found


def by_situation(replies: Sequence[Canned]) -> dict[str, list[Canned]]:
    """The replies in the order of the file, under their situations."""
    groups: dict[str, list[Canned]] = {}
    for one in replies:
        groups.setdefault(one.situation, []).append(one)
    return groups


def _canned(row: Any) -> Canned:
    if not isinstance(row, dict) or set(row) != {"id", "situation", "for", "said"}:
        raise TypeError(f"a reply needs exactly id, situation, for, said: {row}")
    texts = {key: str(value).strip() for key, value in row.items()}
    if not (texts["id"] and texts["situation"] and texts["said"]) or texts["for"] not in ("", "child", "adult"):
        raise ValueError(f"something is empty, or for is neither child nor adult: {texts['id']}")
    return Canned(texts["id"], texts["situation"], texts["for"], texts["said"])
