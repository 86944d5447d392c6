"""A text that is still being written: its fields, the answer it would make, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from humiao.vocabulary import RiskLevel, Topic
from knowledge.check import check_entry
from knowledge.desk.content import SIGNED, fields
from knowledge.desk.tables import EntryRow
from knowledge.entry import KEYS, Entry, read_entry
from knowledge.prose import Phrase
from knowledge.statutes import Statutes

ID = re.compile(r"[a-z][a-z0-9_]{2,59}")
"""The name of an entry for good: it stands in addresses and in the audit trail, which take short plain ASCII."""
TERM = timedelta(days=180)
"""After half a year somebody reads an answer again, unless its author says otherwise."""


def blank(on: date) -> dict[str, Any]:
    """The fields of an entry that nobody has written yet."""
    lists = ("questions", "steps", "citations", "rules", "contacts", "related", "never")
    texts = ("id", "title", "child", "adult", "author", "reviewer")
    return {
        **dict.fromkeys(texts, ""),
        **{name: [] for name in lists},
        "topic": Topic.SERVICE_INFO.value,
        "floor": RiskLevel.NONE.value,
        "reviewed_at": None,
        "review_by": (on + TERM).isoformat(),
    }


def draft_entry(content: Mapping[str, Any], author: str) -> Entry:
    """The answer that the text would make; raises ValueError or TypeError when a field is wrong.

    What a text holds beside the fields is no part of it.
    """
    known = {key: value for key, value in content.items() if key in {*KEYS, "rules"}}
    return read_entry(fields(known) | dict(zip(SIGNED, (author, "", None), strict=True)))


def faults(
    entry: Entry, statutes: Statutes, phrases: tuple[Phrase, ...], known: Collection[str], on: date
) -> list[str]:
    """Why it cannot be served on that day; a lapse counts too, for an approval must not come too late."""
    return [problem.text for problem in check_entry(entry, statutes, on, phrases, {*known, entry.id})]


def known_ids(db: Session) -> set[str]:
    """Entries that another one may call related."""
    return set(db.scalars(select(EntryRow.id).where(EntryRow.retired_on.is_(None))))


def free_id(db: Session, on: date, kind: str = "entry") -> str:
    """A name for an entry whose author gave none."""
    start = f"{kind}_{on:%Y%m%d}_"
    taken = set(db.scalars(select(EntryRow.id).where(EntryRow.id.startswith(start, autoescape=True))))
    return next(name for number in range(1, len(taken) + 2) if (name := f"{start}{number}") not in taken)


def same_text(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two texts say the same, whoever signed them."""
    return _unsigned(one) == _unsigned(other)


def _unsigned(content: Mapping[str, Any]) -> dict[str, Any]:
    plain = {key: value.strip() if isinstance(value, str) else value for key, value in content.items()}
    return {key: value for key, value in plain.items() if key not in SIGNED and value not in (None, "", [])}
