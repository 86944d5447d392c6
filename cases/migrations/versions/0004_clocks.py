"""The life of a case and its clocks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
PEOPLE = ("graded_by", "assignee_id")


def upgrade() -> None:
    with op.batch_alter_table("tickets") as tickets:
        tickets.add_column(sa.Column("graded_by", ID, comment="who confirmed the level"))
        tickets.add_column(sa.Column("graded_at", MOMENT))
        tickets.add_column(sa.Column("assignee_id", ID, comment="given to, not signed yet"))
        tickets.add_column(sa.Column("assigned_at", MOMENT))
        due = "changed since its clocks were looked at"
        tickets.add_column(sa.Column("clocks_due", sa.Boolean(), nullable=False, server_default=sa.true(), comment=due))
        for column in PEOPLE:
            tickets.create_foreign_key(f"fk_tickets_{column}", "operators", [column], ["id"])
        tickets.create_index("ix_tickets_clocks_due", ["clocks_due"])
    # What ended before there were clocks is not measured by them.
    op.execute("UPDATE tickets SET clocks_due = false WHERE status = 'closed'")
    _clock_runs()
    with op.batch_alter_table("outgoing") as outgoing:
        outgoing.add_column(sa.Column("operator_id", ID, comment="an alert for one person"))
        outgoing.add_column(sa.Column("clock", sa.String(40), comment="the clock that ran out and caused the alert"))
        outgoing.create_foreign_key("fk_outgoing_operator_id", "operators", ["operator_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("outgoing") as outgoing:
        outgoing.drop_constraint("fk_outgoing_operator_id", type_="foreignkey")
        outgoing.drop_column("clock")
        outgoing.drop_column("operator_id")
    op.drop_table("clock_runs")
    # Before this there were fewer states.
    op.execute("UPDATE tickets SET status = 'received' WHERE status IN ('graded', 'assigned')")
    op.execute("UPDATE tickets SET status = 'claimed' WHERE status = 'feedback'")
    op.execute("UPDATE tickets SET status = 'closed' WHERE status = 'checked'")
    with op.batch_alter_table("tickets") as tickets:
        tickets.drop_index("ix_tickets_clocks_due")
        for column in PEOPLE:
            tickets.drop_constraint(f"fk_tickets_{column}", type_="foreignkey")
        for column in ("graded_by", "graded_at", "assignee_id", "assigned_at", "clocks_due"):
            tickets.drop_column(column)


def _clock_runs() -> None:
    op.create_table(
        "clock_runs",
        sa.Column("id", ID, primary_key=True),
        sa.Column("ticket_id", ID, sa.ForeignKey("tickets.id"), nullable=False),
        sa.Column("clock", sa.String(40), nullable=False, comment="its id in data/desk/clocks.yml"),
        sa.Column("subject", ID, nullable=False, comment="what else it is about: a follow-up's id"),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("next_at", MOMENT, comment="when there is something to do; null: nothing more"),
        sa.Column("stopped_at", MOMENT),
        sa.Column("breached_at", MOMENT),
        sa.Column("told", sa.JSON(), nullable=False, comment="step, role, who (ids), when, how often"),
        sa.UniqueConstraint("ticket_id", "clock", "subject", "started_at"),
    )
    op.create_index("ix_clock_runs_next", "clock_runs", ["stopped_at", "next_at"])
    op.create_index("ix_clock_runs_breached", "clock_runs", ["breached_at"])
