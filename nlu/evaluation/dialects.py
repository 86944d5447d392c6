"""Guesses the dialect of a text from words that only its speakers write: for figures, never for judging."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from humiao.errors import HumiaoError
from humiao.text import is_han, normalise

TRADITIONAL = "traditional"
"""The name of a text in traditional script that no dialect claims."""
FEWEST = 2
"""Traditional characters that make a script: one alone may be a slip, a name or a disguise."""


@dataclass(frozen=True)
class Dialects:
    """The characteristic words of each dialect, normalised; the order decides between equals."""

    words: Mapping[str, tuple[str, ...]]

    @classmethod
    def load(cls, path: Path) -> Dialects:
        """Reads ``dialect: [words]``; raises HM074 for anything else and for a word that two dialects claim."""
        try:
            listed = yaml.safe_load(path.read_text(encoding="utf-8"))
            words = {str(name): tuple(_plain(word) for word in own) for name, own in listed.items()}
            everything = [word for own in words.values() for word in own]
            if twice := {word for word in everything if everything.count(word) > 1}:
                raise ValueError(f"listed twice: {' '.join(sorted(twice))}")
        except (OSError, yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
            raise HumiaoError("HM074", f"{path.name} cannot be used ({error})", "dialect: [words]") from error
        return cls(words)

    def name(self, text: str) -> str:
        """The dialect with the most of its words in ``text``, else ``traditional``, else nothing."""
        plain = normalise(text).text
        counts = {name: sum(word in plain for word in own) for name, own in self.words.items()}
        best = max(counts, key=lambda name: counts[name], default="")
        if best and counts[best]:
            return best
        return TRADITIONAL if is_traditional(text) else ""


def is_traditional(text: str) -> bool:
    """Whether several characters of ``text`` are ones that simplified script writes another way."""
    # One by one: together, characters that were taken apart (弓虽) would count as well.
    return sum(is_han(char) and normalise(char).text != char for char in text) >= FEWEST


def _plain(word: object) -> str:
    if not isinstance(word, str) or not word.strip():
        raise TypeError(f"{word!r} is no word")
    return normalise(word).text
