"""Quality reviews and samples."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.String(36)
WORD = sa.String(40)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "quality_reviews",
        sa.Column("id", ID, primary_key=True),
        sa.Column("ticket_id", ID, sa.ForeignKey("tickets.id"), nullable=False),
        sa.Column("reviewer_id", ID, sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False, comment="points by item of the rubric; absent: not seen"),
        sa.Column("remark_sealed", sa.LargeBinary()),
    )
    op.create_index("ix_quality_reviews_ticket_id", "quality_reviews", ["ticket_id"])
    op.create_table(
        "quality_samples",
        sa.Column("id", ID, primary_key=True),
        sa.Column("week", sa.String(8), nullable=False, comment="such as 2026-W47"),
        sa.Column("conversation_id", ID, sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("level", WORD, nullable=False, comment="the highest that a message of that week was given"),
        sa.Column("drawn_at", MOMENT, nullable=False),
        sa.Column("verdict", WORD),
        sa.Column("should", WORD),
        sa.Column("judged_at", MOMENT),
        sa.Column("judged_by", ID, sa.ForeignKey("operators.id")),
        sa.UniqueConstraint("week", "conversation_id"),
    )
    op.create_index("ix_quality_samples_conversation_id", "quality_samples", ["conversation_id"])
    op.create_table(
        "quality_corrections",
        sa.Column("message_id", ID, sa.ForeignKey("messages.id"), primary_key=True),
        sa.Column("given", WORD, nullable=False),
        sa.Column("should", WORD, nullable=False),
        sa.Column("topic", WORD, comment="what it is about, as whoever approved it says"),
        sa.Column("cause", WORD, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", ID, sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), comment="the sentence as it was approved, without names"),
        sa.Column("fate", WORD),
        sa.Column("settled_at", MOMENT),
        sa.Column("settled_by", ID, sa.ForeignKey("operators.id")),
    )


def downgrade() -> None:
    for table in ("quality_corrections", "quality_samples", "quality_reviews"):
        op.drop_table(table)
