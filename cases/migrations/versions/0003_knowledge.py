"""Knowledge: entries with every revision, marks of changed law, the directory, and open questions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NAME = sa.String(80)
WORD = sa.String(40)
LINE = sa.String(400)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _entries()
    _revisions()
    _marks()
    _numbers()
    _gaps()


def downgrade() -> None:
    for table in (
        "gaps",
        "knowledge_numbers",
        "knowledge_version",
        "knowledge_marks",
        "knowledge_revisions",
        "knowledge_entries",
    ):
        op.drop_table(table)


def _entries() -> None:
    op.create_table(
        "knowledge_entries",
        sa.Column("id", NAME, primary_key=True),
        sa.Column("latest", sa.Integer(), nullable=False, comment="number of the newest revision; a save must know it"),
        sa.Column("retired_on", sa.Date(), comment="first day on which it is not served any more"),
        sa.Column("retired_why", LINE),
    )
    op.create_table(
        "knowledge_version",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def _revisions() -> None:
    op.create_table(
        "knowledge_revisions",
        sa.Column("entry_id", NAME, sa.ForeignKey("knowledge_entries.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column(
            "parent", sa.Integer(), nullable=False, comment="the revision that was open when this was written; 0: none"
        ),
        sa.Column("state", WORD, nullable=False),
        sa.Column("origin", WORD, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False, comment="the entry's fields as in its YAML file"),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("author", NAME, nullable=False, comment="operator id; empty for shipped text"),
        sa.Column("author_name", NAME, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("why", LINE, nullable=False, comment="what the author says about the change"),
        sa.Column("reviewer", NAME),
        sa.Column("reviewer_name", NAME),
        sa.Column("reviewed_at", MOMENT),
        sa.Column("review_note", LINE),
        sa.Column("publish_on", sa.Date(), comment="first day on which it is served, once approved"),
        sa.Column(
            "cited", sa.JSON(), nullable=False, comment="fingerprints of the cited articles as the reviewer saw them"
        ),
    )
    op.create_index("ix_knowledge_revisions_state", "knowledge_revisions", ["state", "publish_on"])


def _marks() -> None:
    op.create_table(
        "knowledge_marks",
        sa.Column("entry_id", NAME, sa.ForeignKey("knowledge_entries.id"), primary_key=True),
        sa.Column("citation", sa.String(200), primary_key=True),
        sa.Column(
            "seen_on", sa.Date(), nullable=False, comment="past a grace period from here the entry is not served"
        ),
    )


def _numbers() -> None:
    op.create_table(
        "knowledge_numbers",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("number", WORD, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("role", sa.String(300), nullable=False, comment="what to call it for"),
        sa.Column("duty", NAME, nullable=False, comment="kind of agency, such as 公安 or 民政; empty: a hotline"),
        sa.Column("hours", sa.String(200), nullable=False),
        sa.Column(
            "area", sa.String(12), nullable=False, comment="area code of 6 to 12 digits; empty: the whole country"
        ),
        sa.Column("verified_at", sa.Date(), nullable=False),
        sa.Column("verified_from", sa.String(300), nullable=False),
        sa.Column("expires_at", sa.Date(), nullable=False),
        sa.Column("origin", WORD, nullable=False),
        sa.UniqueConstraint("number", "area", "name"),
    )


def _gaps() -> None:
    op.create_table(
        "gaps",
        sa.Column("message_id", sa.String(36), sa.ForeignKey("messages.id"), primary_key=True),
        sa.Column("kind", WORD, primary_key=True),
        sa.Column("conversation_id", sa.String(36), sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("topic", WORD),
        sa.Column("entry_id", NAME, comment="the answer that was nearest or that did not help"),
        sa.Column("settled_at", MOMENT),
        sa.Column("settled_as", WORD),
        sa.Column("draft", NAME, comment="the entry that was drafted for it"),
    )
    op.create_index("ix_gaps_at", "gaps", ["at"])
    op.create_index("ix_gaps_conversation_id", "gaps", ["conversation_id"])
