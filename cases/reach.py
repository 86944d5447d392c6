"""Which cases a member of staff may open: the one place that every page, list and search asks.

    open      red, or mine, or offered to me, or in my area, or its area is unknown
    closed    mine, or of my role, for some days; or I work for the same child now, or follow it up
    sealed    nobody (封存), unless somebody opened it again
    any       for an hour after a break-glass

In words: danger goes before areas, so a red case is everybody's while it is open.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import aliased

from cases import audit
from cases.access import Permission, allows
from cases.areas import area_of, within
from cases.callers.tables import CallerMerge
from cases.errors import NotFound
from cases.followup.tables import FollowUp
from cases.followup.words import OPEN as OPEN_FOLLOW_UPS
from cases.reach_rules import rules
from cases.reach_tables import CaseGrant
from cases.roster.tables import Deputy, Handover
from cases.store import Work
from cases.tables import Operator, Ticket
from cases.words import ENDED, OPEN
from humiao.vocabulary import RiskLevel

# Made once: every waiting page asks once a second, and making an alias costs more than the question.
_NOW, _GOES_ON = aliased(Ticket), aliased(Ticket)
_AGAIN = aliased(FollowUp)  # a list of follow-ups asks this too


def reached(work: Work, number: str, operator: Operator) -> Ticket:
    """The ticket with this number, for somebody who may open it.

    Missing and forbidden raise the same NotFound: nobody learns which numbers exist.
    """
    wanted = select(Ticket).where(Ticket.number == number.strip().upper(), visible(work, operator))
    found = work.db.scalar(wanted)
    if found is None:
        raise NotFound("ticket")
    return found


def read(work: Work, number: str, operator: Operator) -> Ticket:
    """The ticket for a person to look at, noted in the audit chain; the caller commits."""
    ticket = reached(work, number, operator)
    audit.append(work, operator.id, "ticket:read", f"ticket/{ticket.id}")
    return ticket


def demand_reach(work: Work, ticket: Ticket, operator: Operator) -> None:
    """Raises NotFound unless this person may open the case, for those who came to it by another way."""
    work.db.flush()
    if work.db.scalar(select(Ticket.id).where(Ticket.id == ticket.id, visible(work, operator))) is None:
        raise NotFound("ticket")


def open_ids(work: Work, operator: Operator) -> set[str]:
    """Ids of the open tickets that this person may see."""
    return set(work.db.scalars(select(Ticket.id).where(Ticket.status.in_(OPEN), visible(work, operator))))


def visible(work: Work, operator: Operator) -> ColumnElement[bool]:
    """The same as a condition on ``Ticket``, for queries over many: what it leaves out is in no list and no search."""
    if not allows(operator, Permission.CASE_READ):
        return false()
    now = work.clock()
    return or_(_open(operator, now), _closed(operator, now), _granted(operator, now))


def _open(operator: Operator, now: datetime) -> ColumnElement[bool]:
    here = within(area_of(), operator.areas) if operator.areas else true()
    ways = (Ticket.level == RiskLevel.RED, here, _responsible(operator), _offered(operator, now))
    return and_(Ticket.status.in_(OPEN), or_(*ways))


def _closed(operator: Operator, now: datetime) -> ColumnElement[bool]:
    days = rules().after_closing.get(operator.role)
    ways = [_same_child(operator), _follows_up(operator), _merged(operator)]
    if days:
        ways.append(and_(_responsible(operator), _since(now - days.own)))
    if days and days.others:
        here = within(area_of(), operator.areas) if operator.areas else true()
        ways.append(and_(here, _since(now - days.others)))
    # An open case is never under seal: opened again, it is there for the child, and everybody must find it.
    return and_(Ticket.status.in_(ENDED), Ticket.hidden_at.is_(None), or_(*ways))


def _since(moment: datetime) -> ColumnElement[bool]:
    return Ticket.closed_at > moment


def _responsible(operator: Operator) -> ColumnElement[bool]:
    deputy = exists().where(Deputy.ticket_id == Ticket.id, Deputy.operator_id == operator.id)
    return or_(Ticket.owner_id == operator.id, Ticket.assignee_id == operator.id, deputy)


def _offered(operator: Operator, now: datetime) -> ColumnElement[bool]:
    """Who is asked to take a case over reads it before they answer."""
    return exists().where(
        Handover.ticket_id == Ticket.id,
        Handover.to_id == operator.id,
        Handover.answered_at.is_(None),
        Handover.expires_at > now,
    )


def _same_child(operator: Operator) -> ColumnElement[bool]:
    """Who works for the child now may read what was done before: the talk is one and the same."""
    return exists().where(
        _NOW.conversation_id == Ticket.conversation_id, _NOW.owner_id == operator.id, _NOW.status.in_(OPEN)
    )


def _follows_up(operator: Operator) -> ColumnElement[bool]:
    """Who still has to ask again how it stands, 30 days later too."""
    mine = (_AGAIN.owner_id == operator.id, _AGAIN.state.in_(OPEN_FOLLOW_UPS))
    return exists().where(_AGAIN.ticket_id == Ticket.id, *mine)


def _merged(operator: Operator) -> ColumnElement[bool]:
    """What went into a case that goes on is read by whoever works on it, or joined the two."""
    return exists().where(
        CallerMerge.merged_ticket_id == Ticket.id,
        CallerMerge.undone_at.is_(None),
        _GOES_ON.id == CallerMerge.ticket_id,
        _GOES_ON.status.in_(OPEN),
        or_(_GOES_ON.owner_id == operator.id, CallerMerge.operator_id == operator.id),
    )


def _granted(operator: Operator, now: datetime) -> ColumnElement[bool]:
    return exists().where(CaseGrant.ticket_id == Ticket.id, CaseGrant.operator_id == operator.id, CaseGrant.until > now)
