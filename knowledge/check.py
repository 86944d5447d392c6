"""The check that every answer passes before anybody reads it, and again each time it is loaded."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

import yaml

from humiao.yaml_text import read_yaml
from knowledge.directory import KNOWN
from knowledge.entry import Citation, Entry, read_entry
from knowledge.prose import Phrase, forbidden, load_phrases, uncited
from knowledge.statutes import Statutes

FEWEST_QUESTIONS = 8
"""Search finds an answer by the ways people ask: with few it is found by luck."""
SHORTEST_ANCHOR = 4
"""Characters: shorter words stand in too many articles to prove the number."""


class Gravity(Enum):
    """What a problem means for the entry."""

    FAULT = "fault"
    """The file is wrong: nothing is loaded until somebody puts it right."""
    LAPSED = "lapsed"
    """It was right once: this entry is not served, the others are."""


@dataclass(frozen=True)
class Problem:
    """One finding about one entry."""

    entry: str
    gravity: Gravity
    text: str

    def __str__(self) -> str:
        return f"{self.entry}: {self.text}"


@dataclass(frozen=True)
class Checked:
    """All entries that could be read, and all problems found."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]

    @property
    def faults(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.gravity is Gravity.FAULT)

    @property
    def served(self) -> tuple[Entry, ...]:
        """Entries without a fault or a lapse."""
        held = {problem.entry for problem in self.problems}
        return tuple(entry for entry in self.entries if entry.id not in held)


def check(folder: Path, statutes: Statutes, today: date) -> list[Problem]:
    """Every problem of the folder's entries, gravest first; empty when all may be served today."""
    order = list(Gravity)
    problems = check_folder(folder, statutes, today).problems
    return sorted(problems, key=lambda one: (order.index(one.gravity), one.entry))


def check_folder(folder: Path, statutes: Statutes, today: date) -> Checked:
    """Reads and checks every YAML file of the folder; forbidden_phrases.yml lies beside the folder."""
    phrases = load_phrases(folder.parent / "forbidden_phrases.yml")
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            entry = read_entry(read_yaml(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError, TypeError) as error:
            problems.append(Problem(path.stem, Gravity.FAULT, str(error).split("\n")[0]))
            continue
        if entry.id != path.stem:
            problems.append(Problem(path.stem, Gravity.FAULT, f"the id is {entry.id!r}, not the name of the file"))
        entries[entry.id] = entry
    for entry in entries.values():
        problems.extend(check_entry(entry, statutes, today, phrases, entries))
    return Checked(tuple(entries.values()), tuple(problems))


def check_entry(
    entry: Entry, statutes: Statutes, today: date, phrases: tuple[Phrase, ...], known: Collection[str]
) -> Iterator[Problem]:
    """Every problem of one entry; ``known`` holds the ids that it may call related."""
    for text in (*_form(entry), *_contacts(entry), *(f"uses {found}" for found in forbidden(entry, phrases))):
        yield Problem(entry.id, Gravity.FAULT, text)
    for reference in uncited(entry):
        yield Problem(entry.id, Gravity.FAULT, f"names {reference} without citing it")
    for other in entry.related:
        if other not in known or other == entry.id:
            yield Problem(entry.id, Gravity.FAULT, f"is related to {other}, which is no other entry")
    for citation in entry.citations:
        yield from _citation(entry, citation, statutes, today)
    if today >= entry.review_by:
        yield Problem(entry.id, Gravity.LAPSED, f"was to be reviewed by {entry.review_by}")


def _form(entry: Entry) -> Iterator[str]:
    yield from (f"{name} is empty" for name in ("title", "child", "adult", "author") if not getattr(entry, name))
    if len(set(entry.questions)) < FEWEST_QUESTIONS or len(set(entry.questions)) < len(entry.questions):
        yield f"needs at least {FEWEST_QUESTIONS} questions, all different"
    if not entry.steps:
        yield "has no steps"
    if not entry.citations:
        yield "cites no statute"


def _contacts(entry: Entry) -> Iterator[str]:
    if len(entry.contacts) > 3:
        yield "shows more than three numbers"
    if strange := sorted(set(entry.contacts) - KNOWN):
        yield f"shows numbers that the directory does not know: {', '.join(strange)}"


def _citation(entry: Entry, citation: Citation, statutes: Statutes, today: date) -> Iterator[Problem]:
    """A wrong number or anchor is the author's fault; a law that is not in force is a matter of time."""
    article = statutes.article(citation.law, citation.article, today)
    if article is None:
        if statutes.ever(citation.law, citation.article) is None:
            yield Problem(entry.id, Gravity.FAULT, f"cites {citation}, which does not exist")
        else:
            yield Problem(entry.id, Gravity.LAPSED, f"cites {citation}, which is not in force on {today}")
    elif len(citation.anchor) < SHORTEST_ANCHOR:
        yield Problem(entry.id, Gravity.FAULT, f"has too short an anchor for {citation}")
    elif not proves(citation, article.text):
        yield Problem(entry.id, Gravity.FAULT, f"has an anchor that is not in {citation}: {citation.anchor}")


def proves(citation: Citation, text: str) -> bool:
    """True when the anchor stands word for word in the article's text."""
    return "".join(citation.anchor.split()) in "".join(text.split())
