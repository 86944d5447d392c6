"""The clocks of data/desk/clocks.yml, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cases.clocks.hours import Counts
from cases.clocks.spans import span
from humiao.errors import HumiaoError
from humiao.settings import read_settings
from humiao.vocabulary import RiskLevel, Word
from humiao.yaml_text import read_yaml


class While(Word):
    """What a clock runs for; each is explained at the top of data/desk/clocks.yml."""

    UNHEARD = "unheard"
    UNCLAIMED = "unclaimed"
    UNDISPATCHED = "undispatched"
    UNREPORTED = "unreported"
    FOLLOW_UP = "follow_up"
    BY_HAND = "by_hand"


class Tell(Word):
    """Who hears that it takes too long."""

    OWNER = "owner"
    SUPERVISOR = "supervisor"
    DUTY_LEADER = "duty_leader"
    CHILD = "child"


@dataclass(frozen=True)
class Step:
    """Somebody is told so long after the start, and again ``every`` so often."""

    after: timedelta
    tell: Tell
    every: timedelta | None = None


@dataclass(frozen=True)
class Clock:
    """One limit; ``source`` is the statute, or that it is the desk's own."""

    id: str
    name: str
    levels: tuple[RiskLevel, ...]
    runs: While
    limit: timedelta
    counts: Counts
    steps: tuple[Step, ...]
    source: str
    then: str | None = None


@dataclass(frozen=True)
class Clocks:
    """All clocks by id, and when somebody is asked again at each level."""

    by_id: Mapping[str, Clock]
    follow_ups: Mapping[RiskLevel, tuple[str, ...]]


@cache
def clocks() -> Clocks:
    """The clocks, read once; raises HM121."""
    return read_clocks(read_settings().path("data") / "desk" / "clocks.yml")


def read_clocks(path: Path) -> Clocks:
    """The clocks in this file; raises HM121 naming what is wrong."""
    try:
        data = read_yaml(path.read_text(encoding="utf-8"))
        found = Clocks(
            {id: _clock(id, fields) for id, fields in data["clocks"].items()},
            {RiskLevel(level): tuple(spans) for level, spans in data["follow_ups"].items()},
        )
        wrong = faults(found)
    except OSError as error:
        raise HumiaoError("HM121", f"{path.name} cannot be read ({error.strerror})") from error
    except Exception as error:  # a file written by hand can be broken in any way
        raise HumiaoError("HM121", f"{path.name} is broken", str(error).split("\n")[0]) from error
    if wrong:
        raise HumiaoError("HM121", f"{path.name} does not hold together", "; ".join(wrong))
    return found


def faults(found: Clocks) -> list[str]:
    """What is wrong: a clock that nobody hears of, a repetition without end in sight, a successor that is not there."""
    wrong: list[str] = []
    for clock in found.by_id.values():
        staff = [step for step in clock.steps if step.tell is not Tell.CHILD]
        if not any(step.after >= clock.limit for step in staff):
            wrong.append(f"nobody hears that {clock.id} ran out")
        if not clock.source:
            wrong.append(f"{clock.id} has no source")
        if clock.then is not None and (clock.then not in found.by_id or clock.runs is not While.BY_HAND):
            wrong.append(f"{clock.id} is followed by {clock.then}, which cannot be")
        if clock.counts is Counts.DAYS and any(time % timedelta(days=1) for time in _times(clock)):
            wrong.append(f"{clock.id} counts whole days")
    for level in (RiskLevel.RED, RiskLevel.YELLOW):
        if not any(c.runs is While.UNCLAIMED and level in c.levels for c in found.by_id.values()):
            wrong.append(f"no clock says how long somebody at {level} may wait for a human")
    for texts in found.follow_ups.values():
        for text in texts:
            span(text)
    return wrong


def _times(clock: Clock) -> list[timedelta]:
    return [clock.limit, *(step.after for step in clock.steps)]


def waits_for_human(level: RiskLevel) -> Clock | None:
    """The clock that says how long somebody at this level may wait for a human."""
    found = (c for c in clocks().by_id.values() if c.runs is While.UNCLAIMED and level in c.levels)
    return min(found, key=lambda clock: clock.limit, default=None)


def _clock(id: str, fields: dict[str, Any]) -> Clock:
    if unknown := set(fields) - {"name", "levels", "while", "limit", "counts", "steps", "source", "then"}:
        raise ValueError(f"{id} has the unknown {', '.join(sorted(unknown))}")
    return Clock(
        id=id,
        name=fields["name"],
        levels=tuple(map(RiskLevel, fields.get("levels", RiskLevel))),
        runs=While(fields["while"]),
        limit=span(fields["limit"]),
        counts=Counts(fields.get("counts", Counts.ALWAYS)),
        steps=tuple(_step(**step) for step in fields["steps"]),
        source=fields.get("source", ""),
        then=fields.get("then"),
    )


def _step(after: str, tell: str, every: str | None = None) -> Step:
    return Step(span(after), Tell(tell), span(every) if every else None)
