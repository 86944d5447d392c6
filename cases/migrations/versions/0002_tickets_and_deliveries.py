"""Tickets with what was done about them, deliveries to make, and the audit chain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.String(36)
HASH = sa.String(64)
WORD = sa.String(40)
MOMENT = sa.DateTime(timezone=True)
SEALED = sa.LargeBinary()


def upgrade() -> None:
    _tickets()
    _ticket_events()
    _tasks()
    _notes()
    _outgoing()
    _audit_events()


def downgrade() -> None:
    for table in ("audit_events", "outgoing", "notes", "tasks", "ticket_events", "tickets"):
        op.drop_table(table)


def _tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", ID, primary_key=True),
        sa.Column("number", sa.String(20), nullable=False, unique=True, comment="readable, such as HM261121-0007"),
        sa.Column("conversation_id", ID, sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("level", WORD, nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("asked_for_human", sa.Boolean(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("owner_id", ID, sa.ForeignKey("operators.id")),
        sa.Column("claimed_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.Column("outcome", WORD),
    )
    op.create_index("ix_tickets_conversation_id", "tickets", ["conversation_id"])
    op.create_index("ix_tickets_queue", "tickets", ["status", "level", "opened_at"])


def _ticket_events() -> None:
    op.create_table(
        "ticket_events",
        sa.Column("id", ID, primary_key=True),
        sa.Column("ticket_id", ID, sa.ForeignKey("tickets.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), comment="null: the assistant"),
        sa.Column("change", sa.String(40), nullable=False, comment="opened, level, status, owner, closed"),
        sa.Column("before", sa.String(80)),
        sa.Column("after", sa.String(80)),
        sa.Column("reason_sealed", SEALED),
    )
    op.create_index("ix_ticket_events_ticket_id", "ticket_events", ["ticket_id"])


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", ID, primary_key=True),
        sa.Column("ticket_id", ID, sa.ForeignKey("tickets.id"), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT),
        sa.Column("done_by", ID, sa.ForeignKey("operators.id")),
        sa.Column("detail_sealed", SEALED),
    )
    op.create_index("ix_tasks_ticket_id", "tasks", ["ticket_id"])


def _notes() -> None:
    op.create_table(
        "notes",
        sa.Column("id", ID, primary_key=True),
        sa.Column("ticket_id", ID, sa.ForeignKey("tickets.id"), nullable=False),
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("body_sealed", SEALED),
    )
    op.create_index("ix_notes_ticket_id", "notes", ["ticket_id"])


def _outgoing() -> None:
    op.create_table(
        "outgoing",
        sa.Column("id", ID, primary_key=True, comment="also the delivery's key"),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("target", sa.String(40), nullable=False, comment="web, telegram, terminal, or desk for an alert"),
        sa.Column("conversation_id", ID, sa.ForeignKey("conversations.id")),
        sa.Column("message_id", ID, sa.ForeignKey("messages.id")),
        sa.Column("ticket_id", ID, sa.ForeignKey("tickets.id")),
        sa.Column("state", WORD, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("doubtful", sa.Boolean(), nullable=False, comment="an attempt may have arrived: mark the next"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("next_at", MOMENT, nullable=False, comment="due, or while sending: when the claim runs out"),
        sa.Column("delivered_at", MOMENT),
        sa.Column("problem", sa.String(200), comment="why it failed, never its text"),
    )
    op.create_index("ix_outgoing_conversation_id", "outgoing", ["conversation_id"])
    op.create_index("ix_outgoing_due", "outgoing", ["target", "state", "next_at"])
    op.create_index("ix_outgoing_ticket_id", "outgoing", ["ticket_id"])


def _audit_events() -> None:
    op.create_table(
        "audit_events",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(80), nullable=False, comment="operator id, 'bot', 'system' or 'cli'"),
        sa.Column("action", sa.String(60), nullable=False, comment="such as ticket:read, ticket:level:changed"),
        sa.Column("subject", sa.String(80), nullable=False, comment="such as ticket/<id>"),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous", HASH, nullable=False),
        sa.Column("digest", HASH, nullable=False, comment="keyed hash over this row and the previous digest"),
    )
