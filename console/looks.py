"""How things look: the templates, and moments, levels and waiting times as people read them."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cases.access import Permission, allows
from cases.tables import Operator
from console import clock_words, entry_words, words
from humiao.clock import local

TEMPLATES = Path(__file__).parent / "templates"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates: everything is escaped, and a missing value is a fault, not an empty space."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["words"] = words
    made.globals.update(clock_name=clock_words.clock_name, tell_roles=clock_words.ROLES)
    made.globals["entry_words"] = entry_words
    made.globals["may"] = may
    made.filters.update(
        day_and_time=day_and_time, time=clock_time, iso=iso, size=size, percent=percent, day=day, hour=hour
    )
    return made


def may(operator: Operator, permission: str) -> bool:
    """Whether a page shows this person a way that needs the permission."""
    return allows(operator, Permission(permission))


def day_and_time(moment: datetime) -> str:
    """Such as ``11月21日 22:05:09``, by the clock on the office wall."""
    at = local(moment)
    return f"{at.month}月{at.day}日 {at:%H:%M:%S}"


def day(moment: datetime) -> str:
    """Such as ``2026-11-21``."""
    return f"{local(moment):%Y-%m-%d}"


def clock_time(moment: datetime) -> str:
    return f"{local(moment):%H:%M:%S}"


def hour(moment: datetime) -> str:
    """Such as ``22:05``."""
    return f"{local(moment):%H:%M}"


def iso(moment: datetime) -> str:
    """For the ``datetime`` attribute and for the page's waiting times."""
    return moment.isoformat(timespec="seconds")


def size(number: int) -> str:
    """Bytes as people read them."""
    if number < 1024 * 1024:
        return f"{max(1, round(number / 1024))} KB"
    return f"{number / 1024 / 1024:.1f} MB"


def percent(share: float) -> str:
    return f"{share:.0%}"
