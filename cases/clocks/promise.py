"""What may honestly be said to somebody who waits: by when a human has to be there, and if anybody works now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cases.clocks.hours import Counts, due_at, opens_at
from cases.clocks.hours_file import office_of
from cases.clocks.rules import waits_for_human
from humiao.vocabulary import RiskLevel


@dataclass(frozen=True)
class Promise:
    """``by``: when a human has to be there; ``opens``: from when anybody works, None when that is now."""

    by: datetime
    opens: datetime | None


def promise(level: RiskLevel, now: datetime, area: str) -> Promise | None:
    """What the rules of the desk ask for at this level; None where they ask for nothing."""
    clock = waits_for_human(level)
    if clock is None:
        return None
    office = office_of(area)
    opens = opens_at(now, office) if clock.counts is Counts.OFFICE else now
    return Promise(due_at(now, clock.limit, clock.counts, office), opens if opens > now else None)
