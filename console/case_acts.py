"""What an operator does with a case: each act one posted form, one transaction, one line of the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from starlette.responses import Response

from cases import alerts, audit, casefile, lifecycle, reach
from cases.access import Permission
from cases.contacts import lock_conversation
from cases.errors import NotAllowed, NotFound, ReasonNeeded
from cases.moves import is_open
from cases.roster import deputies
from cases.store import Work
from cases.tables import Ticket
from cases.transcript import say
from cases.words import Author, Outcome, TicketStatus
from console.pages import Pages
from console.visit import Visit
from humiao.message import Reply
from humiao.vocabulary import RiskLevel, Word

Act = Callable[[Visit, Work, Ticket], None]
W = TypeVar("W", bound=Word)

LONGEST = 2_000
"""Characters of a reply: every channel takes them in one piece."""


def register(pages: Pages) -> None:
    for name, needs, act in ACTS:
        pages.page(f"/cases/{{number}}/{name}", needs=needs, method="POST")(_posted(act))


def _posted(act: Act) -> Callable[[Visit], Response]:
    def handle(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            ticket = reach.reached(work, visit.path("number"), visit.operator)
            act(visit, work, ticket)
            work.commit()
        return visit.go(f"/cases/{ticket.number}")

    return handle


def claim(visit: Visit, work: Work, ticket: Ticket) -> None:
    lifecycle.claim(work, ticket, visit.operator)


def acknowledge(visit: Visit, work: Work, ticket: Ticket) -> None:
    """Stops the alarm without taking the case; it stays at the top of the queue."""
    alert = visit.field("alert")
    if alert and alert not in {known.id for known in alerts.desk_alerts(work) if known.ticket_id == ticket.id}:
        raise NotFound("alert")
    alerts.acknowledge(work, alert or ticket.id, visit.operator)


def release(visit: Visit, work: Work, ticket: Ticket) -> None:
    lifecycle.release(work, ticket, visit.operator, reason=visit.field("reason"), also_alert=visit.desk.also_alert)


def reply(visit: Visit, work: Work, ticket: Ticket) -> None:
    """Says it to the caller; only who claimed the case talks, so that a child hears one voice."""
    text = visit.field("text")
    if not text or len(text) > LONGEST:
        raise ReasonNeeded(f"a reply has 1 to {LONGEST} characters")
    conversation = lock_conversation(work, ticket.conversation_id)
    work.db.refresh(ticket)
    if deputies.may_stand_in(work, ticket, visit.operator):
        deputies.stand_in(work, ticket, visit.operator)
    if ticket.owner_id != visit.operator.id or not is_open(ticket.status):
        raise NotAllowed("claim the ticket first")
    message = say(work, conversation, Reply(text), Author.OPERATOR, visit.operator.id)
    audit.append(work, visit.operator.id, "ticket:reply", f"ticket/{ticket.id}", {"seq": message.seq})


def note(visit: Visit, work: Work, ticket: Ticket) -> None:
    casefile.add_note(work, ticket, visit.operator, visit.field("text"))


def level(visit: Visit, work: Work, ticket: Ticket) -> None:
    wanted = _word(RiskLevel, visit.field("level"))
    lifecycle.set_level(work, ticket, visit.operator, wanted, visit.field("reason"), also_alert=visit.desk.also_alert)


def status(visit: Visit, work: Work, ticket: Ticket) -> None:
    wanted = _word(TicketStatus, visit.field("status"))
    lifecycle.set_status(work, ticket, visit.operator, wanted, visit.field("reason"))


def close(visit: Visit, work: Work, ticket: Ticket) -> None:
    outcome = _word(Outcome, visit.field("outcome"))
    if outcome is Outcome.MERGED:
        raise NotAllowed("two tickets are joined in the tab of the caller")
    lifecycle.close(work, ticket, visit.operator, outcome, visit.field("reason"), visit.field("told"))


def check(visit: Visit, work: Work, ticket: Ticket) -> None:
    lifecycle.check(work, ticket, visit.operator, visit.field("reason"))


def grade(visit: Visit, work: Work, ticket: Ticket) -> None:
    """Confirms the level, or the one that was chosen instead."""
    wanted = _word(RiskLevel, visit.field("level")) if visit.field("level") else None
    lifecycle.grade(work, ticket, visit.operator, wanted, visit.field("reason"), also_alert=visit.desk.also_alert)


def reopen(visit: Visit, work: Work, ticket: Ticket) -> None:
    lifecycle.reopen(work, ticket, visit.operator, visit.field("reason"), also_alert=visit.desk.also_alert)


def finish(visit: Visit, work: Work, ticket: Ticket) -> None:
    """Ticks off a task of this very ticket."""
    task = visit.field("task")
    if task not in {known.id for known in casefile.tasks(work, ticket)}:
        raise NotFound("task")
    casefile.finish_task(work, task, visit.operator)


ACTS: tuple[tuple[str, Permission, Act], ...] = (
    ("acknowledge", Permission.CASE_WORK, acknowledge),
    ("check", Permission.QUALITY_REVIEW, check),
    ("claim", Permission.CASE_WORK, claim),
    ("close", Permission.CASE_WORK, close),
    ("finish", Permission.CASE_WORK, finish),
    ("grade", Permission.CASE_WORK, grade),
    ("level", Permission.CASE_WORK, level),
    ("note", Permission.CASE_NOTES_WRITE, note),
    ("release", Permission.CASE_WORK, release),
    ("reopen", Permission.CASE_WORK, reopen),
    ("reply", Permission.CASE_REPLY, reply),
    ("status", Permission.CASE_WORK, status),
)


def _word(words: type[W], value: str) -> W:
    """The posted word; one that is not on the form raises NotAllowed."""
    try:
        return words(value)
    except ValueError:
        raise NotAllowed(f"no such {words.__name__}") from None
