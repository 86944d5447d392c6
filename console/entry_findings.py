"""Everything that an editor should know about a text before somebody else reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from console.entry_words import problem
from console.workbench import Workbench, wordings
from knowledge.desk.drafts import faults
from knowledge.entry import Entry
from knowledge.reading_level import BREATH, LONGEST, MEAN, Reading, reading


@dataclass(frozen=True)
class Findings:
    """``faults`` keep it from being submitted; ``advice`` is for a person to weigh."""

    faults: tuple[str, ...]
    advice: tuple[str, ...]
    reading: Reading


def findings(bench: Workbench, entry: Entry, known: Collection[str], on: date) -> Findings:
    """All of them, in plain Chinese."""
    read = reading(entry.child, bench.hard_terms, entry.title)
    refused = faults(entry, bench.kit.statutes, bench.phrases, known, on)
    advice = (*_reading(read), *_contacts(bench, entry, on), *_taken(bench, entry))
    return Findings(tuple(map(problem, refused)), advice, read)


def _reading(read: Reading) -> Iterator[str]:
    for sentence in read.long_sentences:
        yield f"给孩子的这句超过 {LONGEST} 字，拆成两句：“{_short(sentence)}”"
    for breath in read.long_breaths:
        yield f"给孩子的这段超过 {BREATH} 字没有停顿：“{_short(breath)}”"
    if read.mean > MEAN:
        yield f"给孩子的句子平均 {read.mean:.0f} 字，最好不超过 {MEAN:.0f} 字"
    for term in read.hard:
        yield f"孩子可能不懂“{term.term}”，可以说“{term.say}”"


def _contacts(bench: Workbench, entry: Entry, on: date) -> Iterator[str]:
    for number in entry.contacts:
        if not bench.kit.directory.numbers([number], area=bench.kit.area, on=on):
            yield f"号码 {number} 在号码本里已过期或没有，现在不会显示给求助者"


def _taken(bench: Workbench, entry: Entry) -> Iterator[str]:
    """A known question word for word has one answer: of two that claim it, only one is found by it."""
    for text in wordings(entry):
        other = bench.owner(text)
        if other and other.id != entry.id:
            yield f"“{text}”已经是《{other.title}》的问法"


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:24]}……"
