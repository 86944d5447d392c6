"""Joining two tickets of one caller, and undoing it: a row says that they belong together, nothing is moved.

The ticket that was merged in is closed with the outcome "merged" and its unheard alerts ring for the one
that goes on, which takes over the higher level. What is in both stays where it is and is shown together.
An undoing puts back what the merge changed, except what people changed since.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from cases.access import Permission, allows, demand
from cases.callers.linked import merge_of
from cases.callers.standing import alerts_of, follow, standing
from cases.callers.tables import CallerMerge
from cases.callers.undoing import put_apart
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.demands import alert, raise_level
from cases.errors import NotAllowed, NotFound
from cases.sealing import place
from cases.store import Work
from cases.tables import Operator, Task, Ticket, new_id
from cases.tickets import open_ticket_of
from cases.words import ENDED, Outcome, TicketStatus
from humiao.message import BY_HAND
from humiao.vocabulary import highest


def merge(
    work: Work,
    ticket: Ticket,
    other: Ticket,
    operator: Operator,
    reason: str = "",
    *,
    also_alert: Sequence[str] = (),
) -> CallerMerge:
    """``other`` goes on in ``ticket``; the caller has made sure that this person may open both, and commits.

    Raises NotAllowed for two tickets of one conversation, for one that went elsewhere already, that
    somebody else works on or that is closed while the other is not, and when a chat would be left for
    a telephone: the child would write where nobody answers.
    """
    demand(operator, Permission.CASE_INTAKE)
    _hold_both(work, ticket, other)
    _demand_joinable(work, ticket, other, operator)
    row = _row(work, ticket, other, operator, reason)
    if other.status not in ENDED:
        row.before = {**row.before, **_go_on(work, ticket, other, operator, also_alert)}
    work.db.add(row)
    work.db.flush()
    note_change(work, ticket, "merged", after=other.number, by=operator, reason=reason.strip())
    note_change(work, other, "merged_into", after=ticket.number, by=operator)
    return row


def undo(
    work: Work, merge_id: str, operator: Operator, reason: str = "", *, also_alert: Sequence[str] = ()
) -> CallerMerge:
    """Both tickets stand as before the merge, except for what people changed since; undoing twice does no harm.

    Raises NotFound, and NotAllowed while a newer ticket of the merged conversation is open.
    """
    demand(operator, Permission.CASE_INTAKE)
    row = work.db.get(CallerMerge, merge_id)
    ticket, other = (work.db.get(Ticket, id) for id in (row.ticket_id, row.merged_ticket_id)) if row else (None, None)
    if row is None or ticket is None or other is None:
        raise NotFound("merge")
    _hold_both(work, ticket, other)
    work.db.refresh(row)
    if row.undone_at is not None:
        return row
    reopens = other.status is TicketStatus.CLOSED and other.outcome is Outcome.MERGED
    if reopens and row.before["merged"]["status"] not in ENDED:
        if open_ticket_of(work, other.conversation_id) is not None:
            raise NotAllowed("the conversation has an open ticket already")
        put_apart(work, ticket, other, row, also_alert)
    row.undone_at, row.undone_by = work.clock(), operator.id
    work.db.flush()
    work.db.refresh(other, ["owner", "assignee"])
    note_change(work, ticket, "unmerged", after=other.number, by=operator, reason=reason.strip())
    note_change(work, other, "unmerged", after=ticket.number, by=operator)
    return row


def _hold_both(work: Work, *tickets: Ticket) -> None:
    # In one order, so that two people who join the same two do not wait for each other.
    for id in sorted(ticket.conversation_id for ticket in tickets):
        lock_conversation(work, id)
    for ticket in tickets:
        work.db.refresh(ticket)


def _demand_joinable(work: Work, ticket: Ticket, other: Ticket, operator: Operator) -> None:
    if ticket.conversation_id == other.conversation_id:
        raise NotAllowed("both belong to one conversation already")
    if merge_of(work, other.id) is not None or merge_of(work, ticket.id) is not None:
        raise NotAllowed("it was merged already")
    if other.status in ENDED:
        return
    if ticket.status in ENDED:
        raise NotAllowed("the ticket is closed")
    if ticket.conversation.channel in BY_HAND and other.conversation.channel not in BY_HAND:
        raise NotAllowed("merge into the one that can be answered")
    if other.owner_id not in (None, operator.id) and not allows(operator, Permission.CASE_ANY_MANAGE):
        raise NotAllowed("somebody else works on this ticket")


def _row(work: Work, ticket: Ticket, other: Ticket, operator: Operator, reason: str) -> CallerMerge:
    row = CallerMerge(
        id=new_id(),
        ticket_id=ticket.id,
        merged_ticket_id=other.id,
        contact_id=ticket.conversation.contact_id,
        merged_contact_id=other.conversation.contact_id,
        at=work.clock(),
        operator_id=operator.id,
        before={"ticket": standing(ticket), "merged": standing(other)},
    )
    if reason.strip():
        row.reason_sealed = work.ring.seal_text(ticket.conversation, reason.strip(), _place(row))
    return row


def _go_on(work: Work, ticket: Ticket, other: Ticket, operator: Operator, also_alert: Sequence[str]) -> dict[str, Any]:
    """What an open ticket leaves to the one that goes on; the ids that an undoing needs."""
    alerts = alerts_of(work, other)
    kept: dict[str, Any] = {"alerts": [[one.id, one.state] for one in alerts]}
    level = ticket.level
    kept["task"] = _take_over(work, ticket, other, operator)
    follow(work, alerts, ticket, operator)
    kept["rang"] = _ring(work, ticket, operator, also_alert, raised=ticket.level is not level)
    _close(work, other)
    return kept


def _take_over(work: Work, ticket: Ticket, other: Ticket, operator: Operator) -> str | None:
    """The higher level, the topics and the wish for a human; the id of the task that a red level brings."""
    known = _tasks(work, ticket)
    if other.level.rank > ticket.level.rank:
        raise_level(work, ticket, other.level, by=operator)
    ticket.conversation.level = highest((ticket.conversation.level, ticket.level))
    ticket.topics = list(dict.fromkeys([*ticket.topics, *other.topics]))
    ticket.asked_for_human |= other.asked_for_human
    work.db.flush()
    return next(iter(_tasks(work, ticket) - known), None)


def _tasks(work: Work, ticket: Ticket) -> set[str]:
    return set(work.db.scalars(select(Task.id).where(Task.ticket_id == ticket.id)))


def _ring(work: Work, ticket: Ticket, operator: Operator, also: Sequence[str], *, raised: bool) -> list[str]:
    """Ids of new alerts: for a case that now is nobody's, or whose owner does not know that it is worse."""
    if ticket.owner_id is not None and (not raised or ticket.owner_id == operator.id):
        return []
    known = {one.id for one in alerts_of(work, ticket)}
    alert(work, ticket, also, anew=False)
    return [one.id for one in alerts_of(work, ticket) if one.id not in known]


def _close(work: Work, other: Ticket) -> None:
    # The case goes on, so this is none of the moves of people. The conversation keeps its level:
    # should the caller write there again, danger is judged as before and opens a ticket.
    other.status, other.outcome, other.closed_at = TicketStatus.CLOSED, Outcome.MERGED, work.clock()
    other.conversation.operator_id = None


def _place(row: CallerMerge) -> str:
    return place("caller_merges.reason_sealed", row.id)
