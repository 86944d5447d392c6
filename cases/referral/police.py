"""The call to 110 for a child: what to read out, and a log that keeps every step with its moment.

Opening the panel twice opens the same call: in a hurry nobody loses what a colleague wrote a second ago.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cases.access import Permission, demand
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.errors import NotAllowed, NotFound, ReasonNeeded, RuleForbids
from cases.referral.sealed import seal, unseal, words
from cases.referral.sharing import share
from cases.referral.tables import PoliceCall, PoliceLine
from cases.referral.words import Basis, CallOutcome, Told
from cases.sealing import place
from cases.store import Work
from cases.tables import Operator, Ticket, new_id

_SCRIPT, _RECORD, _LINE = "police_calls.script_sealed", "police_calls.record_sealed", "police_lines.text_sealed"
GROUND = "紧急情况下为保护生命健康所必需（个人信息保护法第十三条第一款第四项）"


@dataclass(frozen=True)
class CallText:
    """A call as staff read it; the texts are empty once erased."""

    row: PoliceCall
    script: str
    officer: str
    receipt: str
    result: str
    lines: Sequence[tuple[datetime, str, str]]
    """Moment, who wrote it, what."""

    @property
    def running(self) -> bool:
        return self.row.ended_at is None


def open_call(work: Work, ticket: Ticket, operator: Operator, script: str) -> PoliceCall:
    """The call that is running, or a new one with this script."""
    _hold(work, ticket, operator)
    running = select(PoliceCall).where(PoliceCall.ticket_id == ticket.id, PoliceCall.ended_at.is_(None))
    if found := work.db.scalar(running.limit(1)):
        return found
    call = PoliceCall(id=new_id(), ticket_id=ticket.id, opened_at=work.clock(), opened_by=operator.id, three_way=False)
    call.script_sealed = work.ring.seal_text(ticket.conversation, script, place(_SCRIPT, call.id))
    work.db.add(call)
    work.db.flush()
    note_change(work, ticket, "police_opened", by=operator)
    return call


def change_script(work: Work, ticket: Ticket, operator: Operator, call_id: str, script: str) -> None:
    """Another text to read out; raises ReasonNeeded when it is empty."""
    call = _running(work, ticket, operator, call_id)
    if not script.strip():
        raise ReasonNeeded("the script is empty")
    call.script_sealed = work.ring.seal_text(ticket.conversation, script.strip(), place(_SCRIPT, call.id))
    note_change(work, ticket, "police_script", by=operator)


def called(work: Work, ticket: Ticket, operator: Operator, call_id: str, *, three_way: bool) -> None:
    """The police are on the line: the moment counts, and the sharing log gets its line. Twice keeps the first."""
    call = _running(work, ticket, operator, call_id)
    call.three_way |= three_way
    if call.called_at is None:
        call.called_at = work.clock()
        script = words(work, ticket.conversation, call.script_sealed, _SCRIPT, call.id)
        share(
            work, ticket, operator, f"police/{call.id}", to="110", what=script, fields=["safe", "happened", "place"],
            basis=Basis.EMERGENCY, basis_words=GROUND, told=Told.LATER,
        )  # fmt: skip
    note_change(work, ticket, "police_called", by=operator)


def log_line(work: Work, ticket: Ticket, operator: Operator, call_id: str, text: str) -> None:
    """What was said or seen, with its moment; raises ReasonNeeded when it is empty."""
    call = _running(work, ticket, operator, call_id)
    if not text.strip():
        raise ReasonNeeded("the line is empty")
    line = PoliceLine(id=new_id(), call_id=call.id, ticket_id=ticket.id, at=work.clock(), operator_id=operator.id)
    line.text_sealed = work.ring.seal_text(ticket.conversation, text.strip(), place(_LINE, line.id))
    work.db.add(line)
    note_change(work, ticket, "police_line", by=operator)


def record(work: Work, ticket: Ticket, operator: Operator, call_id: str, *, officer: str, receipt: str) -> None:
    """The officer's number 警号 and the number of the receipt; what is left empty stays as it was."""
    call = _running(work, ticket, operator, call_id)
    known = unseal(work, ticket.conversation, call.record_sealed, _RECORD, call.id)
    news = {name: text.strip() for name, text in (("officer", officer), ("receipt", receipt)) if text.strip()}
    if not news:
        raise ReasonNeeded("nothing was written")
    call.record_sealed = seal(work, ticket.conversation, {**known, **news}, _RECORD, call.id)
    note_change(work, ticket, "police_record", by=operator)


def arrived(work: Work, ticket: Ticket, operator: Operator, call_id: str) -> None:
    """The police say that they are there; twice keeps the first moment."""
    call = _running(work, ticket, operator, call_id)
    call.arrived_at = call.arrived_at or work.clock()
    note_change(work, ticket, "police_arrived", by=operator)


def end_call(work: Work, ticket: Ticket, operator: Operator, call_id: str, outcome: CallOutcome, result: str) -> None:
    """How it ended, in words; raises RuleForbids for a rescue that nobody saw begin."""
    call = _running(work, ticket, operator, call_id)
    if not result.strip():
        raise ReasonNeeded("say how it ended")
    if call.called_at is None and outcome is not CallOutcome.NOT_NEEDED:
        raise RuleForbids("还没有记下接通110的时间：先点“已接通110”，或选“没有拨打”。")
    known = unseal(work, ticket.conversation, call.record_sealed, _RECORD, call.id)
    call.record_sealed = seal(work, ticket.conversation, {**known, "result": result.strip()}, _RECORD, call.id)
    call.ended_at, call.outcome = work.clock(), outcome
    note_change(work, ticket, "police_ended", after=outcome, by=operator)


def calls_of(work: Work, ticket: Ticket) -> list[CallText]:
    """The calls of a case, the running one first, then the latest."""
    rows = work.db.scalars(
        select(PoliceCall).where(PoliceCall.ticket_id == ticket.id).order_by(PoliceCall.opened_at.desc())
    )
    return sorted((_text(work, ticket, row) for row in rows), key=lambda call: not call.running)


def _text(work: Work, ticket: Ticket, call: PoliceCall) -> CallText:
    known = unseal(work, ticket.conversation, call.record_sealed, _RECORD, call.id)
    script = words(work, ticket.conversation, call.script_sealed, _SCRIPT, call.id)
    rows = work.db.execute(
        select(PoliceLine, Operator.shown_as)
        .join(Operator, Operator.id == PoliceLine.operator_id)
        .where(PoliceLine.call_id == call.id)
        .order_by(PoliceLine.at, PoliceLine.id)
    )
    lines = [(one.at, who, words(work, ticket.conversation, one.text_sealed, _LINE, one.id)) for one, who in rows]
    officer, receipt, result = (str(known.get(name, "")) for name in ("officer", "receipt", "result"))
    return CallText(call, script, officer, receipt, result, lines)


def _hold(work: Work, ticket: Ticket, operator: Operator) -> None:
    demand(operator, Permission.CASE_REFER)
    lock_conversation(work, ticket.conversation_id)
    work.db.refresh(ticket)


def _running(work: Work, ticket: Ticket, operator: Operator, call_id: str) -> PoliceCall:
    _hold(work, ticket, operator)
    call = work.db.get(PoliceCall, call_id, populate_existing=True)
    if call is None or call.ticket_id != ticket.id:
        raise NotFound("call")
    if call.ended_at is not None:
        raise NotAllowed("the call has ended")
    return call
