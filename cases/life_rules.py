"""The life of a case as data: states and moves read from a file and checked before anything relies on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cases.words import ENDED, TicketStatus
from humiao.errors import HumiaoError
from humiao.vocabulary import Word
from humiao.yaml_text import read_yaml


class Who(Word):
    """Who may make a move; what each means is at the top of data/desk/lifecycle.yml."""

    DUTY = "duty"
    NAMED = "named"
    OWNER = "owner"
    LEAD = "lead"
    REVIEWER = "reviewer"


class Need(Word):
    """What a move is not made without."""

    REASON = "reason"
    OWNER = "owner"
    OUTCOME = "outcome"
    TOLD = "told"


@dataclass(frozen=True)
class State:
    """A status as staff read it; ``owned``: somebody signed for it, ``quiet``: the assistant is silent."""

    name: str
    step: str
    owned: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class Move:
    """One way from one status to another."""

    before: TicketStatus
    after: TicketStatus
    name: str
    who: tuple[Who, ...]
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True)
class Life:
    """The whole table."""

    steps: tuple[str, ...]
    start: TicketStatus
    ends: tuple[TicketStatus, ...]
    states: Mapping[TicketStatus, State]
    moves: tuple[Move, ...]

    def move(self, before: TicketStatus, after: TicketStatus) -> Move | None:
        """The move between the two; staying is not a move."""
        return next((m for m in self.moves if (m.before, m.after) == (before, after)), None)


def read_life(path: Path) -> Life:
    """The table in this file; raises HM120 naming every fault."""
    try:
        life = _life(read_yaml(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise HumiaoError("HM120", f"{path.name} cannot be read ({error.strerror})") from error
    except Exception as error:  # a file written by hand can be broken in any way
        raise HumiaoError("HM120", f"{path.name} is broken", str(error).split("\n")[0]) from error
    if wrong := faults(life):
        raise HumiaoError("HM120", f"{path.name} does not hold together", "; ".join(wrong))
    return life


def faults(life: Life) -> list[str]:
    """What is wrong with a table: a state without way on, in or to the end, a move nobody can make."""
    found = [f"{status} has no row" for status in TicketStatus if status not in life.states]
    found += [f"{status} belongs to no step" for status, s in life.states.items() if s.step not in life.steps]
    if set(life.ends) != set(ENDED):
        found.append(f"the ends are {', '.join(ENDED)}")
    pairs = [(m.before, m.after) for m in life.moves]
    found += [f"{before} to {after} is there twice" for before, after in {p for p in pairs if pairs.count(p) > 1}]
    found += [f"{before} leads to itself" for before, after in pairs if before is after]
    found += [f"{status} is a dead end" for status in life.states if not any(b is status for b, _ in pairs)]
    reached = _reached(life, life.start)
    found += [f"{status} is never reached" for status in TicketStatus if status not in reached]
    found += [f"{status} never ends" for status in life.states if not _reached(life, status) & set(life.ends)]
    return found + [fault for move in life.moves for fault in _unmakable(life, move)]


def _unmakable(life: Life, move: Move) -> Iterator[str]:
    way = f"{move.before} to {move.after}"
    before, after = life.states.get(move.before), life.states.get(move.after)
    if not move.who:
        yield f"nobody may go from {way}"
    if before is None or after is None:
        return
    if not before.owned and (Who.OWNER in move.who or Need.OWNER in move.needs):
        yield f"{way} wants an owner, whom a ticket that is {move.before} has not"
    if move.before is not TicketStatus.ASSIGNED and Who.NAMED in move.who:
        yield f"{way} is for the person named, and nobody is"
    for need in (Need.OUTCOME, Need.TOLD):
        if need in move.needs and move.after not in life.ends:
            yield f"{way} needs {need}, which is only asked at the end"


def _reached(life: Life, start: TicketStatus) -> set[TicketStatus]:
    reached, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        fresh = {m.after for m in life.moves if m.before is here} - reached
        reached |= fresh
        waiting += fresh
    return reached


def _life(data: dict[str, Any]) -> Life:
    return Life(
        steps=tuple(data["steps"]),
        start=TicketStatus(data["start"]),
        ends=tuple(TicketStatus(end) for end in data["ends"]),
        states={TicketStatus(status): State(**fields) for status, fields in data["states"].items()},
        moves=tuple(_moves(data["moves"])),
    )


def _moves(rows: Iterable[dict[str, Any]]) -> Iterator[Move]:
    for row in rows:
        who, needs = tuple(map(Who, row["who"])), tuple(map(Need, row.get("needs", ())))
        for before in row["from"]:
            yield Move(TicketStatus(before), TicketStatus(row["to"]), row["name"], who, needs)
