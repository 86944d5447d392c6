"""Short messages that always mean the same act, understood also when the classifier is down."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

import yaml

from humiao.errors import HumiaoError
from humiao.text import normalise
from humiao.vocabulary import Act


@dataclass(frozen=True)
class Commands:
    """Exact phrases and the act each of them is."""

    acts: dict[str, Act]

    @classmethod
    def load(cls, path: Path) -> Commands:
        """Reads ``act: [phrases]``; raises HumiaoError for an unknown act or a phrase with two acts."""
        try:
            listed = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, yaml.YAMLError) as problem:
            raise HumiaoError("HM140", f"{path.name} cannot be read: {problem}") from problem
        acts: dict[str, Act] = {}
        for name, phrases in listed.items():
            act = _act_named(name, path)
            for phrase in phrases:
                key = bare(str(phrase))
                if acts.setdefault(key, act) is not act:
                    raise HumiaoError("HM140", f"{path.name}: {phrase!r} is listed under two acts")
        return cls(acts)

    def act(self, text: str) -> Act | None:
        """The act of the whole message, or None when it is anything more than a command."""
        return self.acts.get(bare(text))


def bare(text: str) -> str:
    """The normalised text without punctuation, blanks and emoji at its ends (a leading / stays)."""
    plain = normalise(text).text
    start, end = 0, len(plain)
    while start < end and not _counts(plain[start]) and plain[start] != "/":
        start += 1
    while end > start and not _counts(plain[end - 1]):
        end -= 1
    return plain[start:end]


def _counts(char: str) -> bool:
    return unicodedata.category(char)[0] in "LN"


def _act_named(name: object, path: Path) -> Act:
    try:
        return Act(name)
    except ValueError as problem:
        raise HumiaoError("HM140", f"{path.name}: {name!r} is not an act", "see Act in vocabulary.py") from problem
