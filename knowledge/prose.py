"""What an answer's own words may claim: every article named is cited, nothing forbidden is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from humiao.errors import HumiaoError
from knowledge.entry import Entry
from knowledge.references import PREFIX

_NUMBER = "第[零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?"
_TOKEN = re.compile(rf"《([^《》]+)》|({_NUMBER})")


@dataclass(frozen=True)
class Phrase:
    """A way of putting it that no answer may use, and why."""

    pattern: re.Pattern[str]
    reason: str


def load_phrases(path: Path) -> tuple[Phrase, ...]:
    """Reads data/forbidden_phrases.yml; raises HM043 when it is broken."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        return tuple(Phrase(re.compile(row["pattern"]), row["reason"]) for row in data["phrases"])
    except (OSError, yaml.YAMLError, re.error, KeyError, TypeError) as error:
        raise HumiaoError("HM043", f"{path.name} cannot be used", str(error).split("\n")[0]) from error


def forbidden(entry: Entry, phrases: tuple[Phrase, ...]) -> Iterator[str]:
    """Every forbidden phrase that the entry uses, with the reason."""
    texts = (entry.prose, *(rule.gist for rule in entry.rules))
    for phrase in phrases:
        for text in texts:
            for match in phrase.pattern.finditer(text):
                yield f"「{match[0]}」：{phrase.reason}"


def uncited(entry: Entry) -> Iterator[str]:
    """Every 《law》第N条 of the prose that is neither cited nor covered by a rule.

    A number without a name of its own belongs to the law named last before it, or is cited under
    another law of the same entry (a list such as 《A》第一条和《B》；第二条 reads both ways).
    """
    cited = {(citation.short_law, citation.article) for citation in entry.citations}
    for part in (entry.child, entry.adult, *entry.steps):
        law, named = "", False
        for token in _TOKEN.finditer(part):
            if token[1] is not None:
                law, named, end = token[1].removeprefix(PREFIX), True, token.end()
                continue
            beside = named and token.start() - end <= 1
            named, end = beside, token.end()
            known = (law, token[2]) in cited or (not beside and any(token[2] == article for _, article in cited))
            if not known and not _by_rule(entry, law):
                yield f"《{law}》{token[2]}" if law else token[2]


def _by_rule(entry: Entry, law: str) -> bool:
    """Rules below statute level are named in short in the prose: either name holds the other."""
    return bool(law) and any(law in rule.name or rule.name in law for rule in entry.rules)
