"""Whether a ten-year-old can read it: long sentences, long breaths and words that only lawyers know.

It advises and never refuses: a person decides whether a word must stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import yaml

from humiao.errors import HumiaoError

LONGEST = 45
"""Characters of one sentence: nine of ten shipped texts keep below, and what is above reads as two sentences."""
MEAN = 26.0
"""Characters on average: above it nearly every sentence of a text has several parts."""
BREATH = 18
"""Characters between two marks: six of the 223 shipped texts go beyond, and each reads better with a comma."""

_SENTENCE = re.compile(r"[。！？!?；;\n]+")
_BREATH = re.compile(r"[。！？!?；;\n，,、：:“”‘’（）()《》…—]+")
_COUNTED = re.compile(r"[\u4e00-\u9fffA-Za-z]|\d+")
"""A number counts once: 12355 is one thing to a reader."""


@dataclass(frozen=True)
class HardTerm:
    """A word that a child does not know, and what to say instead."""

    term: str
    say: str
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What was measured, and what should be put more simply."""

    sentences: int
    longest: int
    mean: float
    long_sentences: tuple[str, ...]
    long_breaths: tuple[str, ...]
    hard: tuple[HardTerm, ...]

    @property
    def easy(self) -> bool:
        return self.mean <= MEAN and not (self.long_sentences or self.long_breaths or self.hard)


def load_hard_terms(path: Path) -> tuple[HardTerm, ...]:
    """Reads data/words/hard_terms.yml; raises HM043 when it is broken."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))["terms"]
        return tuple(HardTerm(row["term"], row["say"], tuple(row.get("unless", ()))) for row in rows)
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise HumiaoError("HM043", f"{path.name} cannot be used", str(error).split("\n")[0]) from error


def reading(child: str, terms: tuple[HardTerm, ...], title: str = "") -> Reading:
    """Measures the child's text; the title is looked through for hard terms too, for a child is shown it."""
    sentences = [part.strip() for part in _SENTENCE.split(child) if length(part)]
    lengths = [length(part) for part in sentences]
    return Reading(
        len(sentences),
        max(lengths, default=0),
        fmean(lengths) if lengths else 0.0,
        tuple(part for part, size in zip(sentences, lengths, strict=True) if size > LONGEST),
        tuple(part.strip() for part in _BREATH.split(child) if length(part) > BREATH),
        tuple(hard(f"{title}\n{child}", terms)),
    )


def hard(text: str, terms: tuple[HardTerm, ...]) -> Iterator[HardTerm]:
    """The hard terms that the text uses and does not explain; of two that overlap, the longer."""
    left = text
    for one in sorted(terms, key=lambda one: -len(one.term)):
        seen = left
        for easy in one.unless:
            seen = seen.replace(easy, "\n")
        if one.term in seen:
            left = left.replace(one.term, "\n")
            if not _explained(one.term, text):
                yield one


def length(text: str) -> int:
    """Characters as a reader counts them: without marks, a number once."""
    return len(_COUNTED.findall(text))


def _explained(term: str, text: str) -> bool:
    """告诫书是警察写给…, 这叫临时监护，就是…: a word that the text explains may stay, a child learns it."""
    word = re.escape(term)
    return re.search(rf"{word}[”》]?[，,]?(?:就是|是指|意思是|是)|叫(?:做|作)?[“《]?{word}", text) is not None
