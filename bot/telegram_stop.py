"""Waiting that ends when the program is told to stop, from whichever thread it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
_LOOK = 0.1
"""Seconds between looks: a threading event cannot be awaited without holding a thread."""


class Stop(Protocol):
    """An event of threading or of asyncio."""

    def is_set(self) -> bool: ...


async def pause_unless(stop: Stop, seconds: float, wake: asyncio.Event | None = None) -> None:
    """Waits so long, or until stopped or woken."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not stop.is_set() and not (wake and wake.is_set()) and (left := end - loop.time()) > 0:
        await asyncio.sleep(min(left, _LOOK))
    if wake:
        wake.clear()


async def unless(stop: Stop, asking: Coroutine[Any, Any, T]) -> T | None:
    """What the coroutine returns or raises; None when stopped before it was done."""
    task = asyncio.ensure_future(asking)
    try:
        while not task.done() and not stop.is_set():
            await asyncio.wait({task}, timeout=_LOOK)
        return task.result() if task.done() else None
    finally:
        task.cancel()
        # Waited for, so that its connection is closed before the loop ends.
        await asyncio.wait({task})
