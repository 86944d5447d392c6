"""The nine situations of the mandatory report 强制报告 and the organs it goes to, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cases.referral.desk_file import read_desk
from cases.referral.words import Organ


@dataclass(frozen=True)
class OrganRow:
    """An organ, where the directory has it, and when it is the one."""

    name: str
    duty: str
    numbers: tuple[str, ...]
    when: str


@dataclass(frozen=True)
class Situations:
    source: str
    situations: Mapping[str, str]
    organs: Mapping[Organ, OrganRow]


@cache
def situations() -> Situations:
    """The checklist, read once; raises HM180."""
    return read_desk("report_situations.yml", read_situations)


def read_situations(data: dict[str, Any]) -> tuple[Situations, list[str]]:
    """The checklist in a file that was read, and what is wrong with it."""
    organs = {Organ(id): _organ(row) for id, row in data["organs"].items()}
    found = Situations(data["source"], {str(k): str(v) for k, v in data["situations"].items()}, organs)
    wrong = [f"no row for {organ}" for organ in Organ if organ not in organs]
    if len(found.situations) != 9:
        wrong.append("there are nine situations")
    return found, wrong


def _organ(row: dict[str, Any]) -> OrganRow:
    return OrganRow(row["name"], row["duty"], tuple(row["numbers"]), row["when"])
