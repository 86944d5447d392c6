"""Run by Alembic for every command: hands it the store's connection and the tables."""

from __future__ import annotations

from alembic import context

from cases.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    # Both databases roll back changes of tables; a migration is made whole or not at all.
    transactional_ddl=True,
    # SQLite changes a column by copying the table.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
