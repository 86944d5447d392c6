"""Which version of a law is in force on a day, decided by dates and never by a status alone.

The statute database marks every article of the Criminal Law as amended, laws of next year as in
force and one valid law as repealed; ``data/statute_dates.yml`` holds the dates it lacks, with where
each comes from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from humiao.errors import HumiaoError

NEVER = date.min
_AMENDING = "全国人民代表大会常务委员会关于修改《{law}》的决定"


@dataclass(frozen=True)
class Version:
    """One text of a law: in force from its first day until the day before ``until``."""

    law_id: str
    law: str
    status: str
    version_date: date
    effective_date: date
    in_force_from: date = date.max
    until: date = date.max

    def in_force(self, on: date) -> bool:
        return self.in_force_from <= on < self.until


@dataclass(frozen=True)
class Dates:
    """What the database lacks: first days of amendments, repeals and articles that are out of date."""

    in_force_from: Mapping[tuple[str, date], date] = field(default_factory=dict)
    repealed: Mapping[str, date] = field(default_factory=dict)
    not_repealed: frozenset[str] = frozenset()
    outdated: Mapping[tuple[str, str], date] = field(default_factory=dict)
    """Articles whose text in the database was amended later, by law and article, from which day."""
    older_texts: Mapping[str, date] = field(default_factory=dict)
    """Laws with a text before every date in the database, and that text's first day."""


def load_dates(path: Path) -> Dates:
    """Reads data/statute_dates.yml; raises HM040 when it is broken."""
    try:
        data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Dates(
            {(row["law"], row["version"]): row["from"] for row in data["in_force_from"]},
            {law: row["on"] for row in data["repealed"] for law in row["laws"]},
            frozenset(row["law"] for row in data["not_repealed"]),
            {(row["law"], number): row["from"] for row in data["outdated"] for number in row["articles"]},
            {row["law"]: row["since"] for row in data["older_texts"]},
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise HumiaoError("HM040", f"{path.name} cannot be used", str(error).split("\n")[0]) from error


def dated(rows: Iterable[Version], dates: Dates) -> dict[str, tuple[Version, ...]]:
    """All versions by law, oldest first, each with its first day and the day it ends."""
    rows = tuple(rows)
    decisions = {(row.law, row.version_date): row.effective_date for row in rows}
    laws: dict[str, list[Version]] = defaultdict(list)
    for row in rows:
        laws[row.law].append(replace(row, in_force_from=_first_day(row, dates, decisions)))
    return {law: _ended(sorted(found, key=lambda one: one.in_force_from), dates) for law, found in laws.items()}


def _first_day(row: Version, dates: Dates, decisions: Mapping[tuple[str, date], date]) -> date:
    """An amended law keeps its very first date in ``effective_date``: then the amendment's counts."""
    if (known := dates.in_force_from.get((row.law, row.version_date))) is not None:
        return known
    if row.effective_date >= row.version_date:
        return row.effective_date
    return decisions.get((_AMENDING.format(law=row.law), row.version_date), row.version_date)


def _ended(versions: list[Version], dates: Dates) -> tuple[Version, ...]:
    ends = [following.in_force_from for following in versions[1:]] + [_end_of_last(versions[-1], dates)]
    return tuple(replace(version, until=end) for version, end in zip(versions, ends, strict=True))


def _end_of_last(last: Version, dates: Dates) -> date:
    """A law marked repealed without a known day is never shown: no answer is better than a wrong one."""
    if last.law in dates.repealed:
        return dates.repealed[last.law]
    gone = last.status in ("已废止", "历史版本") and last.law not in dates.not_repealed
    return NEVER if gone else date.max
