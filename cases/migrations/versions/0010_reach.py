"""Areas, access that ends, break-glass, second factors, the staff file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
SEALED = sa.LargeBinary()


def upgrade() -> None:
    op.add_column(
        "tickets",
        sa.Column("area", sa.String(12), comment="area code set by hand; null: the caller's (cases/areas.py)"),
    )
    op.add_column(
        "tickets",
        sa.Column("hidden_at", MOMENT, comment="under seal 封存: in no list, opened by break-glass only"),
    )
    op.add_column(
        "operators",
        sa.Column(
            "areas",
            sa.JSON(),
            nullable=False,
            server_default="[]",
            comment="area codes this person works for; empty: the whole desk",
        ),
    )
    op.add_column(
        "staff_sessions",
        sa.Column("waits_for", sa.String(20), comment="second step still to do: code or enrolment; null: signed in"),
    )
    _break_glass()
    _second_factors()
    _staff_file()


def downgrade() -> None:
    for table in ("staff_reminders", "staff_checks", "recovery_codes", "second_factors", "case_grants"):
        op.drop_table(table)
    for table, column in (
        ("staff_sessions", "waits_for"),
        ("operators", "areas"),
        ("tickets", "hidden_at"),
        ("tickets", "area"),
    ):
        op.drop_column(table, column)


def _break_glass() -> None:
    op.create_table(
        "case_grants",
        sa.Column("id", ID, primary_key=True),
        sa.Column("ticket_id", ID, sa.ForeignKey("tickets.id"), nullable=False),
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("reason_sealed", SEALED),
        sa.Column("reviewed_at", MOMENT),
        sa.Column("reviewed_by", ID, sa.ForeignKey("operators.id")),
        sa.Column("justified", sa.Boolean()),
        sa.Column("review_sealed", SEALED),
    )
    op.create_index("ix_case_grants_reach", "case_grants", ["ticket_id", "operator_id", "until"])
    op.create_index("ix_case_grants_reviewed_at", "case_grants", ["reviewed_at"])


def _second_factors() -> None:
    op.create_table(
        "second_factors",
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), primary_key=True),
        sa.Column("secret_wrapped", SEALED, nullable=False, comment="sealed with the master key"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, comment="null: shown, and no code of it was typed yet"),
        sa.Column("last_step", sa.Integer(), nullable=False, comment="the newest half minute whose code was used"),
        sa.Column("failures", sa.Integer(), nullable=False, comment="wrong codes in a row"),
        sa.Column("failed_at", MOMENT),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", ID, primary_key=True),
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False, comment="keyed hash"),
        sa.Column("used_at", MOMENT),
    )
    op.create_index("ix_recovery_codes_operator_id", "recovery_codes", ["operator_id"])


def _staff_file() -> None:
    op.create_table(
        "staff_checks",
        sa.Column("id", ID, primary_key=True),
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("clear", sa.Boolean(), nullable=False, comment="false: a record was found"),
        sa.Column("noted_by", ID, sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
    )
    op.create_index("ix_staff_checks_operator_id", "staff_checks", ["operator_id"])
    op.create_table(
        "staff_reminders",
        sa.Column("id", ID, primary_key=True),
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.UniqueConstraint("operator_id", "due_on", "overdue"),
    )
