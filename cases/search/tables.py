"""The tables of search: what stands in each conversation, as keyed prints, and searches that somebody keeps."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cases.tables import Table, new_id


class SearchIndex(Table):
    """One row per conversation; without a row, or with an old version, it waits to be indexed."""

    __tablename__ = "search_index"
    __table_args__ = ({"info": {"erased": "removed"}},)

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    version: Mapped[int]
    grams_sealed: Mapped[bytes | None] = mapped_column(
        comment="sorted prints of four bytes, keyed and different in every conversation"
    )


class Search(Table):
    """What somebody looked for: nameless ones go after a day, those with a name stay until deleted."""

    __tablename__ = "searches"
    __table_args__ = (Index("ix_searches_operator_id", "operator_id", "made_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id, comment="random: stands in addresses")
    operator_id: Mapped[str] = mapped_column(ForeignKey("operators.id"))
    made_at: Mapped[datetime]
    name: Mapped[str | None] = mapped_column(String(40), comment="null: not kept")
    shared: Mapped[bool] = mapped_column(default=False, comment="for the whole desk; only without words")
    query_wrapped: Mapped[bytes] = mapped_column(comment="under the master key: its words may name a child")
