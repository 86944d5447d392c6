"""What was made of each sentence at one time, kept without the sentences, so that two times can be compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from humiao.errors import HumiaoError
from humiao.vocabulary import RiskLevel
from nlu.evaluation.figures import versions
from nlu.evaluation.judging import Judged
from nlu.sentences import Example

FORM = 1
"""Of the file; a later form gets another number, and an old file is then refused and not misread."""


@dataclass(frozen=True)
class Verdict:
    """The level, and the topic or act named first; empty when none was."""

    level: RiskLevel
    topic: str


@dataclass(frozen=True)
class Verdicts:
    """Verdicts by the mark of their text, with the versions of program, rules and model that gave them."""

    versions: Mapping[str, str]
    by_mark: Mapping[str, Verdict]


def mark(text: str) -> str:
    """Names a text without telling it: the same text has the same mark, in every file."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def watched(trained: Sequence[Example], held_out: Sequence[Example]) -> list[Example]:
    """The sentences on which no release may lose a danger: all held-out ones, and the reds and yellows trained on."""
    return [*held_out, *(example for example in trained if example.level.needs_a_human)]


def verdicts_of(judged: Sequence[Judged]) -> Verdicts:
    """What was found for each sentence, without the sentences."""
    found = {mark(one.example.text): Verdict(one.found.level, (one.names or [""])[0]) for one in judged}
    return Verdicts(versions(judged), found)


def as_text(verdicts: Verdicts) -> str:
    """JSON with a line for each sentence, in the order of their marks: two files can be compared by eye."""
    rows = {name: [str(one.level), one.topic] for name, one in sorted(verdicts.by_mark.items())}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())
    head = f'"form": {FORM},\n"versions": {json.dumps(dict(verdicts.versions))}'
    return f'{{\n{head},\n"verdicts": {{\n{lines}\n}}\n}}\n'


def read_verdicts(path: Path) -> Verdicts:
    """Raises HM075 for anything that ``as_text`` did not write."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["form"] != FORM:
            raise ValueError(f"form {content['form']}, wanted {FORM}")
        rows = content["verdicts"].items()
        found = {str(name): Verdict(RiskLevel(level), str(topic)) for name, (level, topic) in rows}
        return Verdicts({str(part): str(version) for part, version in content["versions"].items()}, found)
    except (OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        fault = error.strerror if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
        hint = "humiao nlu verdicts --out writes one"
        raise HumiaoError("HM075", f"{path} is not a file of verdicts ({fault})", hint) from error


def by_mark(examples: Iterable[Example]) -> dict[str, Example]:
    """The present sentences, found by their marks; the first of two equal ones counts."""
    found: dict[str, Example] = {}
    for example in examples:
        found.setdefault(mark(example.text), example)
    return found
