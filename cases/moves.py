"""Which way a ticket may go, as one table that is checked when it is loaded."""

from __future__ import annotations

from collections.abc import Mapping

from cases.words import TicketStatus

_S = TicketStatus

MOVES: Mapping[TicketStatus, frozenset[TicketStatus]] = {
    _S.RECEIVED: frozenset({_S.CLAIMED}),
    _S.CLAIMED: frozenset({_S.RECEIVED, _S.WAITING, _S.FOLLOW_UP, _S.CLOSED}),
    _S.WAITING: frozenset({_S.RECEIVED, _S.CLAIMED, _S.FOLLOW_UP, _S.CLOSED}),
    _S.FOLLOW_UP: frozenset({_S.RECEIVED, _S.CLAIMED, _S.WAITING, _S.CLOSED}),
    _S.CLOSED: frozenset({_S.RECEIVED}),
}


def allowed(before: TicketStatus, after: TicketStatus) -> bool:
    """Whether a ticket may go from one status to the other; staying is not a move."""
    return after in MOVES[before]


def faults(moves: Mapping[TicketStatus, frozenset[TicketStatus]]) -> list[str]:
    """What is wrong with a table of moves: no row, no way on, no way in or none to the end."""
    found = [f"{status} has no row" for status in TicketStatus if status not in moves]
    found += [f"{status} leads to itself" for status, ways in moves.items() if status in ways]
    found += [f"{status} is a dead end" for status, ways in moves.items() if not ways]
    found += [f"{status} is never reached" for status in TicketStatus if status not in _reached(moves, _S.RECEIVED)]
    found += [f"{status} never ends" for status in moves if _S.CLOSED not in _reached(moves, status)]
    return found


def _reached(moves: Mapping[TicketStatus, frozenset[TicketStatus]], start: TicketStatus) -> set[TicketStatus]:
    reached, waiting = {start}, [start]
    while waiting:
        fresh = moves.get(waiting.pop(), frozenset()) - reached
        reached |= fresh
        waiting += fresh
    return reached


if _wrong := faults(MOVES):
    raise ValueError("; ".join(_wrong))
