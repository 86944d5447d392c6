"""Migrations of the case store, run by Alembic on a connection that the store gives."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

_LOCK = 0x48554D  # any number that nothing else on the server locks


def upgrade(connection: Connection, to: str = "head") -> None:
    """Brings the tables up to a revision within the connection's transaction."""
    command.upgrade(_config(connection), to)


def downgrade(connection: Connection, to: str) -> None:
    """Takes the tables down to a revision; ``base`` drops them all, with everything in them."""
    command.downgrade(_config(connection), to)


def check(connection: Connection) -> None:
    """Raises alembic.util.CommandError when tables.py says something that no migration does."""
    command.check(_config(connection))


def is_current(connection: Connection) -> bool:
    """Whether every migration of this version was made, and none of a newer one."""
    made = MigrationContext.configure(connection).get_current_heads()
    return set(made) == set(ScriptDirectory.from_config(_config(connection)).get_heads())


def _config(connection: Connection) -> Config:
    if connection.dialect.name == "postgresql" and not connection.get_execution_options().get("reading"):
        # Two processes that start together migrate one after the other (SQLite locks by itself).
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
