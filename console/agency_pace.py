"""How often one address may use the links of referrals: enough for an office, too little to guess with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from time import monotonic

PER_MINUTE = 30
"""A whole office behind one address opens a few letters at once."""


class Pace:
    """Counts by address and minute, in memory, for one process; ``clock`` gives seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._minute = clock()
        self._seen: Counter[str] = Counter()

    def too_fast(self, address: str) -> bool:
        """Whether this is one too many in this minute; it is counted either way."""
        if self._clock() >= self._minute + 60:
            self._minute = self._clock()
            self._seen.clear()
        self._seen[address] += 1
        return self._seen[address] > PER_MINUTE
