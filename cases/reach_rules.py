"""How long a closed case stays readable, what break-glass costs, when staff are checked: data/desk/access.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from yaml import YAMLError

from cases.words import Role
from humiao.errors import HumiaoError
from humiao.settings import read_settings
from humiao.yaml_text import read_yaml


@dataclass(frozen=True)
class Days:
    """For how long after closing: the person who was responsible, and everybody else of the role."""

    own: timedelta
    others: timedelta


@dataclass(frozen=True)
class Rules:
    """``reason`` in characters, ``remind`` before a check is due, ``check_months`` between two checks."""

    after_closing: Mapping[Role, Days]
    grant: timedelta
    reason: int
    review_within: timedelta
    check_months: int
    remind: timedelta


@cache
def rules() -> Rules:
    """The rules of this desk, read once; raises HM145."""
    return read_rules(read_settings().path("data") / "desk" / "access.yml")


def read_rules(path: Path) -> Rules:
    """The rules in this file; raises HM145 when one is missing or makes no sense."""
    try:
        written = read_yaml(path.read_text(encoding="utf-8"))
        glass, check = written["break_glass"], written["staff_check"]
        return Rules(
            after_closing={Role(role): _days(row) for role, row in written["after_closing"].items()},
            grant=timedelta(minutes=_number(glass["minutes"])),
            reason=_number(glass["reason"]),
            review_within=timedelta(days=_number(glass["review_within_days"])),
            # 未成年人保护法 第六十二条: 每年, so a longer time is a fault of the file.
            check_months=_number(check["months"], most=12),
            remind=timedelta(days=_number(check["remind_days"])),
        )
    except (OSError, KeyError, TypeError, ValueError, AttributeError, YAMLError) as error:
        raise HumiaoError("HM145", f"{path.name} is not usable", f"{type(error).__name__}: {error}") from error


def _days(row: Mapping[str, Any]) -> Days:
    own, others = (timedelta(days=_number(row[name], least=0)) for name in ("own", "others"))
    return Days(own, others)


def _number(value: object, *, least: int = 1, most: int = 10_000) -> int:
    if not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"{value!r} is not a number from {least} to {most}")
    return value
