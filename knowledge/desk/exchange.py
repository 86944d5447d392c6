"""Answers out of the desk and in again: everything that came is checked before anything is kept.

What comes in is a draft, whoever sent it: it is submitted and approved like any other text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.check import Gravity, check_entry
from knowledge.desk.content import DAYS, SIGNED, fields, stored
from knowledge.desk.drafts import ID
from knowledge.desk.exchange_sheets import Trouble
from knowledge.desk.served import served_revisions
from knowledge.desk.tables import EntryRow, Origin, RevisionRow
from knowledge.desk.workflow import Who, save
from knowledge.entry import KEYS, read_entry
from knowledge.prose import Phrase
from knowledge.statutes import Statutes

Content = dict[str, Any]


@dataclass(frozen=True)
class Incoming:
    """One answer of a file. ``place`` says where a field stands in it; the empty name is the whole answer."""

    id: str
    content: Content
    place: Callable[[str], str]


@dataclass(frozen=True)
class Change:
    """A new draft to be kept on top of ``parent``; 0: an answer that the desk does not have yet."""

    id: str
    content: Content
    parent: int


@dataclass(frozen=True)
class Plan:
    """What an import would do; with any trouble it does nothing."""

    changes: tuple[Change, ...]
    same: tuple[str, ...]
    troubles: tuple[Trouble, ...]


def outgoing(db: Session, on: date, *, newest: bool = False) -> list[Content]:
    """The answers served that day, or of each the newest text, drafts and retired ones among them.

    Signed as ``entry_of`` signs them: by who wrote and read the text, not by what its fields say.
    """
    rows = list(latest(db).values()) if newest else served_revisions(db, on)
    return [_signed(row) for row in rows]


def plan(db: Session, coming: Sequence[Incoming], statutes: Statutes, phrases: tuple[Phrase, ...], on: date) -> Plan:
    """Compares what came with what is there; every trouble of every answer is listed."""
    there = latest(db)
    known = {*there, *(one.id for one in coming)}
    changes: list[Change] = []
    same: list[str] = []
    troubles: list[Trouble] = []
    seen: set[str] = set()
    for one in coming:
        old = there.get(one.id)
        if one.id in seen:
            troubles.append(Trouble(one.place("id"), f"编号 {one.id} 出现了两次"))
        elif old is not None and _plain(one.content) == _plain(old.content):
            same.append(one.id)
        else:
            troubles += _troubles(one, statutes, phrases, on, known)
            changes.append(_change(one, old))
        seen.add(one.id)
    return Plan(tuple(changes), tuple(same), tuple(troubles))


def carry_out(db: Session, planned: Plan, *, by: Who, at: datetime) -> list[RevisionRow]:
    """Keeps the drafts; raises ValueError when the plan has troubles, for then nothing is imported."""
    if planned.troubles:
        raise ValueError("a plan with troubles is not carried out")
    return [
        save(db, one.id, one.content, parent=one.parent, by=by, at=at, why="导入", origin=Origin.IMPORTED)
        for one in planned.changes
    ]


def latest(db: Session) -> dict[str, RevisionRow]:
    """The newest revision of every entry, by its id."""
    joined = (EntryRow.id == RevisionRow.entry_id) & (EntryRow.latest == RevisionRow.number)
    rows = db.scalars(select(RevisionRow).join(EntryRow, joined).order_by(RevisionRow.entry_id))
    return {row.entry_id: row for row in rows}


def _change(one: Incoming, old: RevisionRow | None) -> Change:
    return Change(one.id, one.content, old.number if old else 0)


def _signed(row: RevisionRow) -> Content:
    content: Content = dict(row.content)
    if row.origin == Origin.SHIPPED:
        return content
    read_on = row.reviewed_at.date().isoformat() if row.reviewed_at and row.reviewer_name else None
    signed = (row.author_name, row.reviewer_name or "", read_on)
    return {**content, **dict(zip(SIGNED, signed, strict=True))}


def _plain(content: Mapping[str, Any]) -> Content:
    """What counts when two texts are compared: neither who signed nor blanks at the ends of a text."""
    return {
        key: _stripped(value) for key, value in content.items() if key not in SIGNED and value not in (None, [], "")
    }


def _stripped(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return [_stripped(one) for one in value]
    if isinstance(value, dict):
        return {key: _stripped(one) for key, one in value.items()}
    return value


def _troubles(
    one: Incoming, statutes: Statutes, phrases: tuple[Phrase, ...], on: date, known: set[str]
) -> Iterator[Trouble]:
    wrong = list(_wrong_fields(one.content))
    if isinstance(one.content.get("id"), str) and not ID.fullmatch(one.id):
        wrong.append(("id", "编号只能用小写字母、数字和下划线，以字母开头，三到六十位"))
    yield from (Trouble(one.place(key), text) for key, text in wrong)
    if wrong:
        return
    entry = read_entry(fields(one.content))
    for problem in check_entry(entry, statutes, on, phrases, known):
        if problem.gravity is Gravity.FAULT:
            yield Trouble(one.place(""), problem.text)


def _wrong_fields(content: Content) -> Iterator[tuple[str, str]]:
    """Every field that an entry cannot have, each tried alone in an entry that is otherwise right."""
    yield from ((key, f"缺少 {key}") for key in KEYS if key not in content)
    for key, value in content.items():
        try:
            read_entry(fields(stored({**_RIGHT, key: value})))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            yield key, f"{key} 不能用：{str(error).splitlines()[0] if str(error) else type(error).__name__}"


_RIGHT: Content = {
    **dict.fromkeys(("id", "title", "child", "adult", "author", "reviewer"), "x"),
    **{key: [] for key in ("questions", "steps", "contacts", "related", "never", "citations", "rules")},
    **dict.fromkeys(DAYS, "2026-01-01"),
    "topic": "physical_bullying",
    "floor": "none",
}
