"""Duty, transfers and who has whom open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.String(36)
WORD = sa.String(40)
MOMENT = sa.DateTime(timezone=True)
SEALED = sa.LargeBinary()


def upgrade() -> None:
    _duty()
    _tickets()
    _handovers()
    _talk()


def downgrade() -> None:
    for table in (
        "case_talk",
        "handovers",
        "case_looks",
        "ticket_deputies",
        "ticket_wishes",
        "staff_skills",
        "seats",
        "shifts",
    ):
        op.drop_table(table)


def _duty() -> None:
    op.create_table(
        "shifts",
        sa.Column("id", ID, primary_key=True),
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
    )
    op.create_index("ix_shifts_operator_id", "shifts", ["operator_id"])
    op.create_index("ix_shifts_time", "shifts", ["starts_at", "ends_at"])
    op.create_table(
        "seats",
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), primary_key=True),
        sa.Column("presence", WORD, nullable=False),
        sa.Column("seen_at", MOMENT, comment="null: signed out"),
        sa.Column("capacity", sa.Integer(), nullable=False, comment="open chats at once"),
    )
    op.create_table(
        "staff_skills",
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), primary_key=True),
        sa.Column("skill", WORD, primary_key=True),
    )


def _tickets() -> None:
    op.create_table(
        "ticket_wishes",
        sa.Column("ticket_id", ID, sa.ForeignKey("tickets.id"), primary_key=True),
        sa.Column("skill", WORD, primary_key=True),
    )
    op.create_table(
        "ticket_deputies",
        sa.Column("ticket_id", ID, sa.ForeignKey("tickets.id"), primary_key=True),
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
    )
    op.create_index("ix_ticket_deputies_operator_id", "ticket_deputies", ["operator_id"])
    op.create_table(
        "case_looks",
        sa.Column("ticket_id", ID, sa.ForeignKey("tickets.id"), primary_key=True),
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), primary_key=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("typing_at", MOMENT),
    )
    op.create_index("ix_case_looks_seen_at", "case_looks", ["seen_at"])


def _handovers() -> None:
    op.create_table(
        "handovers",
        sa.Column("id", ID, primary_key=True),
        sa.Column("ticket_id", ID, sa.ForeignKey("tickets.id"), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("by_id", ID, sa.ForeignKey("operators.id"), comment="null: the roster"),
        sa.Column("from_id", ID, sa.ForeignKey("operators.id"), comment="the owner until then"),
        sa.Column("to_id", ID, sa.ForeignKey("operators.id"), comment="null: back to the queue"),
        sa.Column("offered_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.Column("giver_told_at", MOMENT, comment="who gave it has read what became of it"),
        sa.Column("taker_told_at", MOMENT, comment="who got it has read that it is theirs"),
        sa.Column("note_sealed", SEALED, comment="JSON: risk, promised, next"),
    )
    op.create_index("ix_handovers_ticket_id", "handovers", ["ticket_id"])
    op.create_index("ix_handovers_open", "handovers", ["state", "expires_at"])
    op.create_index("ix_handovers_answered", "handovers", ["answered_at"])


def _talk() -> None:
    op.create_table(
        "case_talk",
        sa.Column("id", ID, primary_key=True),
        sa.Column("ticket_id", ID, sa.ForeignKey("tickets.id"), nullable=False),
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("body_sealed", SEALED),
    )
    op.create_index("ix_case_talk_ticket_id", "case_talk", ["ticket_id"])
