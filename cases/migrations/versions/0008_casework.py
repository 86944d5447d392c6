"""What is known and done in a case, and its follow-ups."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.String(36)
WORD = sa.String(40)
MOMENT = sa.DateTime(timezone=True)
SEALED = sa.LargeBinary()


def upgrade() -> None:
    _casework()
    _files()
    _followups()


def downgrade() -> None:
    op.drop_index("ix_tickets_claimed_at", "tickets")
    for table in (
        "contact_rules",
        "followups",
        "case_files",
        "case_attention",
        "case_people",
        "visits",
        "help_items",
        "case_sheets",
    ):
        op.drop_table(table)


def _id() -> sa.Column[Any]:
    return sa.Column("id", ID, primary_key=True)


def _ticket() -> sa.Column[Any]:
    return sa.Column("ticket_id", ID, sa.ForeignKey("tickets.id"), nullable=False)


def _operator(name: str = "operator_id", *, needed: bool = True) -> sa.Column[Any]:
    return sa.Column(name, ID, sa.ForeignKey("operators.id"), nullable=not needed)


def _casework() -> None:
    op.create_table(
        "case_sheets",
        _id(),
        _ticket(),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _operator(),
        sa.Column("mark", WORD, comment="a code such as the grade of bullying, never words"),
        sa.Column("body_sealed", SEALED, comment="JSON: field to text"),
        sa.UniqueConstraint("ticket_id", "kind", "version"),
    )
    op.create_table(
        "help_items",
        _id(),
        _ticket(),
        sa.Column("list", WORD, nullable=False),
        sa.Column("category", WORD, nullable=False),
        sa.Column("what_sealed", SEALED),
        sa.Column("who_sealed", SEALED, comment="the person or unit that does it"),
        sa.Column("yuan", sa.Integer()),
        sa.Column("due_on", sa.Date()),
        sa.Column("created_at", MOMENT, nullable=False),
        _operator("created_by"),
        sa.Column("ended_at", MOMENT),
        _operator("ended_by", needed=False),
        sa.Column("dropped", sa.Boolean(), nullable=False, comment="ended without having been done"),
        sa.Column("result_sealed", SEALED),
    )
    op.create_table(
        "visits",
        _id(),
        _ticket(),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("plan_sealed", SEALED, comment="who goes and what for"),
        _operator("created_by"),
        sa.Column("made_on", sa.Date()),
        sa.Column("report_sealed", SEALED, comment="JSON: who went, whom seen, findings, next"),
        _operator("reported_by", needed=False),
        sa.Column("cancelled_at", MOMENT),
    )
    op.create_index("ix_help_items_ticket_id", "help_items", ["ticket_id"])
    op.create_index("ix_visits_ticket_id", "visits", ["ticket_id"])


def _files() -> None:
    op.create_table(
        "case_people",
        _id(),
        _ticket(),
        sa.Column("side", WORD, nullable=False),
        sa.Column("unsafe", sa.Boolean(), nullable=False),
        sa.Column("person_sealed", SEALED, comment="JSON: name, relation, phone, note"),
        sa.Column("at", MOMENT, nullable=False),
        _operator(),
        sa.Column("removed_at", MOMENT),
    )
    op.create_table(
        "case_attention",
        sa.Column("ticket_id", ID, sa.ForeignKey("tickets.id"), primary_key=True),
        sa.Column("level", WORD, nullable=False),
        sa.Column("leader_sealed", SEALED, comment="the named leader; red needs one"),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _operator(),
    )
    op.create_table(
        "case_files",
        _id(),
        _ticket(),
        _operator(),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes before encryption"),
        sa.Column(
            "traces",
            sa.Boolean(),
            nullable=False,
            comment="a photo with EXIF: it may tell where and when it was taken",
        ),
        sa.Column("name_sealed", SEALED),
        sa.Column("note_sealed", SEALED),
        sa.Column("content_sealed", SEALED),
    )
    op.create_index("ix_case_people_ticket_id", "case_people", ["ticket_id"])
    op.create_index("ix_case_files_ticket_id", "case_files", ["ticket_id"])


def _followups() -> None:
    op.create_table(
        "followups",
        _id(),
        _ticket(),
        sa.Column("plan", sa.String(10), comment="the level that asked for it; null: by hand"),
        sa.Column("step", sa.String(20), comment="such as 72h"),
        sa.Column("way", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False, comment="this very time was agreed with the caller"),
        _operator("owner_id", needed=False),
        sa.Column("person_id", ID, sa.ForeignKey("case_people.id"), comment="whom to call"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.Column("message_id", ID, sa.ForeignKey("messages.id"), comment="what was sent last"),
        sa.Column("answered_at", MOMENT),
        sa.Column("answer_id", ID, sa.ForeignKey("messages.id")),
        sa.Column("ended_at", MOMENT),
        _operator("ended_by", needed=False),
        sa.Column("condition", WORD),
        sa.Column("safe", WORD),
        sa.Column("note_sealed", SEALED, comment="what to ask, what was agreed"),
        sa.Column("result_sealed", SEALED),
        sa.UniqueConstraint("ticket_id", "plan", "step"),
    )
    op.create_index("ix_followups_due", "followups", ["state", "due_at"])
    op.create_table(
        "contact_rules",
        sa.Column("conversation_id", ID, sa.ForeignKey("conversations.id"), primary_key=True),
        sa.Column("unsafe", sa.Boolean(), nullable=False, comment="somebody else may read it: never write first"),
        sa.Column("from_hour", sa.Integer(), comment="agreed hours by the clock in China; null: by day"),
        sa.Column("to_hour", sa.Integer()),
        sa.Column("stopped_at", MOMENT, comment="the caller wants no follow-up: never again"),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_index("ix_tickets_claimed_at", "tickets", ["claimed_at"])
