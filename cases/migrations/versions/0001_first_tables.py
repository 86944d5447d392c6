"""The first tables: staff, contacts, what they wrote and how it was judged."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None

ID = sa.String(36)
HASH = sa.String(64)
WORD = sa.String(40)
MOMENT = sa.DateTime(timezone=True)
SEALED = sa.LargeBinary()


def upgrade() -> None:
    _contacts()
    _operators()
    _staff_sessions()
    _conversations()
    _messages()
    _message_versions()
    _attachments()
    _assessments()


def downgrade() -> None:
    for table in (
        "assessments",
        "attachments",
        "message_versions",
        "messages",
        "conversations",
        "staff_sessions",
        "operators",
        "contacts",
    ):
        op.drop_table(table)


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", ID, primary_key=True),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("address_hash", HASH, nullable=False),
        sa.Column("address_sealed", SEALED, comment="sealed with the contact's own key"),
        sa.Column("key_wrapped", SEALED),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("erased_at", MOMENT),
        sa.UniqueConstraint("channel", "address_hash"),
    )


def _operators() -> None:
    op.create_table(
        "operators",
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.String(80), nullable=False, unique=True, comment="sign-in name"),
        sa.Column("shown_as", sa.String(80), nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("disabled_at", MOMENT),
        sa.Column("failures", sa.Integer(), nullable=False, comment="wrong passwords in a row"),
        sa.Column("locked_until", MOMENT),
    )


def _staff_sessions() -> None:
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", HASH, primary_key=True),
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("csrf", HASH, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
    )
    op.create_index("ix_staff_sessions_operator_id", "staff_sessions", ["operator_id"])


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", ID, primary_key=True),
        sa.Column("contact_id", ID, sa.ForeignKey("contacts.id"), nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("key_wrapped", SEALED, comment="null: erased, unreadable for good"),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("erased_at", MOMENT),
        sa.Column("last_seq", sa.Integer(), nullable=False, comment="highest seq of a message"),
        sa.Column("level", WORD, nullable=False, comment="falls only by a named human"),
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), comment="set: the bot keeps silent"),
        sa.Column("clarified", sa.Integer(), nullable=False, comment="clarifying questions asked in a row"),
        sa.Column("state", sa.JSON(), nullable=False, comment="ids only, never text"),
    )
    op.create_index("ix_conversations_contact_id", "conversations", ["contact_id"])


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", ID, primary_key=True),
        sa.Column("conversation_id", ID, sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("author", WORD, nullable=False),
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id")),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("key_hash", HASH, comment="the channel's id of an inbound message, hashed"),
        sa.Column("body_sealed", SEALED, comment="JSON: text, choices, numbers"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False, comment="by the sender's clock"),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("processed_at", MOMENT, comment="null: inbound, still to be answered"),
        sa.UniqueConstraint("conversation_id", "key_hash"),
        sa.UniqueConstraint("conversation_id", "seq"),
    )
    op.create_index("ix_messages_unprocessed", "messages", ["author", "processed_at"])


def _message_versions() -> None:
    op.create_table(
        "message_versions",
        sa.Column("id", ID, primary_key=True),
        sa.Column("message_id", ID, sa.ForeignKey("messages.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "key_hash", HASH, unique=True, comment="the channel's id of the edit that replaced this text, hashed"
        ),
        sa.Column("body_sealed", SEALED),
        sa.Column("replaced_at", MOMENT, nullable=False),
        sa.UniqueConstraint("message_id", "version"),
    )


def _attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", ID, primary_key=True),
        sa.Column("message_id", ID, sa.ForeignKey("messages.id"), nullable=False),
        sa.Column("name_sealed", SEALED),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes before encryption"),
        sa.Column("content_sealed", SEALED),
    )
    op.create_index("ix_attachments_message_id", "attachments", ["message_id"])


def _assessments() -> None:
    op.create_table(
        "assessments",
        sa.Column("id", ID, primary_key=True),
        sa.Column("message_id", ID, sa.ForeignKey("messages.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("level", WORD, nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("act", sa.String(40)),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False, comment="ids and spans, never words"),
        sa.Column("entities_sealed", SEALED),
        sa.Column("degraded", sa.Boolean(), nullable=False),
        sa.Column("rules_version", sa.String(80), nullable=False),
        sa.Column("model_version", sa.String(80), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_assessments_message_id", "assessments", ["message_id"])
