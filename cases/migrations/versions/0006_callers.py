"""Contacts taken by hand, links between callers, merges."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.String(36)
WORD = sa.String(40)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _profiles()
    _marks()
    _merges()
    _flags()
    _non_data()


def downgrade() -> None:
    for table in ("non_data_contacts", "contact_flags", "caller_merges", "caller_marks", "caller_profiles"):
        op.drop_table(table)


def _profiles() -> None:
    op.create_table(
        "caller_profiles",
        sa.Column("conversation_id", ID, sa.ForeignKey("conversations.id"), primary_key=True),
        sa.Column("area", sa.String(6), nullable=False, comment="code of the county, GB/T 2260; empty: unknown"),
        sa.Column("age_band", WORD),
        sa.Column("gender", WORD),
        sa.Column("relation", WORD, comment="who calls"),
        sa.Column("words_sealed", sa.LargeBinary(), comment="JSON: name, age, phone, place, wish, warnings"),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", ID, sa.ForeignKey("operators.id")),
    )


def _marks() -> None:
    op.create_table(
        "caller_marks",
        sa.Column("conversation_id", ID, sa.ForeignKey("conversations.id"), primary_key=True),
        sa.Column("kind", WORD, primary_key=True),
        sa.Column("mark", sa.String(16), primary_key=True),
        sa.Column("at", MOMENT, nullable=False, comment="when the ticket was opened"),
    )
    op.create_index("ix_caller_marks_mark", "caller_marks", ["mark", "at"])


def _merges() -> None:
    op.create_table(
        "caller_merges",
        sa.Column("id", ID, primary_key=True),
        sa.Column("ticket_id", ID, sa.ForeignKey("tickets.id"), nullable=False, comment="the one that goes on"),
        sa.Column("merged_ticket_id", ID, sa.ForeignKey("tickets.id"), nullable=False),
        sa.Column("contact_id", ID, sa.ForeignKey("contacts.id"), nullable=False),
        sa.Column("merged_contact_id", ID, sa.ForeignKey("contacts.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary()),
        sa.Column("before", sa.JSON(), nullable=False, comment="states and ids that an undoing puts back, never words"),
        sa.Column("undone_at", MOMENT),
        sa.Column("undone_by", ID, sa.ForeignKey("operators.id")),
    )
    for column in ("ticket_id", "merged_ticket_id", "contact_id", "merged_contact_id"):
        op.create_index(f"ix_caller_merges_{column}", "caller_merges", [column])


def _flags() -> None:
    op.create_table(
        "contact_flags",
        sa.Column("id", ID, primary_key=True),
        sa.Column("conversation_id", ID, sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary()),
        sa.Column("lifted_at", MOMENT),
        sa.Column("lifted_by", ID, sa.ForeignKey("operators.id")),
    )
    op.create_index("ix_contact_flags_conversation_id", "contact_flags", ["conversation_id"])


def _non_data() -> None:
    op.create_table(
        "non_data_contacts",
        sa.Column("id", ID, primary_key=True),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), nullable=False),
        sa.Column(
            "conversation_id",
            ID,
            sa.ForeignKey("conversations.id"),
            comment="of the caller's number, or for the note",
        ),
        sa.Column("note_sealed", sa.LargeBinary()),
        sa.Column("undone_at", MOMENT),
    )
    op.create_index("ix_non_data_contacts_at", "non_data_contacts", ["at"])
    op.create_index("ix_non_data_contacts_conversation_id", "non_data_contacts", ["conversation_id"])
