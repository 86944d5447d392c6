"""What somebody looks for: words, and facts that stand in the clear."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from cases.words import TicketStatus
from humiao.message import Channel
from humiao.vocabulary import RiskLevel, Topic, Word

ME, NOBODY = "me", "nobody"
"""Owners that are no one's id."""


class Stage(Word):
    """Open and ended, whatever the states are called."""

    OPEN = "open"
    ENDED = "ended"


class Clocked(Word):
    """What the clocks of a case say."""

    RUNNING = "running"
    LATE = "late"
    """At least one that still runs is past its time."""


@dataclass(frozen=True)
class Query:
    """Every case that fits all of it; what is empty is not asked.

    ``phrases`` must all stand in the case and ``without`` none. ``owner`` is an operator's id, me or
    nobody. ``since`` and ``until`` are days in China on which the case was opened, both included.
    """

    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    number: str = ""
    levels: tuple[RiskLevel, ...] = ()
    stage: Stage | None = None
    statuses: tuple[TicketStatus, ...] = ()
    topics: tuple[Topic, ...] = ()
    channels: tuple[Channel, ...] = ()
    owner: str = ""
    area: str = ""
    asked_for_human: bool = False
    clock: Clocked | None = None
    since: date | None = None
    until: date | None = None

    @property
    def has_words(self) -> bool:
        return bool(self.phrases or self.without)

    def as_text(self) -> str:
        """As it is kept, sealed."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, default=str)

    @classmethod
    def from_text(cls, kept: str) -> Query:
        """The query again; what a later version no longer knows is left out."""
        found: dict[str, Any] = json.loads(kept)
        return cls(**{f.name: _READ.get(f.name, _as_is)(found[f.name]) for f in fields(cls) if f.name in found})


def _as_is(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


_READ: Mapping[str, Callable[[Any], Any]] = {
    "levels": lambda values: tuple(map(RiskLevel, values)),
    "stage": Stage,
    "statuses": lambda values: tuple(map(TicketStatus, values)),
    "topics": lambda values: tuple(map(Topic, values)),
    "channels": lambda values: tuple(map(Channel, values)),
    "clock": Clocked,
    "since": date.fromisoformat,
    "until": date.fromisoformat,
}
