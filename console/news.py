"""Telling an open page what has changed: it asks, and the answer waits until there is something to tell."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool

from cases.alerts import rang
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


async def note_rang(visit: Visit, glance: Glance) -> None:
    """A red alarm goes to an open console with this answer: that it rang, and where, is on record once."""
    if glance.unshown:
        await run_in_threadpool(_rang, visit, glance.unshown)


def _rang(visit: Visit, tickets: frozenset[str]) -> None:
    for ticket_id in sorted(tickets):
        with visit.desk.store.session() as work:
            rang(work, ticket_id, visit.operator)
            work.commit()


def desk_news(visit: Visit, glance: Glance) -> dict[str, Any]:
    """What every page shows of the desk: alarm, alerts and whether recognition works."""
    return {
        "mark": glance.mark,
        "ringing": glance.calling,
        "alerts": [alert.id for alert in glance.alerts]
        + [offer.id for offer in glance.offers if offer.to_id == visit.operator.id],
        "banners": visit.html("_banners.html", glance=glance),
    }


def _wanted(visit: Visit) -> float:
    wanted = visit.request.query_params.get("wait", "")
    return float(wanted) if wanted.isdecimal() else 0.0
