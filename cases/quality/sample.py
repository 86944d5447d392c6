"""The weekly sample 抽样: conversations without a red message, read by a supervisor for what was missed.

Which ones is decided by a keyed hash of the week: nobody can know beforehand or choose, and drawing
twice draws the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from cases import audit
from cases.access import Permission, demand
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.errors import NotAllowed, NotFound, ReasonNeeded
from cases.hiding import under_seal
from cases.quality.corrections import note_correction
from cases.quality.tables import SampleItem
from cases.quality.words import Cause, Verdict
from cases.store import Work
from cases.tables import AssessmentRow, Conversation, Message, Operator, new_id
from cases.tickets import open_ticket
from cases.words import Author
from humiao.assessment import Assessment
from humiao.clock import local
from humiao.vocabulary import RiskLevel, highest

PER_LEVEL: Mapping[RiskLevel, int] = {RiskLevel.YELLOW: 6, RiskLevel.BLUE: 6, RiskLevel.NONE: 8}
"""Conversations a week: twenty are read in an hour. Ours; Crisis Text Line publishes no figure."""
_LAST = select(Conversation.last_at).where(Conversation.id == SampleItem.conversation_id).scalar_subquery()
_SEALED = under_seal(SampleItem.conversation_id, _LAST)


def week_of(moment: datetime) -> str:
    """The ISO week by the clock in China, such as 2026-W47."""
    year, week, _ = local(moment).isocalendar()
    return f"{year}-W{week:02d}"


def draw(work: Work) -> int:
    """Last week's sample, unless it was drawn; how many conversations. Safe with several workers."""
    if is_drawn(work):
        return 0
    start = _last_week(work)
    week = week_of(start)
    chosen = _chosen(work, week, _levels(work, start, start + timedelta(days=7)))
    try:
        with work.db.begin_nested():
            work.db.add_all(
                SampleItem(id=new_id(), week=week, conversation_id=id, level=level, drawn_at=work.clock())
                for id, level in chosen
            )
    except IntegrityError:
        return 0  # another worker drew it in the same moment
    return len(chosen)


def is_drawn(work: Work) -> bool:
    """Whether last week's sample was drawn."""
    week = week_of(_last_week(work))
    return work.db.scalar(select(SampleItem.id).where(SampleItem.week == week).limit(1)) is not None


def judge(work: Work, item_id: str, operator: Operator, should: RiskLevel, reason: str, seq: int | None) -> SampleItem:
    """What the level should have been; a miss opens or raises the case at once and becomes a lesson.

    ``seq`` is the message that shows it, needed unless the level was right. Raises NotFound,
    NotAllowed when it was judged already, ReasonNeeded.
    """
    demand(operator, Permission.QUALITY_REVIEW)
    item = found(work, item_id)
    conversation = lock_conversation(work, item.conversation_id)
    work.db.refresh(item)
    if item.judged_at is not None:
        raise NotAllowed("this conversation was judged already")
    item.verdict = _verdict(item.level, should)
    if item.verdict is not Verdict.RIGHT:
        if not reason.strip() or seq is None:
            raise ReasonNeeded("say why, and which message shows it")
        note_correction(work, _message(work, conversation, seq), item.level, should, Cause.SAMPLE, operator)
    item.should, item.judged_at, item.judged_by = should, work.clock(), operator.id
    if item.verdict is Verdict.MISSED and should.needs_a_human and conversation.key_wrapped is not None:
        ticket = open_ticket(work, conversation, Assessment(should, ()))
        note_change(work, ticket, "missed", item.level, should, by=operator, reason=reason.strip())
    facts = {"verdict": str(item.verdict), "should": str(should)}
    audit.append(work, operator.id, "sample:judged", f"conversation/{conversation.id}", facts)
    return item


def found(work: Work, item_id: str) -> SampleItem:
    """One of the sample; raises NotFound, also when all of the conversation came under seal 封存 since."""
    item = work.db.scalar(select(SampleItem).where(SampleItem.id == item_id, ~_SEALED))
    if item is None:
        raise NotFound("sample")
    return item


def items(work: Work, week: str) -> list[SampleItem]:
    """The sample of a week; what nobody has judged comes first."""
    rows = work.db.scalars(select(SampleItem).where(SampleItem.week == week, ~_SEALED)).all()
    return sorted(rows, key=lambda item: (item.judged_at is not None, -item.level.rank, item.id))


def weeks(work: Work) -> list[tuple[str, int, int, int]]:
    """Each week with how many were drawn, judged and missed, the latest first."""
    rows = work.db.execute(
        select(
            SampleItem.week,
            func.count(),
            func.count(SampleItem.judged_at),
            func.count().filter(SampleItem.verdict == Verdict.MISSED),
        )
        .group_by(SampleItem.week)
        .order_by(SampleItem.week.desc())
    )
    return [(week, drawn, judged, missed) for week, drawn, judged, missed in rows]


def _last_week(work: Work) -> datetime:
    """Its first moment by the clock in China."""
    now = local(work.clock())
    return (now - timedelta(days=now.weekday() + 7)).replace(hour=0, minute=0, second=0, microsecond=0)


def _levels(work: Work, start: datetime, end: datetime) -> dict[str, RiskLevel]:
    """The highest level of each conversation that was written to in this time and can still be read."""
    rows = work.db.execute(
        select(Message.conversation_id, AssessmentRow.level)
        .join(AssessmentRow, AssessmentRow.message_id == Message.id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(
            Message.author == Author.CALLER,
            Message.received_at >= start,
            Message.received_at < end,
            Conversation.erased_at.is_(None),
            ~under_seal(Message.conversation_id, Message.received_at),
        )
        .distinct()
    )
    levels: dict[str, RiskLevel] = {}
    for conversation_id, level in rows:
        levels[conversation_id] = highest((levels.get(conversation_id, RiskLevel.NONE), level))
    return levels


def _chosen(work: Work, week: str, levels: Mapping[str, RiskLevel]) -> list[tuple[str, RiskLevel]]:
    chosen: list[tuple[str, RiskLevel]] = []
    for level, many in PER_LEVEL.items():
        there = [id for id, its in levels.items() if its is level]
        there.sort(key=lambda id: work.ring.pseudonym("sample", week, id))
        chosen += [(id, level) for id in there[:many]]
    return chosen


def _verdict(given: RiskLevel, should: RiskLevel) -> Verdict:
    if should is given:
        return Verdict.RIGHT
    return Verdict.MISSED if should.rank > given.rank else Verdict.TOO_HIGH


def _message(work: Work, conversation: Conversation, seq: int) -> Message:
    message = work.db.scalar(
        select(Message).where(
            Message.conversation_id == conversation.id,
            Message.seq == seq,
            Message.author == Author.CALLER,
            ~under_seal(Message.conversation_id, Message.received_at),
        )
    )
    if message is None:
        raise NotFound("message")
    return message
