"""How each message was judged, kept with the versions that judged it."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from cases.contacts import lock_conversation
from cases.sealing import place
from cases.store import Work
from cases.tables import AssessmentRow, Conversation, Message, new_id
from humiao.assessment import Assessment, Entity, Reason
from humiao.vocabulary import highest


def record(work: Work, message: Message, assessment: Assessment) -> AssessmentRow:
    """Keeps the assessment of the message's present version; the conversation's level only rises."""
    conversation = lock_conversation(work, message.conversation_id)
    conversation.level = highest((conversation.level, assessment.level))
    row = AssessmentRow(
        id=new_id(),
        message_id=message.id,
        version=message.version,
        level=assessment.level,
        topics=[str(topic) for topic in assessment.topics],
        act=str(assessment.act) if assessment.act else None,
        confidence=float(assessment.confidence),
        reasons=[_stored(reason) for reason in assessment.reasons],
        degraded=assessment.degraded,
        rules_version=assessment.rules_version,
        model_version=assessment.model_version,
        at=work.clock(),
    )
    # What a child named (a school, an age, a phone) is as private as the message itself.
    named = json.dumps([asdict(entity) for entity in assessment.entities], ensure_ascii=False)
    row.entities_sealed = work.ring.seal_text(conversation, named, _place(row))
    work.db.add(row)
    work.db.flush()
    return row


def of_conversation(work: Work, conversation_id: str) -> dict[str, list[AssessmentRow]]:
    """Assessments by message id, those of earlier versions of a message first."""
    rows = work.db.scalars(
        select(AssessmentRow)
        .join(Message, Message.id == AssessmentRow.message_id)
        .where(Message.conversation_id == conversation_id)
        .order_by(AssessmentRow.version, AssessmentRow.at)
    )
    found: dict[str, list[AssessmentRow]] = defaultdict(list)
    for row in rows:
        found[row.message_id].append(row)
    return dict(found)


def entities(work: Work, conversation: Conversation, row: AssessmentRow) -> tuple[Entity, ...]:
    """What the message named; raises Erased."""
    named = json.loads(work.ring.open_text(conversation, row.entities_sealed, _place(row)))
    return tuple(Entity(**entity) for entity in named)


def _stored(reason: Reason) -> dict[str, Any]:
    # Words (levels, topics, sources) are stored by their values; absent parts are left out.
    return {
        name: float(value) if name == "confidence" else value if isinstance(value, int) else str(value)
        for name, value in asdict(reason).items()
        if value not in (None, "")
    }


def _place(row: AssessmentRow) -> str:
    return place("assessments.entities_sealed", row.id)
