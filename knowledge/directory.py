"""Numbers to call and agencies: each with what it is for, its hours, and the day until which we vouch for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from humiao.errors import HumiaoError
from humiao.vocabulary import Word

MOST = 3
"""Numbers shown at once: a frightened child dials none of ten (DOMAIN 3.4, rule 7)."""
KNOWN = frozenset({"110", "12110", "120", "12355", "12356", "12348", "12309", "12338", "12345"})
"""National numbers that an answer may name; local ones are rows of an area, kept at the editor's desk."""


class Duty(Word):
    """What an agency is there for; a hotline that anybody may call for anything has none."""

    POLICE = "公安"
    CIVIL_AFFAIRS = "民政"
    """With the protection of minors 未保."""
    EDUCATION = "教育"
    WOMEN = "妇联"
    PROSECUTION = "检察"
    LEGAL_AID = "法律援助"
    YOUTH_LEAGUE = "团委"
    """With the local 12355."""
    HOSPITAL = "医院"
    CORRECTION = "社区矫正"
    MEDIATION = "人民调解"
    SHELTER = "救助站"


@dataclass(frozen=True)
class Number:
    """A number; ``area`` is an area code of 6, 9 or 12 digits, or empty for the whole country.

    ``expires_at`` is the first day on which it is no longer shown.
    """

    number: str
    name: str
    role: str
    hours: str
    area: str
    verified_at: date
    verified_from: str
    expires_at: date
    duty: str = ""

    @property
    def complete(self) -> bool:
        """True when every field has its kind: YAML reads 110 without quotes as a quantity."""
        texts = (self.number, self.name, self.role, self.hours, self.verified_from)
        days = (self.verified_at, self.expires_at)
        return all(isinstance(text, str) and text for text in texts) and all(isinstance(day, date) for day in days)

    @property
    def line(self) -> str:
        """The number as a person reads it: who answers and when."""
        return f"{self.number} {self.name}（{self.hours}）"

    @property
    def reach(self) -> str:
        """The part of the area code that says something: 43 for a province, 4301 for a city."""
        return reach(self.area)

    def serves(self, area: str) -> bool:
        """True for national rows, and when ``area`` lies in the row's province, city, county or township."""
        return area.startswith(self.reach)

    def holds(self, on: date) -> bool:
        """Whether it may be shown on that day."""
        return on < self.expires_at


class Directory:
    """All numbers of the desk."""

    def __init__(self, rows: Sequence[Number]) -> None:
        self._rows = tuple(rows)

    @classmethod
    def load(cls, path: Path) -> Directory:
        """Reads data/contacts.yml; raises HM045 naming what is wrong."""
        try:
            data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
            rows = [Number(**row) for row in data["contacts"]]
        except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
            raise HumiaoError("HM045", f"{path.name} cannot be used", str(error).split("\n")[0]) from error
        for row in rows:
            if not row.complete:
                raise HumiaoError("HM045", f"{path.name}: the row of {row.number} is not complete", "quote the number")
        return cls(rows)

    @property
    def rows(self) -> tuple[Number, ...]:
        return self._rows

    def renew(self, rows: Sequence[Number]) -> None:
        """Other rows from now on; who reads meanwhile sees all the old ones or all the new ones."""
        self._rows = tuple(rows)

    def numbers(self, wanted: Sequence[str], *, area: str = "", on: date, limit: int = MOST) -> tuple[Number, ...]:
        """The wanted numbers in their order that are valid in the area that day, at most three.

        A row of the township wins over one of the county, that over the city, the province and the country.
        """
        found = (self._nearest(number, area, on) for number in dict.fromkeys(wanted))
        return tuple(row for row in found if row)[: min(limit, MOST)]

    def agencies(self, duty: Duty, *, area: str, on: date) -> tuple[Number, ...]:
        """Agencies with that duty that answer for the area that day, the nearest first."""
        rows = [row for row in self._rows if row.duty == duty and row.serves(area) and row.holds(on)]
        return tuple(sorted(rows, key=lambda row: (-len(row.reach), row.number)))

    def expiring(self, on: date) -> tuple[Number, ...]:
        """Rows that are no longer shown on that day: somebody has to verify them before."""
        return tuple(row for row in self._rows if not row.holds(on))

    def _nearest(self, number: str, area: str, on: date) -> Number | None:
        rows = [row for row in self._rows if row.number == number and row.serves(area) and row.holds(on)]
        return max(rows, key=lambda row: len(row.reach), default=None)


def reach(area: str) -> str:
    """A code without the zeros that stand for "all of it": 430000 is 43, 430181001000 is 430181001.

    Province, city and county are pairs of digits, township and village three each: a township may
    end in 00 (430181100) and is still one place, so its zeros go only all three at a time.
    """
    for end in (9, 6):
        if len(area) > end and not area[end:].strip("0"):
            area = area[:end]
    while len(area) <= 6 and area.endswith("00"):
        area = area[:-2]
    return area
