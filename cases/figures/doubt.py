"""A second set of figures that prints just like the true one: while there is one, nobody can be sure.

Found by moving one case: the count in question changes by one, and in every sum that is now wrong
another count makes up for it, until all sums are right again. A count that is printed so far may make
up for it too, at a price: it must then be hidden. The cheapest way is taken (best-first search).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import count

from cases.figures.grid import Line

PATIENCE = 20_000
"""Sets looked at for one count; the figures of a quarter need a few hundred at most."""

_SUM = 0.5
"""What a sum that is still wrong adds to the price: sets that are nearly right are looked at first."""

Moves = Mapping[str, int]


class Doubt:
    """``prices`` says for each count what it costs that it may be anything from 1 to a limit (None: without limit).

    Several such offers for one count are tried in their order; a count without any stays as it is.
    """

    def __init__(
        self, values: Mapping[str, int], lines: Sequence[Line], prices: Mapping[str, Sequence[tuple[int | None, float]]]
    ) -> None:
        self._values, self._prices = values, prices
        self._signs = [{line.total: -1} | dict.fromkeys(line.parts, 1) for line in lines]
        self._in: dict[str, list[int]] = {}
        for number, signs in enumerate(self._signs):
            for name in signs:
                if name in prices:
                    self._in.setdefault(name, []).append(number)
        self._choices = [[name for name in signs if name in prices] for signs in self._signs]

    def about(self, name: str) -> Moves | None:
        """The cheapest second set in which this count differs, as what differs by how much; None when there is none."""
        tie, seen = count(), set[frozenset[str]]()
        found: list[tuple[float, int, dict[str, int], dict[int, int]]] = []
        for step in (1, -1):
            if (cost := self._price(name, step)) is not None:
                heappush(found, (cost, next(tie), {name: step}, self._tilted({}, name, step)))
        for _ in range(PATIENCE):
            if not found:
                return None
            price, _, moves, wrong = heappop(found)
            if not wrong:
                return moves
            for other, step, more in min((list(self._repairs(moves, *one)) for one in wrong.items()), key=len):
                after = {**moves, other: step}
                if (key := frozenset(after)) not in seen:
                    seen.add(key)
                    tilted = self._tilted(wrong, other, step)
                    cost = price + more + _SUM * (len(tilted) - len(wrong))
                    heappush(found, (cost, next(tie), after, tilted))
        return None

    def _repairs(self, moves: Moves, number: int, surplus: int) -> Iterator[tuple[str, int, float]]:
        """Every single change that puts this sum right, with its price."""
        for name in self._choices[number]:
            step = -surplus * self._signs[number][name]
            if name not in moves and (cost := self._price(name, step)) is not None:
                yield name, step, cost

    def _tilted(self, wrong: Mapping[int, int], name: str, step: int) -> dict[int, int]:
        """By how much each sum is wrong after one more change."""
        after = dict(wrong)
        for number in self._in.get(name, ()):
            surplus = after.pop(number, 0) + step * self._signs[number][name]
            if surplus:
                after[number] = surplus
        return after

    def _price(self, name: str, step: int) -> float | None:
        """What the change costs; None where the count cannot change like this."""
        value = self._values[name] + step
        for most, price in self._prices[name] if value >= 1 else ():
            if most is None or value <= most:
                # Even a free change costs something: short ways are found first, and there are fewer of them.
                return price + 1.0
        return None
