"""Work is rolled back unless committed, commits are durable, and a database that is down says so."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from cases.errors import StoreDown
from cases.store import Store, Work
from cases.tables import Contact
from humiao.errors import HumiaoError
from humiao.message import Channel
from humiao.privacy import MasterKey
from tests.conftest import MASTER, PostgresServer


def add_contact(work: Work, address: str = "a") -> None:
    work.db.add(Contact(channel=Channel.WEB, address_hash=address, created_at=work.clock()))
    work.db.flush()


def contacts(store: Store) -> int:
    with store.session(reading=True) as work:
        return work.db.scalar(select(func.count()).select_from(Contact)) or 0


def test_uncommitted_work_is_rolled_back(store: Store) -> None:
    with store.session() as work:
        add_contact(work)

    assert contacts(store) == 0


def test_work_that_fails_is_rolled_back(store: Store) -> None:
    with pytest.raises(LookupError), store.session() as work:
        add_contact(work)
        raise LookupError

    assert contacts(store) == 0


def test_committed_work_stays_and_what_came_after_the_commit_does_not(store: Store) -> None:
    with store.session() as work:
        add_contact(work, "before")
        work.commit()
        add_contact(work, "after")

    assert contacts(store) == 1


def test_reading_cannot_change_anything(store: Store) -> None:
    with pytest.raises(StoreDown), store.session(reading=True) as work:
        add_contact(work)

    with store.session() as work:
        add_contact(work)
        work.commit()
    assert contacts(store) == 1


def test_a_reader_does_not_wait_for_a_writer(store: Store) -> None:
    with store.session() as work:
        add_contact(work)
        assert contacts(store) == 0


def test_a_faulty_row_is_not_taken_for_a_database_that_is_down(store: Store) -> None:
    with pytest.raises(IntegrityError), store.session() as work:
        add_contact(work)
        add_contact(work)


def test_an_exception_never_shows_what_was_being_stored(store: Store) -> None:
    with pytest.raises(IntegrityError) as caught, store.session() as work:
        for _ in range(2):
            row = Contact(channel=Channel.WEB, address_hash="a", created_at=work.clock(), address_sealed=b"13800138000")
            work.db.add(row)
            work.db.flush()

    assert "13800138000" not in str(caught.value)


@pytest.mark.parametrize("url", ["sqlite:////proc/nowhere/humiao.db", "postgresql://nobody@127.0.0.1:1/none"])
def test_a_database_that_cannot_be_reached_is_down(url: str, master: MasterKey) -> None:
    store = Store(url, master)

    assert not store.ready()
    assert not store.current()
    assert not store.writable()
    with pytest.raises(StoreDown), store.session() as work:
        work.db.scalar(select(1))
    with pytest.raises(StoreDown):
        store.migrate()


def test_a_store_that_others_do_not_hold_can_be_written_and_is_not_changed(store: Store) -> None:
    assert store.writable()
    with store.session() as work:
        add_contact(work)
        work.commit()
    assert store.writable()
    assert contacts(store) == 1


def test_a_store_held_by_another_writer_reads_but_cannot_be_written(tmp_path: Path, migrated_sqlite: Path) -> None:
    file = tmp_path / "humiao.db"
    shutil.copy(migrated_sqlite, file)
    store = Store(f"sqlite:///{file}", MASTER)
    with store.session() as work:
        add_contact(work)
        assert store.current()
        assert not store.writable()
    assert store.writable()
    store.close()


def test_a_read_only_postgresql_cannot_be_written(postgres: PostgresServer) -> None:
    with postgres.database() as url:
        store = Store(f"{url}{'&' if '?' in url else '?'}options=-cdefault_transaction_read_only%3Don", MASTER)
        assert store.current()
        assert not store.writable()
        store.close()


@pytest.mark.parametrize("url", ["foo", "mysql+nothing://db/x", "sqlite+nothing:///x", "postgresql://db:port/x"])
def test_what_is_no_address_of_a_database_is_said_without_repeating_it(url: str, master: MasterKey) -> None:
    with pytest.raises(HumiaoError, match="HM005") as refused:
        Store(url, master)
    assert url not in str(refused.value)


def test_an_sqlite_file_full_of_rubbish_is_down(tmp_path: Path, master: MasterKey) -> None:
    (tmp_path / "humiao.db").write_bytes(b"not a database" * 1000)
    store = Store(f"sqlite:///{tmp_path / 'humiao.db'}", master)

    assert not store.ready()
    with pytest.raises(StoreDown), store.session() as work:
        work.db.scalar(select(1))


def test_sqlite_commits_survive_a_power_failure_and_only_the_owner_reads_the_file(
    tmp_path: Path, master: MasterKey
) -> None:
    file = tmp_path / "var" / "humiao.db"
    store = Store(f"sqlite:///{file}", master)
    store.migrate()

    with store.session() as work:
        pragmas = {p: work.db.scalar(text(f"PRAGMA {p}")) for p in ("journal_mode", "synchronous", "foreign_keys")}
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    store.close()


def test_postgresql_is_reached_without_naming_the_driver(master: MasterKey) -> None:
    assert Store("postgresql://desk@db/humiao", master).engine.dialect.driver == "psycopg"
