"""Emptying every sealed column that belongs to a conversation, whichever table it is in.

Closed by construction: a table with a ``*_sealed`` column that cannot be traced to a conversation
stops the import, so nobody adds words that an erasure would forget.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, delete, select, update

from cases.every_table import METADATA
from cases.store import Work
from cases.tables import Contact, Conversation, Message, Ticket


class ForgottenWords(Exception):
    """A sealed column that no erasure would empty."""


def empty(work: Work, conversation: Conversation) -> None:
    """Empties them all: a copy of the key that turned up later would open nothing."""
    work.db.flush()
    for table, columns in SEALED:
        emptied = update(table).where(belongs(table, conversation.id)).values(dict.fromkeys(columns))
        work.db.execute(emptied)
    for table in REMOVED:
        work.db.execute(delete(table).where(belongs(table, conversation.id)))
    work.db.expire_all()


def belongs(table: Table, conversation_id: str) -> ColumnElement[bool]:
    """The rows of the table that hold words of this conversation; raises ForgottenWords."""
    if "conversation_id" in table.columns:
        return table.columns["conversation_id"] == conversation_id
    if "ticket_id" in table.columns:
        return table.columns["ticket_id"].in_(select(Ticket.id).where(Ticket.conversation_id == conversation_id))
    if "message_id" in table.columns:
        return table.columns["message_id"].in_(select(Message.id).where(Message.conversation_id == conversation_id))
    raise ForgottenWords(f"{table.name} has sealed columns and neither conversation_id, ticket_id nor message_id")


def _sealed(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.name.endswith("_sealed")]


def _every_sealed() -> tuple[tuple[Table, tuple[str, ...]], ...]:
    # A contact's address is sealed with the contact's own key and erased with the contact.
    found = tuple(
        (table, tuple(_sealed(table)))
        for table in METADATA.sorted_tables
        if _sealed(table) and table.name != Contact.__tablename__
    )
    for table, _ in found:
        belongs(table, "")
    return found


SEALED = _every_sealed()
"""Each table that holds words, with its sealed columns."""

REMOVED = tuple(table for table in METADATA.sorted_tables if table.info.get("erased") == "removed")
"""Tables made from words whose rows go as a whole: a table says so in its ``info``."""
