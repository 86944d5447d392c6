"""Run by Alembic for every command: hands it the store's connection and the tables."""

from __future__ import annotations

from alembic import context
from sqlalchemy import MetaData

from cases.every_table import METADATA
from knowledge.desk.tables import KnowledgeTable

# One chain of migrations for the whole database; the parts themselves do not know each other.
everything = MetaData(naming_convention=METADATA.naming_convention)
for known in (METADATA, KnowledgeTable.metadata):
    for table in known.sorted_tables:
        table.to_metadata(everything)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=everything,
    # Both databases roll back changes of tables; a migration is made whole or not at all.
    transactional_ddl=True,
    # SQLite changes a column by copying the table.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
