"""How connections to the two databases are set up, so that a commit is durable and waits are bounded."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, make_url
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.event import listen
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from humiao.errors import HumiaoError

SQLITE = (
    "PRAGMA journal_mode=WAL",
    # WAL with NORMAL may lose the last commits when the power fails: a message we said we had received.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    # An erased key must not survive in the free pages of the file.
    "PRAGMA secure_delete=ON",
)

POSTGRESQL = (
    "SET lock_timeout='10s'",
    # A worker that hangs in the middle of its work must not hold a conversation for ever.
    "SET idle_in_transaction_session_timeout='60s'",
)

CONNECT = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
"""Seconds to connect, milliseconds until a silent PostgreSQL server counts as gone."""


def parse_address(written: str) -> URL:
    """The address of a database; raises HM005, which does not repeat it, for it may hold a password."""
    try:
        url = make_url(written)
        url.get_dialect()
    except (ArgumentError, ValueError, ImportError) as error:
        raise HumiaoError(
            "HM005",
            "HUMIAO_DATABASE is no address of a database",
            "such as postgresql+psycopg://desk@db/humiao; empty means SQLite in the var folder",
        ) from error
    return url


def make_engine(url: URL) -> Engine:
    """An engine for SQLite or PostgreSQL (psycopg, also when the address does not name it)."""
    # hide_parameters: an exception report must not carry what was being stored.
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, hide_parameters=True)
        listen(engine, "connect", _prepare_sqlite)
        listen(engine, "begin", _begin_sqlite)
        return engine
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_timeout=10, connect_args=CONNECT)
    listen(engine, "connect", _prepare_postgresql)
    return engine


def create_private_file(url: URL) -> None:
    """Makes the folder and the file of an SQLite store so that only their owner may read them."""
    if url.get_backend_name() != "sqlite" or not url.database:
        return
    path = Path(url.database)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # SQLite gives its -wal and -shm files the permissions of the file itself.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def can_write(engine: Engine) -> bool:
    """Whether a write transaction begins within a second; it is rolled back, and nothing is changed."""
    try:
        if engine.dialect.name == "sqlite":
            # A connection of its own: those of the pool wait longer, and should.
            place = f"{Path(engine.url.database or '').resolve().as_uri()}?mode=rw"
            with closing(sqlite3.connect(place, uri=True, timeout=1.0, isolation_level=None)) as own:
                own.execute("BEGIN IMMEDIATE")
                own.execute("ROLLBACK")
            return True
        with engine.connect() as connection:
            connection.exec_driver_sql("SET LOCAL lock_timeout='1s'")
            # Refused on a standby and when read-only; shared, so that two probes do not meet.
            connection.exec_driver_sql("SELECT 1 FROM alembic_version FOR KEY SHARE")
            return True
    except (sqlite3.Error, SQLAlchemyError):
        return False


def _prepare_sqlite(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    # The driver would begin a deferred transaction only before the first write; _begin_sqlite begins.
    connection.isolation_level = None
    _execute(connection, SQLITE)


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: a deferred transaction that reads first and writes later
    # fails when another wrote in between, and busy_timeout does not help it.
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _prepare_postgresql(connection: Any, entry: ConnectionPoolEntry) -> None:
    connection.autocommit = True  # else the settings end with the first rollback
    _execute(connection, POSTGRESQL)
    connection.autocommit = False


def _execute(connection: DBAPIConnection, statements: tuple[str, ...]) -> None:
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()
