"""Which way a referral may go, as one table that is checked when it is loaded."""

from __future__ import annotations

from collections.abc import Mapping

from cases.referral.words import ReferralState

_R = ReferralState

MOVES: Mapping[ReferralState, frozenset[ReferralState]] = {
    _R.DRAFT: frozenset({_R.SENT, _R.REVOKED}),
    # An agency that telephones may accept or decline at once.
    _R.SENT: frozenset({_R.ACKNOWLEDGED, _R.ACCEPTED, _R.REJECTED, _R.REVOKED}),
    _R.ACKNOWLEDGED: frozenset({_R.ACCEPTED, _R.REJECTED, _R.REVOKED}),
    _R.ACCEPTED: frozenset({_R.DONE, _R.REVOKED}),
    _R.REJECTED: frozenset(),
    _R.DONE: frozenset(),
    _R.REVOKED: frozenset(),
}
ENDS = frozenset({_R.REJECTED, _R.DONE, _R.REVOKED})
WAITING = frozenset({_R.SENT, _R.ACKNOWLEDGED, _R.ACCEPTED})
"""The agency has it and owes us the next word."""


def allowed(before: ReferralState, after: ReferralState) -> bool:
    """Whether a referral may go from one state to the other; staying is not a move."""
    return after in MOVES[before]


def faults(moves: Mapping[ReferralState, frozenset[ReferralState]]) -> list[str]:
    """What is wrong with a table of moves: no row, a dead end, no way in or none to an end."""
    found = [f"{state} has no row" for state in _R if state not in moves]
    found += [f"{state} leads to itself" for state, ways in moves.items() if state in ways]
    found += [f"{state} is a dead end" for state, ways in moves.items() if not ways and state not in ENDS]
    found += [f"{state} goes on after the end" for state, ways in moves.items() if ways and state in ENDS]
    found += [f"{state} is never reached" for state in _R if state not in _reached(moves, _R.DRAFT)]
    found += [f"{state} never ends" for state in moves if not ENDS & _reached(moves, state)]
    return found


def _reached(moves: Mapping[ReferralState, frozenset[ReferralState]], start: ReferralState) -> set[ReferralState]:
    reached, waiting = {start}, [start]
    while waiting:
        fresh = moves.get(waiting.pop(), frozenset()) - reached
        reached |= fresh
        waiting += fresh
    return reached


if _wrong := faults(MOVES):
    raise ValueError("; ".join(_wrong))
