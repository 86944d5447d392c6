"""Lengths of time as people write them into our data: 10s, 30m, 24h, 7d."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def span(text: str) -> timedelta:
    """The length of time; raises ValueError when it is not one."""
    found = re.fullmatch(r"([1-9]\d{0,5})([smhd])", text)
    if found is None:
        raise ValueError(f"{text!r} is no length of time such as 10s, 30m, 24h or 7d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
