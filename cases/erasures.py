"""The list of erasures, kept outside the database and its backups: random ids and moments, no more.

A backup made before an erasure still holds the wrapped key. When such a backup is restored, this
list says what must be erased again. A line lost in a crash is put back by ``collect``.
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from cases.durable import sync_folder
from cases.store import Store, Work
from cases.tables import Contact, Conversation

LIST = "erased.log"
"""The name of the list in the var folder and beside backups."""

_log = structlog.get_logger(__name__)
_LINE = re.compile(r"(conversations|contacts)/([0-9a-f-]{36}) (\S{1,40})")


@dataclass(frozen=True)
class Erasure:
    """One line of the list; ``table`` is conversations or contacts."""

    table: str
    id: str
    at: datetime

    def __str__(self) -> str:
        return f"{self.table}/{self.id} {self.at.isoformat()}"


class ErasureLog:
    """The list in a file that only grows, one line per erasure, on the disk when ``add`` returns."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, erasures: list[Erasure]) -> None:
        """Appends what is not in the list yet; raises OSError."""
        known = set(self.read())
        lines = [str(erasure) for erasure in erasures if erasure not in known]
        if not lines:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            # The empty line ends one that a power failure left half written.
            file.write("".join(f"\n{line}\n" for line in lines).encode())
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self.path.parent)

    def read(self) -> list[Erasure]:
        """Every whole line; half a line (a power failure) stands for an erasure that ``collect`` adds again.

        What cannot be read is skipped with a warning: one bad line must not stop a restore.
        """
        if not self.path.exists():
            return []
        lines = [line for line in self.path.read_text(encoding="ascii", errors="replace").splitlines() if line]
        found = [erasure for erasure in map(_erasure, lines) if erasure]
        if len(found) < len(lines):
            _log.warning("erasures.lines-skipped", file=self.path.name, count=len(lines) - len(found))
        return found


def _erasure(line: str) -> Erasure | None:
    found = _LINE.fullmatch(line)
    try:
        at = datetime.fromisoformat(found[3]) if found else None
    except ValueError:
        return None
    # A moment without its zone cannot be compared with those in the store.
    return Erasure(found[1], found[2], at) if found and at and at.tzinfo else None


def keep_log(store: Store, path: Path) -> None:
    """Where this store notes its erasures; unasked, SQLite does so in erased.log beside its file."""
    store.engine.update_execution_options(erasures=path)


def note_erasure(work: Work, erased: Conversation | Contact) -> None:
    """Writes to the list as soon as the caller's transaction is committed, and not if it is not."""
    if erased.erased_at is None:
        raise ValueError("not erased")
    if "erased" not in work.db.info:
        event.listen(work.db, "after_commit", _committed)
        event.listen(work.db, "after_rollback", lambda session: session.info["erased"].clear())
    work.db.info.setdefault("erased", []).append(Erasure(erased.__tablename__, erased.id, erased.erased_at))


def collect(work: Work, log: ErasureLog) -> None:
    """Adds every erasure that the database knows of to the list."""
    found = [
        Erasure(table.__tablename__, id, at)
        for table in (Conversation, Contact)
        for id, at in work.db.execute(select(table.id, table.erased_at).where(table.erased_at.is_not(None)))
        if at is not None
    ]
    log.add(found)


def _committed(session: Session) -> None:
    if session.in_nested_transaction():
        return  # only a savepoint: the transaction around it may still be rolled back
    erasures, session.info["erased"] = session.info["erased"], []
    engine = session.get_bind().engine
    path = _path(engine)
    if not erasures or path is None:
        return
    try:
        ErasureLog(path).add(erasures)
        _empty_wal(engine)
    except (OSError, sqlite3.Error) as error:
        # The erasure itself is committed; the next backup collects what is missing here.
        _log.error("erasures.not-noted", problem=type(error).__name__, count=len(erasures))


def _path(engine: Engine) -> Path | None:
    chosen = engine.get_execution_options().get("erasures")
    if chosen is None and engine.dialect.name == "sqlite" and engine.url.database:
        return Path(engine.url.database).parent / LIST
    return chosen


def _empty_wal(engine: Engine) -> None:
    """The write-ahead log still holds the page with the key; without other readers it can be emptied now."""
    if engine.dialect.name == "sqlite" and engine.url.database:
        with closing(sqlite3.connect(engine.url.database, timeout=0)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
