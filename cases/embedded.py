"""The embedded store as a file: where it lies, copying it while it is used, and having it for oneself."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from cases.engine import parse_address
from humiao.errors import HumiaoError
from humiao.settings import Settings


def database_file(settings: Settings) -> Path:
    """The file of the embedded store; raises HM005, or HM051 when the store is not one file."""
    url = parse_address(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise HumiaoError(
            "HM051",
            "only the embedded SQLite store is backed up and restored by this command",
            "use pg_dump and pg_restore, and keep var/erased.log and var/spool beside the dump",
        )
    return Path(url.database)


def copy_database(live: Path, copy: Path) -> Path:
    """A copy as of one moment, also while others write; raises HM055 when the file is damaged."""
    try:
        with (
            closing(sqlite3.connect(f"{live.resolve().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as made,
        ):
            source.backup(made)
            sound = made.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except sqlite3.Error as error:
        raise _damaged() from error
    if not sound:
        raise _damaged()
    return copy


def merge_log(file: Path) -> None:
    """Brings the write-ahead log into the file; raises sqlite3.OperationalError while others have it open."""
    with closing(sqlite3.connect(file, timeout=0)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def is_filled(file: Path) -> bool:
    """Whether people, staff or a trail are stored in the file; raises sqlite3.DatabaseError."""
    with closing(sqlite3.connect(file, timeout=0)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        ours = tables & {"contacts", "operators", "audit_events"}
        return any(connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in ours)  # noqa: S608


def _damaged() -> HumiaoError:
    return HumiaoError("HM055", "the database file is damaged", "restore the last backup and keep the damaged file")
