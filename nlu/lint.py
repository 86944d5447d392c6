"""Faults in the labelled sentences: said twice, nearly twice, leaked into the held-out set, labelled two ways."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain

from humiao.vocabulary import RiskLevel
from nlu.sentences import Example, bare

NEAR = 0.7
"""Two sentences that share this part of their character pairs (Jaccard) say the same to a classifier."""
SHORT = 6
"""Up to so many characters a sentence is too short to be nearly another: 我被打了 and 我被打 are both right."""


class Fault(Enum):
    """What the linter looks for; each says what to do."""

    TWICE = "said twice: drop one"
    NEAR = "nearly said twice: rewrite or drop one"
    LEAK = "held out and trained on: drop it from data/nlu"
    CONFLICT = "the same words with two labels: decide"


@dataclass(frozen=True)
class Finding:
    """Two sentences that should not both stand as they do."""

    fault: Fault
    one: Example
    other: Example

    def __str__(self) -> str:
        return f"{self.fault.value}: {_place(self.one)} ~ {_place(self.other)}"


def findings(trained: Sequence[Example], held_out: Sequence[Example]) -> list[Finding]:
    """Every pair at fault, each once. A sentence of up to ``SHORT`` characters may be in both sets: 你好 is 你好."""
    everything = [*trained, *held_out]
    seen_held = len(trained)
    found = []
    for one, other in chain(_equal(everything), _near(everything)):
        leaks = (one >= seen_held) != (other >= seen_held)
        first, second = everything[one], everything[other]
        if leaks and len(bare(second.text)) <= SHORT:
            continue
        found.append(Finding(_fault(first, second, leaks=leaks), first, second))
    return found


def counts(examples: Sequence[Example]) -> dict[str, Counter[str]]:
    """How many sentences each intent has by level, and in ``*`` each sender."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for example in examples:
        table[example.intent][str(example.level)] += 1
        table["*"][example.sender] += 1
    return table


def disclosures(examples: Sequence[Example]) -> int:
    """Sentences at red or yellow."""
    return sum(example.level.rank >= RiskLevel.YELLOW.rank for example in examples)


def _fault(one: Example, other: Example, *, leaks: bool) -> Fault:
    if leaks:
        return Fault.LEAK
    if (one.intent, one.level) != (other.intent, other.level):
        return Fault.CONFLICT
    return Fault.TWICE if bare(one.text) == bare(other.text) else Fault.NEAR


def _equal(examples: Sequence[Example]) -> Iterator[tuple[int, int]]:
    first: dict[str, int] = {}
    for at, example in enumerate(examples):
        known = first.setdefault(bare(example.text), at)
        if known != at:
            yield known, at


def _near(examples: Sequence[Example]) -> Iterator[tuple[int, int]]:
    """Pairs over ``NEAR``, found through their rarest character pairs: a prefix filter misses none.

    With the pairs of all sentences in one order of rarity, two sets over the bar must share one of their
    first ``len - ceil(NEAR * len) + 1`` members, so only those are looked up.
    """
    texts = [bare(example.text) for example in examples]
    sets = [{text[at : at + 2] for at in range(len(text) - 1)} if len(text) > SHORT else set() for text in texts]
    often = Counter(pair for pairs in sets for pair in pairs)
    index: dict[str, list[int]] = defaultdict(list)
    for at, pairs in enumerate(sets):
        prefix = sorted(pairs, key=lambda pair: (often[pair], pair))[: len(pairs) - int(NEAR * len(pairs)) + 1]
        for other in {known for pair in prefix for known in index[pair]}:
            shared = len(pairs & sets[other])
            if shared > NEAR * (len(pairs) + len(sets[other]) - shared) and texts[at] != texts[other]:
                yield other, at
        for pair in prefix:
            index[pair].append(at)


def _place(example: Example) -> str:
    return f"{example.file or example.intent} [{example.level}] {example.text[:40]}"
