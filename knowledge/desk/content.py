"""An entry's fields as they are stored, and the entry that they make."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from knowledge.desk.tables import Origin, RevisionRow
from knowledge.entry import KEYS, Entry, read_entry

DAYS = ("reviewed_at", "review_by")
SIGNED = ("author", "reviewer", "reviewed_at")
"""Who wrote and who read: of a text from the desk, its revision knows that, not its fields."""


def stored(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a YAML file as JSON: days become texts."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in data.items()}


def fields(content: Mapping[str, Any]) -> dict[str, Any]:
    """The stored fields as ``read_entry`` takes them."""
    days = {key: date.fromisoformat(content[key]) if content.get(key) else None for key in DAYS}
    return {**content, **days}


def entry_of(revision: RevisionRow) -> Entry:
    """The entry, signed by who wrote and read it; raises ValueError or TypeError when a field is wrong."""
    data = {key: value for key, value in fields(revision.content).items() if key in {*KEYS, "rules"}}
    if revision.origin != Origin.SHIPPED:
        read_on = revision.reviewed_at.date() if revision.reviewed_at else None
        signed = (revision.author_name, revision.reviewer_name or "", read_on)
        data |= dict(zip(SIGNED, signed, strict=True))
    return read_entry(data)
