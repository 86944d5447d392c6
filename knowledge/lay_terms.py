"""What a matter is called in everyday words and in the statutes: data/words/lay_terms.yml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from humiao.errors import HumiaoError
from humiao.yaml_text import read_yaml
from knowledge.numerals import to_int
from knowledge.references import PREFIX
from knowledge.spelling import fold
from knowledge.statutes import Article

LONGER, TWO_PARTS, ENOUGH = 0.4, 0.3, 4
"""What each character beyond two adds to a way's weight, up to so many, and what … adds: 狗咬 tells more than 狗."""


@dataclass(frozen=True)
class Way:
    """One way to say it; ``telling`` weighs it."""

    pattern: re.Pattern[str]
    telling: float


@dataclass(frozen=True)
class LayTerm:
    """Ways to say it, and the statutes' words for it. ``who`` rows say whom it is about, not what happened."""

    ways: tuple[Way, ...]
    law: tuple[str, ...]
    who: bool = False

    def said(self, question: str) -> tuple[str, float] | None:
        """The words of the question that this row was found by, and how much they tell; the most telling way."""
        found = ((match[0], way.telling) for way in self.ways if (match := way.pattern.search(question)))
        return max(found, key=lambda pair: pair[1], default=None)


@dataclass(frozen=True)
class Part:
    """A law, or its articles from one number to another, and how often families' questions are about it."""

    weight: float
    first: int = 0
    last: int = 9999


@dataclass(frozen=True)
class LayTerms:
    """The vocabulary of the statute search, and what it expects of a question before it is asked."""

    terms: tuple[LayTerm, ...]
    laws: Mapping[str, tuple[Part, ...]]
    filler: re.Pattern[str]

    def said(self, question: str) -> Iterator[tuple[LayTerm, str, float]]:
        """Every row that the folded question uses, with the words that it was found by and how much they tell."""
        for term in self.terms:
            if found := term.said(question):
                yield term, *found

    def expected(self, article: Article) -> float:
        """0 for laws that families do not meet, up to 1."""
        parts = self.laws.get(article.law.removeprefix(PREFIX), ())
        number = to_int(article.article_no.split("条")[0].removeprefix("第")) or 0 if parts else 0
        return next((part.weight for part in parts if part.first <= number <= part.last), 0.0)


def load_lay_terms(path: Path) -> LayTerms:
    """Reads data/words/lay_terms.yml; raises HM048 when it is broken."""
    try:
        data: dict[str, Any] = read_yaml(path.read_text(encoding="utf-8"))
        rows = [(row, kind == "who") for kind in ("who", "terms") for row in data[kind]]
        terms = tuple(
            LayTerm(tuple(map(_way, row["say"].split())), tuple(row["law"].split()), who) for row, who in rows
        )
        laws: dict[str, tuple[Part, ...]] = {}
        for row in data["laws"]:
            part = Part(float(row["weight"]), row.get("first", 0), row.get("last", 9999))
            laws[row["law"]] = (*laws.get(row["law"], ()), part)
        return LayTerms(terms, laws, re.compile("|".join(map(re.escape, data["filler"].split()))))
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError, re.error) as error:
        raise HumiaoError("HM048", f"{path.name} cannot be used", str(error).split("\n")[0]) from error


def _term(row: dict[str, str], who: bool) -> LayTerm:
    return LayTerm(tuple(map(_way, row["say"].split())), tuple(row["law"].split()), who)


def _way(way: str) -> Way:
    """… stands for anything between two parts."""
    parts = [fold(part) for part in way.split("…")]
    length = min(sum(map(len, parts)) - 2, ENOUGH)
    return Way(re.compile(".*?".join(map(re.escape, parts))), 1 + LONGER * length + TWO_PARTS * (len(parts) > 1))
