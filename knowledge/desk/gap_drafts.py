"""A draft for questions that found no answer: an empty entry; the questions stay where they were written."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from knowledge.desk.drafts import blank, free_id
from knowledge.desk.tables import RevisionRow
from knowledge.desk.workflow import Who, save


def draft_for(db: Session, count: int, *, topic: str | None, by: Who, at: datetime, on: date) -> RevisionRow:
    """A new entry for ``count`` questions, whose ways of asking the editor still has to write.

    Nothing that a caller wrote is copied into it, not even masked: a copy would outlive the erasure of
    its conversation. The page shows the questions beside the form as long as they can be read.
    """
    name = free_id(db, on, "draft")
    content = {**blank(on), "id": name, "author": by.name, "title": f"待写：{count}个没有答案的问题"}
    if topic:
        content["topic"] = topic
    return save(db, name, content, parent=0, by=by, at=at, why="从没有答案的问题起草")
