"""The keyed index over encrypted text, and saved filters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.String(36)


def upgrade() -> None:
    op.create_table(
        "search_index",
        sa.Column("conversation_id", ID, sa.ForeignKey("conversations.id"), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "grams_sealed",
            sa.LargeBinary(),
            comment="sorted prints of four bytes, keyed and different in every conversation",
        ),
    )
    op.create_table(
        "searches",
        sa.Column("id", ID, primary_key=True, comment="random: stands in addresses"),
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(40), comment="null: not kept"),
        sa.Column("shared", sa.Boolean(), nullable=False, comment="for the whole desk; only without words"),
        sa.Column(
            "query_wrapped",
            sa.LargeBinary(),
            nullable=False,
            comment="under the master key: its words may name a child",
        ),
    )
    op.create_index("ix_searches_operator_id", "searches", ["operator_id", "made_at"])
    # Without these a look at the queue, or at the newest cases, grew with every case ever closed.
    op.create_index("ix_tickets_opened_at", "tickets", ["opened_at", "id"])
    op.create_index("ix_assessments_at", "assessments", ["at"])


def downgrade() -> None:
    op.drop_index("ix_assessments_at", "assessments")
    op.drop_index("ix_tickets_opened_at", "tickets")
    op.drop_table("searches")
    op.drop_table("search_index")
