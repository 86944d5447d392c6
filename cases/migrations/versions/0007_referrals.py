"""Referrals to agencies and mandatory reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.String(36)
HASH = sa.String(64)
WORD = sa.String(40)
MOMENT = sa.DateTime(timezone=True)
SEALED = sa.LargeBinary()


def _case() -> sa.Column[str]:
    return sa.Column("ticket_id", ID, sa.ForeignKey("tickets.id"), nullable=False)


def _by(name: str = "operator_id", *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, ID, sa.ForeignKey("operators.id"), nullable=nullable)


def upgrade() -> None:
    _referrals()
    _links()
    _disclosures()
    _police()
    _subtasks()
    _reports()
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_index("ix_referrals_due", "referrals", ["state", "due_at"])


INDEXES = (
    ("referrals", "ticket_id"),
    ("referral_events", "referral_id"),
    ("referral_links", "referral_id"),
    ("disclosures", "ticket_id"),
    ("police_calls", "ticket_id"),
    ("police_lines", "call_id"),
    ("subtasks", "ticket_id"),
    ("mandatory_reports", "ticket_id"),
    ("report_flags", "ticket_id"),
)


def downgrade() -> None:
    for table in (
        "report_flags",
        "mandatory_reports",
        "subtasks",
        "police_lines",
        "police_calls",
        "disclosures",
        "referral_links",
        "referral_events",
        "referrals",
    ):
        op.drop_table(table)


def _referrals() -> None:
    op.create_table(
        "referrals",
        sa.Column("id", ID, primary_key=True),
        sa.Column("number", sa.String(30), nullable=False, unique=True, comment="readable, such as HM261121-0007-Z1"),
        _case(),
        sa.Column("kind", WORD, nullable=False, comment="of agency, data/desk/agencies.yml"),
        sa.Column("state", WORD, nullable=False),
        sa.Column("basis", WORD, nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False, comment="ids of what is passed on"),
        sa.Column("green", sa.Boolean(), nullable=False, comment="by the green channel"),
        sa.Column("created_at", MOMENT, nullable=False),
        _by("created_by"),
        sa.Column("sent_at", MOMENT),
        _by("sent_by", nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, comment="when the next word of the agency is owed"),
        sa.Column("reminders", sa.Integer(), nullable=False, comment="in the present state"),
        sa.Column("content_sealed", SEALED, comment="JSON: agency, what is sent and asked, consent"),
    )


def _links() -> None:
    op.create_table(
        "referral_events",
        sa.Column("id", ID, primary_key=True),
        sa.Column("referral_id", ID, sa.ForeignKey("referrals.id"), nullable=False),
        _case(),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("operator_id", ID, sa.ForeignKey("operators.id"), comment="null: the agency, or the clock"),
        sa.Column("what", WORD, nullable=False),
        sa.Column("words_sealed", SEALED),
        sa.Column("origin", HASH, comment="address of who opened the link, hashed"),
    )
    op.create_table(
        "referral_links",
        sa.Column("id", ID, primary_key=True),
        sa.Column("referral_id", ID, sa.ForeignKey("referrals.id"), nullable=False),
        sa.Column("seed", HASH, nullable=False, comment="random; says nothing without the master key"),
        sa.Column("token_hash", HASH, nullable=False, unique=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
    )


def _disclosures() -> None:
    op.create_table(
        "disclosures",
        sa.Column("id", ID, primary_key=True),
        _case(),
        sa.Column("at", MOMENT, nullable=False),
        _by(),
        sa.Column("source", sa.String(80), nullable=False, comment="such as referral/<id>"),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("basis", WORD, nullable=False),
        sa.Column("told", WORD, nullable=False),
        sa.Column("told_at", MOMENT),
        sa.Column("words_sealed", SEALED, comment="JSON: to, what, why the child does not know"),
    )


def _police() -> None:
    op.create_table(
        "police_calls",
        sa.Column("id", ID, primary_key=True),
        _case(),
        sa.Column("opened_at", MOMENT, nullable=False),
        _by("opened_by"),
        sa.Column("called_at", MOMENT),
        sa.Column("three_way", sa.Boolean(), nullable=False, comment="the child was on the line too"),
        sa.Column("arrived_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("outcome", WORD),
        sa.Column("script_sealed", SEALED),
        sa.Column("record_sealed", SEALED, comment="JSON: officer, receipt, result"),
    )
    op.create_table(
        "police_lines",
        sa.Column("id", ID, primary_key=True),
        sa.Column("call_id", ID, sa.ForeignKey("police_calls.id"), nullable=False),
        _case(),
        sa.Column("at", MOMENT, nullable=False),
        _by(),
        sa.Column("text_sealed", SEALED),
    )


def _subtasks() -> None:
    op.create_table(
        "subtasks",
        sa.Column("id", ID, primary_key=True),
        _case(),
        sa.Column("created_at", MOMENT, nullable=False),
        _by("created_by"),
        sa.Column("owner_id", ID, sa.ForeignKey("operators.id"), nullable=False, comment="who at the desk sees to it"),
        sa.Column("due_at", MOMENT),
        sa.Column("state", WORD, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("content_sealed", SEALED, comment="JSON: unit, what"),
        sa.Column("result_sealed", SEALED),
    )


def _reports() -> None:
    op.create_table(
        "mandatory_reports",
        sa.Column("id", ID, primary_key=True),
        _case(),
        _by(),
        sa.Column("organ", WORD, nullable=False),
        sa.Column("way", WORD, nullable=False),
        sa.Column("situations", sa.JSON(), nullable=False, comment="ids, data/desk/report_situations.yml"),
        sa.Column("reported_at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.Column("told_at", MOMENT, comment="the result told to who brought it to us"),
        sa.Column("content_sealed", SEALED, comment="JSON: office, receiver, receipt, content, informed"),
        sa.Column("answer_sealed", SEALED),
        sa.Column("told_sealed", SEALED),
    )
    op.create_table(
        "report_flags",
        sa.Column("id", ID, primary_key=True),
        _case(),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _by(),
        sa.Column("seen_at", MOMENT),
        _by("seen_by", nullable=True),
        sa.Column("words_sealed", SEALED),
    )
