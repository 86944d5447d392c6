"""The offices of data/desk/hours.yml, read and checked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cases.clocks.hours import DAYS, Calendar, Office, Opening
from humiao.errors import HumiaoError
from humiao.settings import read_settings
from humiao.yaml_text import read_yaml

_KEYS = (*DAYS, "makeup", "holiday")


@cache
def offices() -> tuple[Office, ...]:
    """Every office, read once; raises HM122."""
    return read_offices(read_settings().path("data") / "desk" / "hours.yml")


def office_of(area: str) -> Office:
    """The office for this area code: the longest beginning wins, an office without areas takes the rest."""
    return max(offices(), key=lambda office: max((len(a) for a in office.areas if area.startswith(a)), default=0))


def read_offices(path: Path) -> tuple[Office, ...]:
    """The offices in this file, the one for all areas first; raises HM122 naming what is wrong."""
    try:
        data = read_yaml(path.read_text(encoding="utf-8"))
        calendar = _calendar(data["years"])
        found = tuple(_office(id, fields, calendar) for id, fields in data["offices"].items())
    except OSError as error:
        raise HumiaoError("HM122", f"{path.name} cannot be read ({error.strerror})") from error
    except Exception as error:  # a file written by hand can be broken in any way
        raise HumiaoError("HM122", f"{path.name} is broken", str(error).split("\n")[0]) from error
    if wrong := faults(found):
        raise HumiaoError("HM122", f"{path.name} does not hold together", "; ".join(wrong))
    return tuple(sorted(found, key=lambda office: bool(office.areas)))


def faults(found: tuple[Office, ...]) -> list[str]:
    """What is wrong: no office for the rest, an area twice, hours that overlap, an office that never opens."""
    wrong = [] if sum(not office.areas for office in found) == 1 else ["exactly one office has no areas"]
    areas = [area for office in found for area in office.areas]
    wrong += [f"two offices have the area {area}" for area in sorted({a for a in areas if areas.count(a) > 1})]
    for office in found:
        if not any(office.week[day] for day in DAYS[:5]):
            wrong.append(f"{office.id} never opens on a working day")
        wrong += [f"{office.id}: the hours of {key} overlap or end before they begin" for key in _overlapping(office)]
    return wrong


def _overlapping(office: Office) -> Iterator[str]:
    for key, openings in office.week.items():
        minutes = [(a.hour * 60 + a.minute, b.hour * 60 + b.minute or 24 * 60) for a, b in openings]
        flat = [minute for pair in minutes for minute in pair]
        if flat != sorted(set(flat)):
            yield key


def _office(id: str, fields: dict[str, Any], calendar: Calendar) -> Office:
    if unknown := set(fields) - {"name", "areas", *_KEYS}:
        raise ValueError(f"{id} has the unknown {', '.join(sorted(unknown))}")
    week = {key: tuple(map(_opening, fields[key])) for key in _KEYS}
    return Office(id, fields["name"], tuple(str(area) for area in fields["areas"]), week, calendar)


def _opening(text: str) -> Opening:
    begins, ends = text.split("-")
    return time.fromisoformat(begins), time() if ends == "24:00" else time.fromisoformat(ends)


def _calendar(years: dict[int, dict[str, Any]]) -> Calendar:
    off = {day for year in years.values() for text in year["holidays"] for day in _days(text)}
    work = {day for year in years.values() for day in year["workdays"]}
    if both := off & work:
        raise ValueError(f"{min(both)} is both off and a working day")
    return Calendar(frozenset(off), frozenset(work), frozenset(n for n, year in years.items() if year["complete"]))


def _days(text: str) -> Iterator[date]:
    first, last = map(date.fromisoformat, text.split("/"))
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)
