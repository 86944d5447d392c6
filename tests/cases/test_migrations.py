"""The migrations make what cases/tables.py says, on both databases, and can be taken back."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import inspect

from cases import migrations
from cases.errors import StoreDown
from cases.gaps import Gap  # noqa: F401 - its table belongs to the metadata
from cases.store import Store
from cases.tables import Table
from humiao.privacy import MasterKey
from knowledge.desk.tables import KnowledgeTable


def test_up_down_and_up_again_leaves_every_table(empty_url: str, master: MasterKey) -> None:
    store = Store(empty_url, master)

    store.migrate()
    assert store.current()
    with store.engine.begin() as connection:
        migrations.downgrade(connection, "base")
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
    assert not store.current()
    store.migrate()

    known = {*Table.metadata.tables, *KnowledgeTable.metadata.tables, "alembic_version"}
    assert set(inspect(store.engine).get_table_names()) == known
    store.close()


def test_the_migrations_do_not_drift_from_the_tables(store: Store) -> None:
    with store.engine.begin() as connection:
        migrations.check(connection)


def test_two_processes_may_migrate_at_once(empty_url: str, master: MasterKey) -> None:
    stores = [Store(empty_url, master) for _ in range(3)]
    threads = [threading.Thread(target=one.migrate) for one in stores]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(one.current() for one in stores)
    for one in stores:
        one.close()


def test_a_store_without_tables_is_down_rather_than_current(empty_url: str, master: MasterKey) -> None:
    store = Store(empty_url, master)

    assert not store.current()
    with pytest.raises(StoreDown), store.session() as work:
        work.db.connection().exec_driver_sql("SELECT * FROM contacts")
    store.close()
