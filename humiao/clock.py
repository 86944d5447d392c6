"""Time: one clock that tests can hold still; always aware, always UTC inside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

LOCAL = ZoneInfo("Asia/Shanghai")
"""The desks are in China, which has one time zone; people are shown this one."""


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(timezone.utc)


def local(moment: datetime) -> datetime:
    """The same moment as a clock on the office wall shows it."""
    return moment.astimezone(LOCAL)
