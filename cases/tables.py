"""The tables of the case store, as SQLAlchemy 2 typed models.

``*_sealed`` columns hold text encrypted with the conversation's data key (humiao/privacy.py);
nothing a person wrote, no name and no address is stored in any other column.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, MetaData, String, UniqueConstraint
from sqlalchemy import true as sa_true
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from cases.words import Author, Outcome, OutgoingKind, OutgoingState, Role, TaskKind, TicketStatus
from humiao.message import Channel, MessageKind
from humiao.moment import Moment
from humiao.vocabulary import RiskLevel, Word


class WordColumn(TypeDecorator[Word]):
    """A word of ours, stored by its value, so that reading the table needs no code."""

    impl = String(40)
    cache_ok = True

    def __init__(self, word: type[Word]) -> None:
        super().__init__()
        self.word = word

    def process_bind_param(self, value: Word | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.word(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Word | None:
        return None if value is None else self.word(value)


class Table(DeclarativeBase):
    """Base of every table."""

    # Named, so that a later migration can take a constraint away on either database.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        list[dict[str, Any]]: JSON(),
        bytes: LargeBinary(),
        Channel: WordColumn(Channel),
        MessageKind: WordColumn(MessageKind),
        RiskLevel: WordColumn(RiskLevel),
        Author: WordColumn(Author),
        TicketStatus: WordColumn(TicketStatus),
        Outcome: WordColumn(Outcome),
        OutgoingKind: WordColumn(OutgoingKind),
        OutgoingState: WordColumn(OutgoingState),
        TaskKind: WordColumn(TaskKind),
        Role: WordColumn(Role),
    }


def new_id() -> str:
    return str(uuid4())


class Contact(Table):
    """A person on a channel, known only by a keyed hash of the address."""

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("channel", "address_hash"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    channel: Mapped[Channel]
    address_hash: Mapped[str] = mapped_column(String(64))
    address_sealed: Mapped[bytes | None] = mapped_column(comment="sealed with the contact's own key")
    key_wrapped: Mapped[bytes | None]
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class Conversation(Table):
    """All that one contact and we say to each other, under one data key."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id"), index=True)
    channel: Mapped[Channel]
    key_wrapped: Mapped[bytes | None] = mapped_column(comment="null: erased, unreadable for good")
    opened_at: Mapped[datetime]
    last_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    last_seq: Mapped[int] = mapped_column(default=0, comment="highest seq of a message")
    level: Mapped[RiskLevel] = mapped_column(default=RiskLevel.NONE, comment="falls only by a named human")
    operator_id: Mapped[str | None] = mapped_column(ForeignKey("operators.id"), comment="set: the bot keeps silent")
    clarified: Mapped[int] = mapped_column(default=0, comment="clarifying questions asked in a row")
    state: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="ids only, never text")
    contact: Mapped[Contact] = relationship()


class Message(Table):
    """One message in either direction; an edit keeps the earlier text in message_versions."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "key_hash"),
        Index("ix_messages_unprocessed", "author", "processed_at"),
        Index("ix_messages_received_at", "received_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int]
    author: Mapped[Author]
    operator_id: Mapped[str | None] = mapped_column(ForeignKey("operators.id"))
    kind: Mapped[MessageKind] = mapped_column(default=MessageKind.TEXT)
    key_hash: Mapped[str | None] = mapped_column(String(64), comment="the channel's id of an inbound message, hashed")
    body_sealed: Mapped[bytes | None] = mapped_column(comment="JSON: text, choices, numbers")
    version: Mapped[int] = mapped_column(default=1)
    sent_at: Mapped[datetime] = mapped_column(comment="by the sender's clock")
    received_at: Mapped[datetime]
    processed_at: Mapped[datetime | None] = mapped_column(comment="null: inbound, still to be answered")
    conversation: Mapped[Conversation] = relationship()


class MessageVersion(Table):
    """The text of a message before an edit: it may be evidence."""

    __tablename__ = "message_versions"
    __table_args__ = (UniqueConstraint("message_id", "version"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"))
    version: Mapped[int]
    key_hash: Mapped[str | None] = mapped_column(
        String(64), unique=True, comment="the channel's id of the edit that replaced this text, hashed"
    )
    body_sealed: Mapped[bytes | None]
    replaced_at: Mapped[datetime]


class Attachment(Table):
    """A voice, photo or file a person sent, encrypted."""

    __tablename__ = "attachments"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), index=True)
    name_sealed: Mapped[bytes | None]
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(comment="bytes before encryption")
    content_sealed: Mapped[bytes | None]


class AssessmentRow(Table):
    """How one version of an inbound message was judged, and why."""

    __tablename__ = "assessments"
    __table_args__ = (Index("ix_assessments_at", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), index=True)
    version: Mapped[int]
    level: Mapped[RiskLevel]
    topics: Mapped[list[str]]
    act: Mapped[str | None] = mapped_column(String(40))
    confidence: Mapped[float]
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(comment="ids and spans, never words")
    entities_sealed: Mapped[bytes | None]
    degraded: Mapped[bool]
    rules_version: Mapped[str] = mapped_column(String(80))
    model_version: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]


class Ticket(Table):
    """A case for a human 转介单."""

    __tablename__ = "tickets"
    __table_args__ = (
        Index("ix_tickets_queue", "status", "level", "opened_at"),
        Index("ix_tickets_opened_at", "opened_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(20), unique=True, comment="readable, such as HM261121-0007")
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    level: Mapped[RiskLevel]
    status: Mapped[TicketStatus] = mapped_column(default=TicketStatus.RECEIVED)
    topics: Mapped[list[str]]
    asked_for_human: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("operators.id"))
    claimed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]
    graded_by: Mapped[str | None] = mapped_column(ForeignKey("operators.id"), comment="who confirmed the level")
    graded_at: Mapped[datetime | None]
    assignee_id: Mapped[str | None] = mapped_column(ForeignKey("operators.id"), comment="given to, not signed yet")
    assigned_at: Mapped[datetime | None]
    clocks_due: Mapped[bool] = mapped_column(
        default=True, index=True, server_default=sa_true(), comment="changed since its clocks were looked at"
    )
    area: Mapped[str | None] = mapped_column(
        String(12), comment="area code set by hand; null: the caller's (cases/areas.py)"
    )
    hidden_at: Mapped[datetime | None] = mapped_column(
        comment="under seal 封存: in no list, opened by break-glass only"
    )
    conversation: Mapped[Conversation] = relationship()
    owner: Mapped[Operator | None] = relationship(foreign_keys=[owner_id])
    assignee: Mapped[Operator | None] = relationship(foreign_keys=[assignee_id])


class TicketEvent(Table):
    """A change of a ticket: who, when, what, why."""

    __tablename__ = "ticket_events"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    at: Mapped[datetime]
    operator_id: Mapped[str | None] = mapped_column(ForeignKey("operators.id"), comment="null: the assistant")
    change: Mapped[str] = mapped_column(String(40), comment="opened, level, status, owner, closed")
    before: Mapped[str | None] = mapped_column(String(80))
    after: Mapped[str | None] = mapped_column(String(80))
    reason_sealed: Mapped[bytes | None]


class Task(Table):
    """Something a human still has to do for a ticket."""

    __tablename__ = "tasks"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    kind: Mapped[TaskKind]
    due_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(ForeignKey("operators.id"))
    detail_sealed: Mapped[bytes | None]


class Note(Table):
    """What an operator writes on a ticket; the caller never sees it."""

    __tablename__ = "notes"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"))
    at: Mapped[datetime]
    body_sealed: Mapped[bytes | None]


class Outgoing(Table):
    """A delivery to make: written with the change that causes it, made afterwards."""

    __tablename__ = "outgoing"
    __table_args__ = (Index("ix_outgoing_due", "target", "state", "next_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id, comment="also the delivery's key")
    kind: Mapped[OutgoingKind]
    target: Mapped[str] = mapped_column(String(40), comment="web, telegram, terminal, or desk for an alert")
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    message_id: Mapped[str | None] = mapped_column(ForeignKey("messages.id"))
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    operator_id: Mapped[str | None] = mapped_column(ForeignKey("operators.id"), comment="an alert for one person")
    clock: Mapped[str | None] = mapped_column(String(40), comment="the clock that ran out and caused the alert")
    state: Mapped[OutgoingState] = mapped_column(default=OutgoingState.DUE)
    attempts: Mapped[int] = mapped_column(default=0)
    doubtful: Mapped[bool] = mapped_column(default=False, comment="an attempt may have arrived: mark the next")
    created_at: Mapped[datetime]
    next_at: Mapped[datetime] = mapped_column(comment="due, or while sending: when the claim runs out")
    delivered_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(String(200), comment="why it failed, never its text")


class Operator(Table):
    """A member of staff."""

    __tablename__ = "operators"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80), unique=True, comment="sign-in name")
    shown_as: Mapped[str] = mapped_column(String(80))
    role: Mapped[Role]
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0, comment="wrong passwords in a row")
    locked_until: Mapped[datetime | None]
    areas: Mapped[list[str]] = mapped_column(
        default=list, server_default="[]", comment="area codes this person works for; empty: the whole desk"
    )


class StaffSession(Table):
    """A sign-in; the cookie holds the token, the table only its hash."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    waits_for: Mapped[str | None] = mapped_column(
        String(20), comment="second step still to do: code or enrolment; null: signed in"
    )
    operator: Mapped[Operator] = relationship()


class AuditEvent(Table):
    """One link of the audit chain: who did what to which record; never a person's words."""

    __tablename__ = "audit_events"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80), comment="operator id, 'bot', 'system' or 'cli'")
    action: Mapped[str] = mapped_column(String(60), comment="such as ticket:read, ticket:level:changed")
    subject: Mapped[str] = mapped_column(String(80), comment="such as ticket/<id>")
    detail: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), comment="keyed hash over this row and the previous digest")
