"""Numbers to call: each with what it is for, its hours, and the day until which we vouch for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from humiao.errors import HumiaoError

MOST = 3
"""Numbers shown at once: a frightened child dials none of ten (DOMAIN 3.4, rule 7)."""
KNOWN = frozenset({"110", "12110", "120", "12355", "12356", "12348", "12309", "12338", "12345"})
"""National numbers that an answer may name; local ones are rows of an area in data/contacts.yml."""


@dataclass(frozen=True)
class Number:
    """A number; ``area`` is a six-digit area code or empty for the whole country.

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

    def serves(self, area: str) -> bool:
        """True for national rows, and when ``area`` lies in the row's province, city or county."""
        return area.startswith(_significant(self.area))


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

    def numbers(self, wanted: Sequence[str], *, area: str = "", on: date, limit: int = MOST) -> tuple[Number, ...]:
        """The wanted numbers in their order that are valid in the area that day, at most three.

        A row of the city wins over one of the province, and that over the national one.
        """
        found = (self._nearest(number, area, on) for number in dict.fromkeys(wanted))
        return tuple(row for row in found if row)[: min(limit, MOST)]

    def expiring(self, on: date) -> tuple[Number, ...]:
        """Rows that are no longer shown on that day: somebody has to verify them before."""
        return tuple(row for row in self._rows if on >= row.expires_at)

    def _nearest(self, number: str, area: str, on: date) -> Number | None:
        rows = [row for row in self._rows if row.number == number and row.serves(area) and on < row.expires_at]
        return max(rows, key=lambda row: len(_significant(row.area)), default=None)


def _significant(area: str) -> str:
    """430000 is the province 43, 430100 the city 4301: a code's trailing pairs of zeros say nothing."""
    while area.endswith("00"):
        area = area[:-2]
    return area
