"""Wrong passwords, counted for each account and address: a stranger cannot lock out whoever sits elsewhere.

How it fails, in words. Two people behind one address share its count: the guesses of one lock out
both there (closed). Somebody with many addresses, or after a restart, may guess more often (open):
passwords are made by us with 79 bits, so that even a million guesses a day find none.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from hashlib import blake2b
from threading import Lock

FAILURES = 5
LOCKED = timedelta(minutes=15)
"""Five guesses in a quarter of an hour: 480 a day from one address."""
REMEMBERED = 20_000
"""Pairs of account and address; the oldest is forgotten when there are more."""


class Tries:
    """Counts in memory, one process for itself; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._failures: dict[bytes, tuple[int, datetime]] = {}
        # Memory shows no addresses: the salt lives and dies with the process.
        self._salt = os.urandom(16)

    def admits(self, password_hash: str, address: str, right: bool, now: datetime) -> bool:
        """Whether this try counts as a sign-in: ``right``, and not locked out at this address.

        The account is known by its password's hash, so a new password starts with a clean count,
        whichever process sets it. Tries while locked out do not prolong it.
        """
        key = blake2b(f"{password_hash} {address}".encode(), key=self._salt, digest_size=16).digest()
        with self._lock:
            count, last = self._failures.get(key, (0, now))
            if count >= FAILURES:
                if now < last + LOCKED:
                    return False
                count = 0
            self._failures.pop(key, None)
            if not right:
                self._failures[key] = (count + 1, now)
                if len(self._failures) > REMEMBERED:
                    del self._failures[next(iter(self._failures))]
            return right
