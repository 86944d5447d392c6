"""Years of closed cases out of a few months of real ones: copied inside the database, with other ids and dates.

A copy's words do not open, for what is sealed opens only under its own id. Nobody opens an old case while
something is measured; what counts is that its rows, and the index rows that search looks through, are there.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Interval,
    String,
    Table,
    case,
    cast,
    func,
    insert,
    literal,
    select,
)

from cases.every_table import METADATA
from cases.store import Store
from cases.tables import AuditEvent
from cases.words import OutgoingState, TicketStatus

COPIED = (
    "contacts conversations messages assessments tickets ticket_events notes outgoing search_index audit_events"
).split()
_STAFF = {"operator_id", "owner_id"}
"""References that a copy shares with the original."""


def copy_cases(store: Store, copy: int, earlier: timedelta, links: int) -> None:
    """One more copy of everything, ``earlier`` than the original; ``links`` is the length of the first audit chain."""
    with store.engine.begin() as connection:
        sqlite = connection.dialect.name == "sqlite"
        for table in METADATA.sorted_tables:
            if table.name in COPIED:
                _copy(connection, table, copy, earlier, links, sqlite=sqlite)


def _copy(connection: Connection, table: Table, copy: int, earlier: timedelta, links: int, *, sqlite: bool) -> None:
    values = [_value(column, copy, earlier, links, sqlite=sqlite) for column in table.columns]
    # Every copy is made of the original alone.
    rows = select(*values).select_from(table)
    if table.name == AuditEvent.__tablename__:
        rows = rows.where(AuditEvent.seq <= links)
    else:
        key = next(iter(table.primary_key.columns))
        rows = rows.where(func.substr(key, 34, 1) != "_")
    connection.execute(insert(table).from_select([column.name for column in table.columns], rows))


def _value(column: ColumnElement, copy: int, earlier: timedelta, links: int, *, sqlite: bool) -> ColumnElement:
    name, mark = column.name, f"_{copy:02d}"
    if name == "seq" and column.table.name == AuditEvent.__tablename__:
        return column + links * copy
    if name == "number":
        return literal(f"X{copy:02d}", String) + func.substr(column, 3, type_=String)
    if name == "address_hash":
        return func.substr(column, 1, 61, type_=String) + mark
    if name == "status" and column.table.name == "tickets":
        return literal(TicketStatus.CLOSED, column.type)
    if name == "state" and column.table.name == "outgoing":
        return literal(OutgoingState.DELIVERED, column.type)
    if isinstance(getattr(column.type, "impl", None), DateTime):
        return _shifted(column, earlier, sqlite=sqlite)
    if name == "id" or (name.endswith("_id") and name not in _STAFF):
        return case((column.is_not(None), func.substr(column, 1, 33, type_=String) + mark))
    return column


def _shifted(column: ColumnElement, earlier: timedelta, *, sqlite: bool) -> ColumnElement:
    if sqlite:
        back = f"-{int(earlier.total_seconds())} seconds"
        return func.strftime("%Y-%m-%d %H:%M:%f", column, back, type_=String) + "000"
    return column - cast(literal(earlier), Interval)
