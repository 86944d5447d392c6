"""Texts that came with a newer program while the desk has its own: reported, never put in by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.desk.content import stored
from knowledge.desk.tables import Origin, RevisionRow
from knowledge.desk.workflow import content_hash

Contents = Mapping[str, Mapping[str, Any]]


@lru_cache(maxsize=1)
def shipped_contents(folder: Path) -> dict[str, dict[str, Any]]:
    """The stored form of every shipped entry, by its name; read once, for a newer program is a new process."""
    load = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where the library has it
    texts = ((path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yml")))
    return {name: stored(yaml.load(text, Loader=load)) for name, text in texts}  # noqa: S506 - a safe loader


def newer_shipped(db: Session, contents: Contents) -> list[str]:
    """Entries that the desk has written and whose shipped text is none that the desk has ever had."""
    rows = db.execute(select(RevisionRow.entry_id, RevisionRow.content_hash, RevisionRow.origin)).all()
    had = {(row.entry_id, row.content_hash) for row in rows}
    written = {row.entry_id for row in rows if row.origin != Origin.SHIPPED}
    return [name for name in contents if name in written and (name, content_hash(contents[name])) not in had]
