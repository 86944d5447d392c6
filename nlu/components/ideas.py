"""Ideas and the words people have for them, read from data/words/domain.txt.

Nothing here imports Rasa, so the product's environment can test it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WORDS = ROOT / "data" / "words" / "domain.txt"
_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Ideas:
    """For each word the ideas it may stand for, such as 耳光 → slap."""

    of_word: dict[str, tuple[str, ...]]
    longest: int

    @classmethod
    def read(cls, text: str) -> Ideas:
        """Lines of ``idea: word word …``; raises ValueError naming the first line that is not one."""
        found: dict[str, tuple[str, ...]] = {}
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            idea, colon, words = line.partition(":")
            if not colon or not idea.isidentifier() or not words.split():
                raise ValueError(f"line {number} of the domain words is not 'idea: word word …'")
            for word in words.split():
                found[word] = tuple(dict.fromkeys((*found.get(word, ()), idea)))
        return cls(found, max(map(len, found), default=0))

    @property
    def words(self) -> Iterator[str]:
        """Words of two characters or more, which a tokenizer must keep whole."""
        return (word for word in self.of_word if len(word) > 1)

    def find(self, text: str) -> list[str]:
        """The ideas of ``text`` in order; the longest word wins. Time grows only with the text's length."""
        found: list[str] = []
        place = 0
        while place < len(text):
            word = self._longest_at(text, place)
            found.extend(self.of_word.get(word, ()))
            place += len(word) or 1
        return found

    def _longest_at(self, text: str, place: int) -> str:
        sizes = range(min(self.longest, len(text) - place), 0, -1)
        return next((text[place : place + size] for size in sizes if text[place : place + size] in self.of_word), "")


def fingerprint(words: Path = WORDS) -> str:
    """Changes with the words and with the code beside this file: Rasa's cache must not outlive either."""
    digest = hashlib.sha256()
    encoder = ROOT / "nlu" / "encoder"
    beside = (encoder / "reading.py", encoder / "artefact" / "card.json")
    for file in (words, ROOT / "humiao" / "text.py", *beside, *sorted(_HERE.glob("*.py"))):
        digest.update(file.read_bytes())
    return digest.hexdigest()
