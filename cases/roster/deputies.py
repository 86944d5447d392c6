"""The second person responsible 第二责任人: sees the case as theirs, and goes on when the owner is not there."""

from __future__ import annotations

from sqlalchemy import select

from cases.access import Permission, allows, demand
from cases.changes import note_change
from cases.errors import NotAllowed
from cases.moves import is_open
from cases.roster import people
from cases.roster.passing import keep, pass_on
from cases.roster.tables import Deputy
from cases.roster.words import HandoverKind, HandoverState
from cases.steps import hold, hold_own
from cases.store import Work
from cases.tables import Operator, Ticket
from cases.words import OPEN


def set_deputy(work: Work, ticket: Ticket, by: Operator, to: Operator | None) -> None:
    """Names the deputy, or nobody; for the owner or a supervisor. Raises NotAllowed for who cannot be it."""
    hold_own(work, ticket, by)
    if to is not None and (to.id == ticket.owner_id or not allows(to, Permission.CASE_WORK)):
        raise NotAllowed("this person cannot take the case")
    row = work.db.get(Deputy, ticket.id)
    before = row.operator_id if row else None
    if before == (to.id if to else None):
        return
    if row and to:
        row.operator_id, row.since = to.id, work.clock()
    elif row:
        work.db.delete(row)
    elif to:
        work.db.add(Deputy(ticket_id=ticket.id, operator_id=to.id, since=work.clock()))
    note_change(work, ticket, "deputy" if to else "no_deputy", before, to.id if to else None, by=by)
    work.db.flush()


def deputy_of(work: Work, ticket: Ticket) -> Operator | None:
    """Who stands in for the owner; None: nobody was named, or the account was closed."""
    found = work.db.scalar(
        select(Operator).join(Deputy, Deputy.operator_id == Operator.id).where(Deputy.ticket_id == ticket.id)
    )
    return found if found and allows(found, Permission.CASE_WORK) else None


def deputies(work: Work) -> dict[str, str]:
    """The deputy of each open ticket that has one, by the ticket's id."""
    rows = work.db.execute(
        select(Deputy.ticket_id, Deputy.operator_id)
        .join(Ticket, Ticket.id == Deputy.ticket_id)
        .where(Ticket.status.in_(OPEN))
    )
    return {row.ticket_id: row.operator_id for row in rows}


def may_stand_in(work: Work, ticket: Ticket, operator: Operator) -> bool:
    """Whether this is the deputy of an owner who is not at the desk."""
    deputy = deputy_of(work, ticket)
    if deputy is None or deputy.id != operator.id or ticket.owner_id is None or not is_open(ticket.status):
        return False
    owner = people.person(work, ticket.owner_id)
    return owner is None or not owner.online


def stand_in(work: Work, ticket: Ticket, operator: Operator) -> Ticket:
    """The deputy goes on and owns the case, so that the child hears one voice; raises NotAllowed for anybody else."""
    demand(operator, Permission.CASE_WORK)
    hold(work, ticket)
    if ticket.owner_id == operator.id:
        return ticket
    if not may_stand_in(work, ticket, operator):
        raise NotAllowed("somebody else works on this ticket")
    keep(work, ticket, HandoverKind.STAND_IN, HandoverState.ACCEPTED, by=operator, to_id=operator.id)
    pass_on(work, ticket, operator, "stood_in", by=operator)
    return ticket
