"""Room for files: how many bytes in an hour, how many at once, and what of the disk is left to words.

How each guard fails, in words. Too many bytes, too many at once or too little disk: closed for the
file, which is declined in a kind sentence and stays on the person's device; words never come this
way, so they are always taken. Whoever spends the budget of all keeps files of others out for up to
an hour: better than a full disk, which keeps words out. Open, the file is taken: when the disk
cannot be measured, after a restart, and when the memory for counts is full.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from time import monotonic
from weakref import WeakValueDictionary

import structlog

from bot.web_pace import Bucket, Names

HOUR = 3600.0
OWN_FILES = 10
"""Files of the greatest size for one address in an hour; photos are a tenth of that size."""
ALL_FILES = 50
"""The same for all addresses together."""
FLOOR = (2 * 1024**3, 0.05)
"""The smaller of the two, bytes and part of the disk, is kept for words."""
AT_ONCE = 12
"""Files held in memory at once."""
OF_ONE = 3
"""How many of them from one address, so that nobody's stalled lines take all places."""
TURN = 20.0
"""Seconds to wait for a place; longer, and the words behind the file would wait too."""

log = structlog.get_logger(__name__)


class NoRoom(Exception):
    """No file now, with the answer's status; the sentence is for the page to show."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Room:
    """Says whether a file may come in. ``free`` measures the disk: bytes free, bytes in all."""

    def __init__(
        self,
        free: Callable[[], tuple[int, int]],
        megabytes: int,
        *,
        turn: float = TURN,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.greatest = megabytes * 1024 * 1024
        self._free = free
        self._own = Bucket(OWN_FILES * self.greatest, HOUR, clock=clock)
        self._all = Bucket(ALL_FILES * self.greatest, HOUR, clock=clock)
        self._turn = turn
        self._names = Names()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._lanes: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._low = False

    def check(self, address: str, size: int) -> None:
        """Before anything is read; raises NoRoom."""
        if self._is_low(size):
            raise NoRoom(
                507, "现在存不下文件了，这个没有收下，请先留着。可以打字告诉我，打字不受影响。有危险请直接打110。"
            )
        if not (self._own.holds(self._name(address), size) and self._all.holds("", size)):
            raise _busy()

    def take(self, address: str, size: int) -> None:
        """Counts what is about to be kept; raises NoRoom."""
        self.check(address, size)
        self._own.take(self._name(address), size)
        self._all.take("", size)

    @asynccontextmanager
    async def place(self, address: str) -> AsyncIterator[None]:
        """Around reading and keeping one file; raises NoRoom when no place gets free in time."""
        # The address's own lane comes first: who waits there takes no place from others.
        lane = self._lanes.setdefault(self._name(address), asyncio.Semaphore(OF_ONE))
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(self._turn):
                    await held.enter_async_context(lane)
                    await held.enter_async_context(self._places)
            except TimeoutError:
                raise _busy() from None
            yield

    def _is_low(self, size: int) -> bool:
        try:
            free, whole = self._free()
        except OSError as error:
            log.error("disk_not_measured", error=type(error).__name__)
            return False
        low = free - size < min(FLOOR[0], whole * FLOOR[1])
        if low and not self._low:
            log.error("disk_low", megabytes_free=free // 1024**2)
        self._low = low
        return low

    def _name(self, address: str) -> str:
        return self._names.hidden(line(address))


def disk(folder: Path) -> Callable[[], tuple[int, int]]:
    """Measures the disk that the folder is on; what it returns raises OSError when it cannot."""

    def free() -> tuple[int, int]:
        usage = shutil.disk_usage(folder)
        return usage.free, usage.total

    return free


def line(address: str) -> str:
    """What one household or school has: an IPv4 address, or the upper half of an IPv6 address."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or f"{int(known) >> 64:x}::/64")
    return str(known)


def _busy() -> NoRoom:
    return NoRoom(
        429, "这会儿文件太多了，这个没有收下。过一会儿再发，或者打字告诉我，打字不受影响。有危险请直接打110。"
    )
