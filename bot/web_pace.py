"""How fast one person may write: above it answers come slower, and nothing is ever refused.

How each guard fails, in words. Too many messages from one chat: they are taken one after the other
with a pause, all stored and assessed, so a red one among them still raises its alarm. Too many from
one address (a school shares one): each is taken at once, only the answer is held back a moment.
Forgetting counts when the memory is full fails open. A flood of connections is not stopped here;
that is the reverse proxy's work.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import blake2b
from time import monotonic
from weakref import WeakValueDictionary

OWN = (20, 60.0)
"""20 messages for a single chat per minute: faster than anybody types, not faster than a stuck key."""
ADDRESS = (300, 60.0)
"""300 messages for a single address per minute: a whole school behind one address."""
PAUSE = 2.0
"""Seconds: felt by a script, hardly by a person."""
REMEMBERED = 20_000


class Bucket:
    """A token bucket for each name: ``allowed`` at once, refilled within ``seconds``."""

    def __init__(self, allowed: int, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self._allowed = allowed
        self._rate = allowed / seconds
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}

    def empty(self, name: str) -> bool:
        """Takes one from the bucket; True when there was none left."""
        return not self.take(name, 1)

    def take(self, name: str, amount: int) -> bool:
        """Takes so much, or all there is; False when that was less."""
        if len(self._left) > REMEMBERED:
            self._left.clear()
        left = self._in(name)
        self._left[name] = (max(left - amount, 0.0), self._clock())
        return left >= amount

    def holds(self, name: str, amount: int) -> bool:
        """Whether so much could be taken now."""
        return self._in(name) >= amount

    def _in(self, name: str) -> float:
        now = self._clock()
        left, then = self._left.get(name, (float(self._allowed), now))
        return min(self._allowed, left + (now - then) * self._rate)


class Names:
    """Names as they may be remembered: memory shows no addresses either."""

    def __init__(self) -> None:
        self._salt = os.urandom(16)  # lives and dies with the process

    def hidden(self, name: str) -> str:
        return blake2b(name.encode(), key=self._salt, digest_size=16).hexdigest()


class Pace:
    """Slows down whoever writes too fast."""

    def __init__(self, *, pause: float = PAUSE, clock: Callable[[], float] = monotonic) -> None:
        self._own = Bucket(*OWN, clock=clock)
        self._address = Bucket(*ADDRESS, clock=clock)
        self._pause = pause
        self._names = Names()
        self._lanes: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def kept(self, token: str, address: str) -> AsyncIterator[None]:
        """Around the taking of one message."""
        token, address = self._names.hidden(token), self._names.hidden(address)
        crowded = self._address.empty(address)
        if self._own.empty(token):
            async with self._lane(token):
                yield
                await asyncio.sleep(self._pause)
        else:
            yield
            await asyncio.sleep(self._pause if crowded else 0)

    def _lane(self, name: str) -> asyncio.Lock:
        return self._lanes.setdefault(name, asyncio.Lock())
