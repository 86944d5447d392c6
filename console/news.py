"""Telling an open page what has changed: it asks, and the answer waits until there is something to tell."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool

from console.visit import Visit
from console.watch import Glance

T = TypeVar("T")

PATIENCE = 20.0
"""Longest seconds an answer waits: below the minute after which proxies give up a silent connection."""

PAUSE = 0.7
"""Seconds between two looks: a message shows within a second, and a waiting page costs little."""


async def wait_for(visit: Visit, look: Callable[[], T], changed: Callable[[T], bool], patience: float) -> T:
    """What ``look`` sees once it has changed, or after as long as the page wants to wait."""
    deadline = time.monotonic() + min(_wanted(visit), patience)
    while True:
        seen = await run_in_threadpool(look)
        if changed(seen) or time.monotonic() >= deadline or await visit.request.is_disconnected():
            return seen
        await asyncio.sleep(PAUSE)


def desk_news(visit: Visit, glance: Glance) -> dict[str, Any]:
    """What every page shows of the desk: alarm, alerts and whether recognition works."""
    return {
        "mark": glance.mark,
        "ringing": [row.number for row in glance.ringing],
        "alerts": [alert.id for alert in glance.alerts],
        "banners": visit.html("_banners.html", glance=glance),
    }


def _wanted(visit: Visit) -> float:
    wanted = visit.request.query_params.get("wait", "")
    return float(wanted) if wanted.isdecimal() else 0.0
