"""Indexing what is not indexed yet: cases from before the index, or from before a column was searched."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, or_, select

from cases.contacts import lock_conversation
from cases.search.columns import VERSION
from cases.search.index import prints
from cases.search.sources import conversation_words
from cases.search.tables import SearchIndex
from cases.store import Work
from cases.tables import Conversation


def waiting(work: Work, limit: int) -> list[str]:
    """Ids of conversations that search does not know in full, the latest first."""
    rows = select(Conversation.id).outerjoin(SearchIndex, _its_row()).where(_unknown())
    return list(work.db.scalars(rows.order_by(Conversation.last_at.desc()).limit(limit)))


def count_waiting(work: Work) -> int:
    """How many conversations search does not know in full."""
    rows = select(func.count(Conversation.id)).outerjoin(SearchIndex, _its_row()).where(_unknown())
    return work.db.scalar(rows) or 0


def index_again(work: Work, conversation_id: str) -> None:
    """Reads a whole conversation and writes its row; the caller commits. Doing so again does no harm."""
    conversation = lock_conversation(work, conversation_id)
    if conversation.key_wrapped is None:
        return
    texts = {spoken.text for spoken in conversation_words(work, conversation)}
    row = work.db.get(SearchIndex, conversation_id) or SearchIndex(conversation_id=conversation_id)
    row.version, row.grams_sealed = VERSION, prints(work.ring, conversation_id, texts)
    work.db.add(row)


def _its_row() -> ColumnElement[bool]:
    return SearchIndex.conversation_id == Conversation.id


def _unknown() -> ColumnElement[bool]:
    return and_(
        Conversation.key_wrapped.is_not(None),
        or_(SearchIndex.conversation_id.is_(None), SearchIndex.version != VERSION),
    )
