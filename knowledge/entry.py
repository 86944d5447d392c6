"""A reviewed answer: what it says to a child and to an adult, and the law it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from humiao.vocabulary import RiskLevel, Topic
from knowledge.references import PREFIX

_TEXT = ("id", "title", "child", "adult", "author", "reviewer")
_TEXTS = ("questions", "steps", "contacts", "related", "never")
KEYS = (*_TEXT, *_TEXTS, "topic", "floor", "citations", "reviewed_at", "review_by")


@dataclass(frozen=True)
class Citation:
    """An article of a statute, with words that must stand in it for the answer to be right."""

    law: str
    article: str
    anchor: str

    @property
    def short_law(self) -> str:
        """The name as people print it, without 中华人民共和国."""
        return self.law.removeprefix(PREFIX)

    def __str__(self) -> str:
        return f"《{self.short_law}》{self.article}"


@dataclass(frozen=True)
class Rule:
    """A rule below statute level in our words: nobody compared it with its original here."""

    name: str
    number: str
    article: str
    gist: str


@dataclass(frozen=True)
class Entry:
    """One answer; ``review_by`` is the first day on which it is no longer served.

    ``floor`` is the least level of a message that tells of this happening to a child; a question
    about the law has none.
    """

    id: str
    title: str
    topic: Topic
    floor: RiskLevel
    questions: tuple[str, ...]
    child: str
    adult: str
    steps: tuple[str, ...]
    citations: tuple[Citation, ...]
    rules: tuple[Rule, ...]
    contacts: tuple[str, ...]
    related: tuple[str, ...]
    never: tuple[str, ...]
    author: str
    reviewer: str
    reviewed_at: date | None
    review_by: date

    @property
    def prose(self) -> str:
        """Everything that a person may read of our own words."""
        return "\n".join((self.title, self.child, self.adult, *self.steps))


def read_entry(data: Any) -> Entry:
    """The entry that a YAML file holds; raises ValueError saying which field is wrong."""
    if not isinstance(data, dict):
        raise TypeError("not a mapping of fields")
    if missing := [key for key in KEYS if key not in data]:
        raise ValueError(f"missing: {', '.join(missing)}")
    if unknown := sorted(set(data) - {*KEYS, "rules"}):
        raise ValueError(f"unknown: {', '.join(unknown)}")
    fields: dict[str, Any] = {key: _text(data, key) for key in _TEXT} | {key: _texts(data, key) for key in _TEXTS}
    return Entry(
        **fields,
        topic=Topic(_text(data, "topic")),
        floor=RiskLevel(_text(data, "floor")),
        citations=tuple(Citation(**_row(row, "law", "article", "anchor")) for row in data["citations"]),
        rules=tuple(Rule(**_row(row, "name", "number", "article", "gist")) for row in data.get("rules") or ()),
        reviewed_at=_day(data["reviewed_at"], "reviewed_at") if data["reviewed_at"] else None,
        review_by=_day(data["review_by"], "review_by"),
    )


def _text(data: dict[str, Any], key: str) -> str:
    if not isinstance(data[key], str):
        raise TypeError(f"{key} is not text")
    return str(data[key]).strip()


def _texts(data: dict[str, Any], key: str) -> tuple[str, ...]:
    rows: Sequence[Any] = data[key]
    if not isinstance(rows, list) or not all(isinstance(row, str) and row.strip() for row in rows):
        raise TypeError(f"{key} is not a list of texts (numbers need quotes)")
    return tuple(row.strip() for row in rows)


def _row(row: Any, *keys: str) -> dict[str, str]:
    if not isinstance(row, dict) or set(row) != set(keys):
        raise TypeError(f"a row needs exactly {', '.join(keys)}")
    return {key: str(row[key] or "").strip() for key in keys}


def _day(value: Any, key: str) -> date:
    if isinstance(value, date):
        return value
    raise TypeError(f"{key} is not a date like 2027-05-21")
