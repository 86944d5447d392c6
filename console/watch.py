"""What the whole desk looks at: the queue, the alerts and whether recognition works."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256

from cases.board import last_degraded
from cases.outbox import DeskAlert, desk_alerts
from cases.store import Store
from cases.tickets import QueueRow, queue
from humiao.vocabulary import RiskLevel

FRESH = 1.0
"""Seconds for which all waiting pages share one look at the store: many tabs cost as much as one."""

PULSE = 5.0
"""Seconds for which the answer about the NLU server is believed."""


@dataclass(frozen=True)
class Glance:
    """The desk at one moment."""

    rows: tuple[QueueRow, ...] = ()
    alerts: tuple[DeskAlert, ...] = ()
    nlu_down: bool = False
    degraded: bool = False
    mark: str = field(default="", compare=False)

    @property
    def ringing(self) -> tuple[QueueRow, ...]:
        """Open red tickets with an alert that nobody has claimed or acknowledged."""
        loud = {alert.ticket_id for alert in self.alerts if alert.level is RiskLevel.RED}
        return tuple(row for row in self.rows if row.id in loud)

    @property
    def waiting_red(self) -> tuple[QueueRow, ...]:
        """Red tickets that somebody has taken note of and nobody works on."""
        ringing = self.ringing
        return tuple(
            row for row in self.rows if row.level is RiskLevel.RED and row.owner is None and row not in ringing
        )


class Watch:
    """Looks at the store at most once per ``FRESH`` seconds, whoever asks."""

    def __init__(self, store: Store, nlu_alive: Callable[[], bool]) -> None:
        self._store = store
        self._nlu_alive = nlu_alive
        self._lock = threading.Lock()
        self._glance = Glance()
        self._looked = self._felt = float("-inf")
        self._alive = True

    def glance(self, *, fresh: bool = False) -> Glance:
        """The desk now, or up to ``FRESH`` seconds ago; raises StoreDown."""
        with self._lock:
            if fresh or time.monotonic() - self._looked > FRESH:
                self._glance = self._look()
                self._looked = time.monotonic()
            return self._glance

    def _look(self) -> Glance:
        with self._store.session(reading=True) as work:
            rows, alerts, degraded = queue(work), desk_alerts(work), last_degraded(work)
        # How long each waits is counted by the page itself: it must not make every look a change.
        still = tuple(replace(row, waiting=timedelta()) for row in rows)
        seen = Glance(still, tuple(alerts), not self._pulse(), degraded)
        return replace(seen, mark=sha256(repr(seen).encode()).hexdigest()[:32])

    def _pulse(self) -> bool:
        if time.monotonic() - self._felt > PULSE:
            self._alive = self._nlu_alive()
            self._felt = time.monotonic()
        return self._alive
