"""What the whole desk looks at: the queue, the alerts and whether recognition works."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from cases import grants, reach, staff_file
from cases.board import last_degraded
from cases.clocks.promise import promise
from cases.clocks.reading import Run, running
from cases.followup.lists import Answered, answered
from cases.outbox import DeskAlert, desk_alerts
from cases.roster.deputies import deputies
from cases.roster.notices import Notice, unread
from cases.roster.offers import Offer, open_offers
from cases.roster.people import Person, everybody
from cases.staff_file import Checked
from cases.store import Store
from cases.tables import Operator
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
    to_review: tuple[tuple[str, datetime], ...] = ()
    """Who opened a case by break-glass and when, as long as nobody has judged it."""
    checks_due: tuple[Checked, ...] = ()
    """Staff whose yearly check is overdue or comes up."""
    offers: tuple[Offer, ...] = ()
    notices: tuple[Notice, ...] = ()
    people: tuple[Person, ...] = ()
    """Everybody who works cases: who is here, with how many chats."""
    deputies: Mapping[str, str] = field(default_factory=dict)
    """The second person responsible of each open ticket that has one, by the ticket's id."""
    clocks: Mapping[str, Sequence[Run]] = field(default_factory=dict)
    """What runs, by the ticket's id, the nearest limit first."""
    answered: tuple[Answered, ...] = ()
    """Callers who answered a follow-up, also in closed cases."""
    mark: str = field(default="", compare=False)

    @property
    def escalated(self) -> tuple[DeskAlert, ...]:
        """What rings for one person alone, cases that nobody has first; ``Watch.seen_by`` leaves only that person's."""
        called = (alert for alert in self.alerts if alert.for_id is not None)
        return tuple(sorted(called, key=lambda alert: not self._free(alert.ticket_id)))

    @property
    def calling(self) -> list[str]:
        """Numbers that must be heard: the ringing ones, and for a person called a red case that nobody has."""
        called = [a for a in self.escalated if a.level is RiskLevel.RED and self._free(a.ticket_id)]
        return list(dict.fromkeys([*(row.number for row in self.ringing), *(a.ticket_number for a in called)]))

    @property
    def unshown(self) -> frozenset[str]:
        """Tickets whose red alarm no open console has shown yet."""
        return frozenset(
            a.ticket_id for a in self.alerts if not a.shown and a.for_id is None and a.level is RiskLevel.RED
        )

    def row_of(self, ticket_id: str) -> QueueRow | None:
        return next((row for row in self.rows if row.id == ticket_id), None)

    def due(self, row: QueueRow) -> datetime | None:
        """When the nearest clock of this row runs out; before the worker has looked, as the rules say."""
        runs = self.clocks.get(row.id, ())
        if runs or row.owner_id is not None:
            return runs[0].due_at if runs else None
        expected = promise(row.level, row.opened_at, "")
        return expected.by if expected else None

    def _free(self, ticket_id: str) -> bool:
        row = self.row_of(ticket_id)
        return row is not None and row.owner_id is None

    @property
    def ringing(self) -> tuple[QueueRow, ...]:
        """Open red tickets with an alert that nobody has claimed or acknowledged."""
        loud = {alert.ticket_id for alert in self.alerts if alert.level is RiskLevel.RED and alert.for_id is None}
        return tuple(row for row in self.rows if row.id in loud)

    @property
    def waiting_red(self) -> tuple[QueueRow, ...]:
        """Red tickets that somebody has taken note of and nobody works on."""
        ringing = {row.id for row in self.ringing}
        return tuple(
            row for row in self.rows if row.level is RiskLevel.RED and row.owner is None and row.id not in ringing
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

    def seen_by(self, operator: Operator, *, fresh: bool = False) -> Glance:
        """The same for one person: without cases of other people's areas."""
        glance = self.glance(fresh=fresh)
        own = tuple(alert for alert in glance.alerts if alert.for_id in (None, operator.id))
        glance = replace(glance, alerts=own)
        if not operator.areas:
            return glance
        with self._store.session(reading=True) as work:
            mine = reach.open_ids(work, operator)
        rows = tuple(row for row in glance.rows if row.id in mine)
        # Who answered is shown without areas: the case may be closed, and a child waits.
        return replace(glance, rows=rows, alerts=tuple(a for a in glance.alerts if a.ticket_id in mine))

    def _look(self) -> Glance:
        with self._store.session(reading=True) as work:
            rows, alerts, degraded = queue(work), desk_alerts(work), last_degraded(work)
            hands = (tuple(open_offers(work)), tuple(unread(work)), tuple(everybody(work)), deputies(work))
            clocks = {ticket_id: tuple(runs) for ticket_id, runs in running(work).items()}
            followed = tuple(answered(work))
            to_review, checks_due = tuple(grants.unreviewed(work)), tuple(staff_file.due(work))
        rest = (to_review, checks_due, *hands)
        seen = Glance(tuple(rows), tuple(alerts), not self._pulse(), degraded, *rest, clocks=clocks, answered=followed)
        return replace(seen, mark=sha256(repr(seen).encode()).hexdigest()[:32])

    def _pulse(self) -> bool:
        if time.monotonic() - self._felt > PULSE:
            self._alive = self._nlu_alive()
            self._felt = time.monotonic()
        return self._alive
