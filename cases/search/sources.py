"""What is searched, opened: the words of a case, newest first, from every column of the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Select, select

from cases.bodies import open_body
from cases.every_table import METADATA
from cases.fields import Field, Show, field
from cases.sealing import place
from cases.search.columns import EARLIER, MESSAGES, SEARCHED, strings
from cases.store import Work
from cases.tables import Conversation, Message, MessageVersion, Operator, Ticket
from cases.wiping import belongs
from cases.words import Author
from humiao.moment import Moment

GUARDED: Mapping[str, Sequence[Field]] = {
    "caller_profiles": (Field.NAME, Field.PHONE, Field.ADDRESS, Field.PROFILE),
    "case_files": (Field.ATTACHMENTS,),
    "case_people": (Field.NAME, Field.PHONE),
    "case_talk": (Field.CHAT,),
    "notes": (Field.NOTES,),
}
"""Tables whose words only those find who may read these fields in full (data/desk/fields.yml)."""


@dataclass(frozen=True)
class Spoken:
    """One text of a case; ``seq`` is that of the message, ``label`` what staff call the place."""

    label: str
    text: str
    at: datetime | None
    seq: int | None = None


def case_words(work: Work, ticket: Ticket, operator: Operator) -> Iterator[Spoken]:
    """What this person may read of one case: the whole talk, and what was written into this very case."""
    yield from talk_words(work, ticket.conversation)
    for column, label in _COLUMNS:
        if _may_see(work, operator, ticket, column):
            yield from _sealed_words(work, ticket.conversation, column, label, ticket)


def conversation_words(work: Work, conversation: Conversation) -> Iterator[Spoken]:
    """The same of a whole conversation with all its cases, as the index wants it."""
    yield from talk_words(work, conversation)
    for column, label in _COLUMNS:
        yield from _sealed_words(work, conversation, column, label)


def talk_words(work: Work, conversation: Conversation) -> Iterator[Spoken]:
    """What was said, the assistant's own texts left out, and what it said before it was edited."""
    said = Message.conversation_id == conversation.id
    rows = select(Message).where(said, Message.author != Author.BOT, Message.body_sealed.is_not(None))
    for row in work.db.scalars(rows.order_by(Message.seq.desc())):
        yield Spoken(MESSAGES, open_body(work.ring, conversation, row).text, row.received_at, row.seq)
    earlier = select(MessageVersion, Message.seq).join(Message, Message.id == MessageVersion.message_id)
    for version, seq in work.db.execute(earlier.where(said, MessageVersion.body_sealed.is_not(None))):
        yield Spoken(EARLIER, open_body(work.ring, conversation, version).text, version.replaced_at, seq)


def _may_see(work: Work, operator: Operator, ticket: Ticket, column: Column[bytes]) -> bool:
    # Otherwise whoever sees 张** would find out the name by trying names.
    names = GUARDED.get(column.table.name, ())
    return all(field(work, operator, ticket, name) is Show.SHOW for name in names)


def _sealed_words(
    work: Work, conversation: Conversation, column: Column[bytes], label: str, ticket: Ticket | None = None
) -> Iterator[Spoken]:
    for row_id, at, sealed in work.db.execute(_rows(column, conversation.id, ticket)):
        where = place(f"{column.table.name}.{column.name}", row_id)
        for text in strings(work.ring.open_text(conversation, sealed, where)):
            yield Spoken(label, text, at)


def _rows(column: Column[bytes], conversation_id: str, ticket: Ticket | None) -> Select[str, datetime | None, bytes]:
    table = column.table
    moment = next(known for known in table.columns if isinstance(known.type, Moment))
    key = next(iter(table.primary_key.columns))
    rows = select(key, moment, column).where(column.is_not(None)).order_by(moment.desc())
    if ticket is not None and "ticket_id" in table.columns:
        return rows.where(table.columns["ticket_id"] == ticket.id)
    return rows.where(belongs(table, conversation_id))


def _columns() -> Iterator[tuple[Column[bytes], str]]:
    for written, label in SEARCHED.items():
        table, _, column = written.partition(".")
        yield METADATA.tables[table].columns[column], label


_COLUMNS = tuple(_columns())
