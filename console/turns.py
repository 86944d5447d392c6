"""The talk as the operator reads it: every message with its versions, files and judgements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases import assessments
from cases.board import CaseMark, deliveries
from cases.operators import everybody
from cases.store import Work
from cases.tables import AssessmentRow, Conversation, Message
from cases.transcript import Turn, messages_after, versions
from cases.words import Author, OutgoingState
from console.words import ACTS, SOURCES, topic
from humiao.assessment import Source
from humiao.spans import Segment, segments
from humiao.vocabulary import Act, RiskLevel

WINDOW = 200
"""Messages shown at first: more than an evening's talk, and still drawn at once."""


@dataclass(frozen=True)
class Ground:
    """One reason for a level; ``words`` is the stretch of the message that it points at."""

    source: str
    id: str
    level: RiskLevel
    topic: str
    words: str
    confidence: float | None
    note: str


@dataclass(frozen=True)
class Judgement:
    """How one version of a message was assessed."""

    version: int
    level: RiskLevel
    topics: tuple[str, ...]
    act: str
    confidence: float
    grounds: tuple[Ground, ...]
    degraded: bool
    rules_version: str
    model_version: str
    at: datetime


@dataclass(frozen=True)
class Earlier:
    """What the message said before an edit."""

    version: int
    segments: Sequence[Segment]
    replaced_at: datetime


@dataclass(frozen=True)
class Said:
    """One message with everything that belongs to it; ``mark`` changes when any of it does."""

    turn: Turn
    mark: str
    who: str
    segments: Sequence[Segment]
    earlier: Sequence[Earlier]
    judgements: Sequence[Judgement]
    delivery: OutgoingState | None

    @property
    def level(self) -> RiskLevel | None:
        """The level of the present version; None for what we said ourselves."""
        return self.judgements[-1].level if self.judgements else None


def talk(work: Work, conversation: Conversation, mark: CaseMark, *, after: int, limit: int = WINDOW) -> list[Said]:
    """The messages after a seq, ready to be drawn; raises Erased."""
    judged = assessments.of_conversation(work, conversation.id)
    sent = deliveries(work, conversation.id)
    names = {operator.id: operator.shown_as for operator in everybody(work)}
    return [
        _said(work, turn, mark, names, judged.get(turn.message_id, []), sent.get(turn.message_id))
        for turn in messages_after(work, conversation, after, limit)
    ]


def _said(
    work: Work,
    turn: Turn,
    mark: CaseMark,
    names: dict[str, str],
    rows: Sequence[AssessmentRow],
    delivery: OutgoingState | None,
) -> Said:
    earlier = _earlier(work, turn, rows) if turn.edited else []
    texts = {e.version: "".join(s.text for s in e.segments) for e in earlier} | {turn.version: turn.text}
    who = names.get(turn.operator_id or "", "值班员") if turn.author is Author.OPERATOR else ""
    return Said(
        turn=turn,
        mark=mark.turns.get(turn.seq, ""),
        who=who,
        segments=segments(turn.text, _reasons(rows, turn.version)),
        earlier=earlier,
        judgements=[_judgement(row, texts.get(row.version, "")) for row in rows],
        delivery=delivery,
    )


def _earlier(work: Work, turn: Turn, rows: Sequence[AssessmentRow]) -> list[Earlier]:
    message = work.db.get(Message, turn.message_id)
    if message is None:
        return []
    return [
        Earlier(old.version, segments(old.text, _reasons(rows, old.version)), old.replaced_at)
        for old in versions(work, message)
    ]


def _reasons(rows: Sequence[AssessmentRow], version: int) -> list[dict[str, Any]]:
    return [reason for row in rows if row.version == version for reason in row.reasons]


def _judgement(row: AssessmentRow, text: str) -> Judgement:
    return Judgement(
        version=row.version,
        level=row.level,
        topics=tuple(topic(name) for name in row.topics),
        act=ACTS[Act(row.act)] if row.act else "",
        confidence=row.confidence,
        grounds=tuple(ground(reason, text) for reason in row.reasons),
        degraded=row.degraded,
        rules_version=row.rules_version,
        model_version=row.model_version,
        at=row.at,
    )


def ground(reason: dict[str, Any], text: str) -> Ground:
    """A stored reason with the stretch of the text that it points at."""
    start, end = reason.get("start"), reason.get("end")
    return Ground(
        source=SOURCES[Source(reason["source"])],
        id=reason["id"],
        level=RiskLevel(reason["level"]),
        topic=topic(reason["topic"]) if reason.get("topic") else "",
        words=text[start:end] if start is not None and end is not None else "",
        confidence=reason.get("confidence"),
        note=reason.get("note", ""),
    )
