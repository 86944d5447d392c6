"""The gate before the password check: few at a time, and not too often from one address.

How it fails, in words: closed. Whoever comes too often, or when too many wait already, is told so
at once and tries again; who is signed in notices nothing. A flood from one address stops at its own
limit, before it fills the queue for the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from time import monotonic
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

MOST_WAITING = 20
"""Checks under way or waiting: less than two seconds of work."""
PER_MINUTE = 30
"""Tries from one address in a minute: a shift that comes to work together, behind one address."""

T = TypeVar("T")


class Busy(Exception):
    """Not now; a minute later it may go."""


class Gate:
    """For one event loop; ``clock`` gives seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        # Checking a password costs memory and CPU by design: it must not take the processor from
        # those who are being helped.
        self._one = CapacityLimiter(1)
        self._inside = 0
        self._minute = clock()
        self._tries: Counter[str] = Counter()

    async def passed(self, address: str, check: Callable[[], T]) -> T:
        """What ``check`` says, run in a thread; raises Busy without running it."""
        if self._too_often(address) or self._inside >= MOST_WAITING:
            raise Busy
        self._inside += 1
        try:
            return await to_thread.run_sync(check, limiter=self._one)
        finally:
            self._inside -= 1

    def _too_often(self, address: str) -> bool:
        if self._clock() >= self._minute + 60:
            self._minute = self._clock()
            self._tries.clear()
        self._tries[address] += 1
        return self._tries[address] > PER_MINUTE


def origin(host: str | None) -> str:
    """The address to count by: of IPv6 the /64, which is what one connection is given."""
    try:
        address = ip_address((host or "").partition("%")[0])
    except ValueError:
        return host or ""
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)
