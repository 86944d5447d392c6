"""The mandatory report 强制报告: made by whoever is on duty, at once; suspicion is enough, nobody has to approve it.

未成年人保护法 第十一条 demands 立即; 第一百一十七条 punishes who fails to report with grave consequences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from cases.access import Permission, demand
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.errors import NotFound, ReasonNeeded, RuleForbids
from cases.referral.sealed import seal, unseal, words
from cases.referral.sharing import share
from cases.referral.situations import situations
from cases.referral.tables import MandatoryReport
from cases.referral.words import Basis, Organ, Told, Way
from cases.sealing import place
from cases.store import Work
from cases.tables import Operator, Task, Ticket, new_id
from cases.words import TaskKind

_CONTENT, _ANSWER, _TOLD = (f"mandatory_reports.{name}_sealed" for name in ("content", "answer", "told"))
GROUND = "法定义务：未成年人保护法第十一条；个人信息保护法第十三条第一款第三项"
SOON = timedelta(minutes=5)
"""A clock on the wall may be this far ahead of ours; a later moment is a slip of the pen."""


@dataclass(frozen=True)
class Filing:
    """What is written down of a report; only ``content`` is needed, a receipt may come later."""

    office: str
    receiver: str
    receipt: str
    content: str
    informed: str
    """Who else was told."""


@dataclass(frozen=True)
class ReportText:
    """A report as staff read it; the texts are empty once erased."""

    row: MandatoryReport
    by: str
    filing: Filing
    answer: str
    told: str


def report(
    work: Work,
    ticket: Ticket,
    operator: Operator,
    organ: Organ,
    way: Way,
    chosen: Sequence[str],
    filing: Filing,
    *,
    at: datetime | None = None,
    told: Told = Told.LATER,
    told_words: str = "",
) -> MandatoryReport:
    """Keeps the report that was made (``at``: when; now) and finishes the task; raises RuleForbids, ReasonNeeded."""
    demand(operator, Permission.CASE_REFER)
    conversation = lock_conversation(work, ticket.conversation_id)
    now = work.clock()
    _check(chosen, filing, at or now, now, told, told_words)
    row = MandatoryReport(id=new_id(), ticket_id=ticket.id, operator_id=operator.id, organ=organ, way=way)
    row.situations, row.reported_at, row.recorded_at = list(chosen), at or now, now
    row.content_sealed = seal(work, conversation, vars(filing), _CONTENT, row.id)
    work.db.add(row)
    share(
        work, ticket, operator, f"report/{row.id}",
        to=filing.office or situations().organs[organ].name, what=filing.content,
        basis=Basis.DUTY, basis_words=GROUND, told=told, told_words=told_words,
    )  # fmt: skip
    note_change(work, ticket, "reported", after=organ, by=operator)
    finish_report_tasks(work, ticket, operator)
    return row


def answered(work: Work, ticket: Ticket, operator: Operator, report_id: str, answer: str, *, receipt: str = "") -> None:
    """What the organ said, a receipt that came later too; raises NotFound, ReasonNeeded."""
    row = _row(work, ticket, operator, report_id)
    if not answer.strip() and not receipt.strip():
        raise ReasonNeeded("say what they answered")
    conversation = ticket.conversation
    if receipt.strip():
        known = unseal(work, conversation, row.content_sealed, _CONTENT, row.id)
        row.content_sealed = seal(work, conversation, {**known, "receipt": receipt.strip()}, _CONTENT, row.id)
    if answer.strip():
        row.answer_sealed = work.ring.seal_text(conversation, answer.strip(), place(_ANSWER, row.id))
        row.answered_at = work.clock()
    note_change(work, ticket, "report_answered", after=row.organ, by=operator)


def result_told(work: Work, ticket: Ticket, operator: Operator, report_id: str, how: str) -> None:
    """How and when the result was told to whoever brought it to us, or why that cannot be; raises ReasonNeeded."""
    row = _row(work, ticket, operator, report_id)
    if not how.strip():
        raise ReasonNeeded("say how, or why not")
    row.told_sealed = work.ring.seal_text(ticket.conversation, how.strip(), place(_TOLD, row.id))
    row.told_at = work.clock()
    note_change(work, ticket, "report_told", after=row.organ, by=operator)


def finish_report_tasks(work: Work, ticket: Ticket, operator: Operator) -> None:
    """What was asked for is done, or decided; the caller holds the conversation."""
    open_ones = select(Task).where(
        Task.ticket_id == ticket.id, Task.kind == TaskKind.MANDATORY_REPORT, Task.done_at.is_(None)
    )
    for task in work.db.scalars(open_ones):
        task.done_at, task.done_by = work.clock(), operator.id
        note_change(work, ticket, "task_done", after=task.kind, by=operator)


def reports_of(work: Work, ticket: Ticket) -> list[ReportText]:
    """The reports of a case in the order they were made."""
    rows = work.db.execute(
        select(MandatoryReport, Operator.shown_as)
        .join(Operator, Operator.id == MandatoryReport.operator_id)
        .where(MandatoryReport.ticket_id == ticket.id)
        .order_by(MandatoryReport.reported_at, MandatoryReport.id)
    )
    return [_text(work, ticket, row, by) for row, by in rows]


def owed_to_reporter(work: Work, ticket: Ticket) -> str | None:
    """For cases/closing.py: a report whose result nobody was told (未成年人保护法 第十一条第三款)."""
    untold = select(MandatoryReport.id).where(MandatoryReport.ticket_id == ticket.id, MandatoryReport.told_at.is_(None))
    if work.db.scalar(untold.limit(1)) is None:
        return None
    return "强制报告的处理结果还没有告知报告的人：在“强制报告”里写明怎样告知，或为什么不能告知。"


def _check(chosen: Sequence[str], filing: Filing, at: datetime, now: datetime, told: Told, told_words: str) -> None:
    if not chosen:
        raise RuleForbids("请至少勾选一种情形；有疑似就算，拿不准选最后一种。")
    if unknown := set(chosen) - set(situations().situations):
        raise NotFound(f"{len(unknown)} situations")
    if not filing.content.strip():
        raise ReasonNeeded("say what was reported")
    if at > now + SOON:
        raise RuleForbids("报告时间不能晚于现在。")
    if told is Told.NO and not told_words.strip():
        raise RuleForbids("不告知孩子的，请写明原因（例如告知会让孩子更危险）。")


def _row(work: Work, ticket: Ticket, operator: Operator, report_id: str) -> MandatoryReport:
    demand(operator, Permission.CASE_REFER)
    lock_conversation(work, ticket.conversation_id)
    row = work.db.get(MandatoryReport, report_id, populate_existing=True)
    if row is None or row.ticket_id != ticket.id:
        raise NotFound("report")
    return row


def _text(work: Work, ticket: Ticket, row: MandatoryReport, by: str) -> ReportText:
    conversation = ticket.conversation
    known = unseal(work, conversation, row.content_sealed, _CONTENT, row.id)
    filing = Filing(*(str(known.get(name, "")) for name in ("office", "receiver", "receipt", "content", "informed")))
    answer = words(work, conversation, row.answer_sealed, _ANSWER, row.id)
    return ReportText(row, by, filing, answer, words(work, conversation, row.told_sealed, _TOLD, row.id))
