"""How alike two articles are: the share of neighbouring characters that both have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from knowledge.fingerprint import words
from knowledge.statutes import Article


def likeness(one: str, other: str) -> float:
    """From 0 to 1, 1 for the same words (Dice's measure over pairs of characters)."""
    first, second = _pairs(one), _pairs(other)
    both = first.total() + second.total()
    return 2 * (first & second).total() / both if both else 1.0


def most_alike(text: str, articles: Iterable[Article]) -> tuple[Article, float] | None:
    """The article whose text is nearest, with how near it is; None when there are none."""
    scored = [(article, likeness(text, article.text)) for article in articles]
    return max(scored, key=lambda pair: pair[1], default=None)


def _pairs(text: str) -> Counter[str]:
    plain = words(text)
    return Counter(plain[at : at + 2] for at in range(len(plain) - 1))
