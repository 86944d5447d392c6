"""The case store: one door to the database, SQLite on one machine or PostgreSQL to grow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from cases import migrations
from cases.engine import can_write, create_private_file, make_engine, parse_address
from cases.errors import StoreDown
from cases.sealing import KeyRing
from cases.search.index import keep_heard
from humiao.clock import Clock, now
from humiao.privacy import MasterKey


@dataclass(frozen=True)
class Work:
    """One transaction with the keys and the clock that belong to it."""

    db: Session
    ring: KeyRing
    clock: Clock

    def commit(self) -> None:
        """Keeps what was done; without it everything is rolled back."""
        keep_heard(self)
        self.db.commit()


class Store:
    """The database at ``url`` (an SQLAlchemy address), read and written with the keys of ``master``.

    Nothing is opened before the first use, so a store can be made while its database is down.
    Raises HM005 when ``url`` is no address.
    """

    def __init__(self, url: str, master: MasterKey, clock: Clock = now) -> None:
        self.master = master
        self.clock = clock
        self.engine = make_engine(parse_address(url))
        self._writing = sessionmaker(self.engine, expire_on_commit=False)
        self._reading = sessionmaker(
            self.engine.execution_options(reading=True, postgresql_readonly=True), expire_on_commit=False
        )

    @contextmanager
    def session(self, *, reading: bool = False) -> Iterator[Work]:
        """A piece of work that is rolled back unless it calls ``commit``; raises StoreDown.

        On SQLite only one writer works at a time and others wait up to 5 s, so whatever takes long
        (the NLU server, the network) is asked before. ``reading`` sees one snapshot, waits for
        nobody and cannot commit.
        """
        with (self._reading if reading else self._writing)() as db:
            try:
                yield Work(db, KeyRing(self.master), self.clock)
            except (IntegrityError, DataError):
                raise  # the data are at fault, not the database
            except (DBAPIError, PoolTimeout) as error:
                raise StoreDown(type(error).__name__) from error

    def migrate(self) -> None:
        """Creates or updates the tables; safe to call from several processes; raises StoreDown."""
        try:
            create_private_file(self.engine.url)
            with self.engine.begin() as connection:
                migrations.upgrade(connection)
        except (OSError, DBAPIError) as error:
            raise StoreDown(type(error).__name__) from error

    def ready(self) -> bool:
        """Whether the database answers."""
        return self._holds(lambda connection: connection.scalar(select(1)) == 1)

    def current(self) -> bool:
        """Whether the database answers and has every migration of this version."""
        return self._holds(migrations.is_current)

    def writable(self) -> bool:
        """Whether a write can be begun within a second: nobody holds the database, and it is not read-only."""
        return can_write(self.engine)

    def close(self) -> None:
        """Closes idle connections; the store may still be used afterwards."""
        self.engine.dispose()

    def _holds(self, question: Callable[[Connection], bool]) -> bool:
        try:
            with self.engine.execution_options(reading=True).connect() as connection:
                return question(connection)
        except SQLAlchemyError:
            return False
