"""Reports that were made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "made_reports",
        sa.Column("period", sa.String(10), primary_key=True, comment="such as 2026-W47, 2026-11, 2026-Q4"),
        sa.Column("span", sa.String(10), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
    )
    op.create_table(
        "report_reads",
        sa.Column("period", sa.String(10), sa.ForeignKey("made_reports.period"), primary_key=True),
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_messages_received_at", "messages", ["received_at"])


def downgrade() -> None:
    op.drop_index("ix_messages_received_at", "messages")
    op.drop_table("report_reads")
    op.drop_table("made_reports")
