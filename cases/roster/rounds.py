"""What the roster does by itself, again and again: offer what waits, ask the next one, relieve who is silent.

Each case is dealt with in a transaction of its own and looked at again once it is held, so that several workers,
or an owner who answers in that very moment, do no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from cases import lifecycle
from cases.changes import note_change
from cases.demands import alert
from cases.each import each
from cases.errors import CaseError
from cases.moves import is_quiet
from cases.roster import looks, people
from cases.roster.handover import ROSTER, offer
from cases.roster.rules import rules
from cases.roster.silence import fault_of, relieve
from cases.roster.suggest import suggest
from cases.roster.tables import Handover
from cases.roster.words import HandoverKind, HandoverState
from cases.steps import hold
from cases.store import Store, Work
from cases.tables import Operator, Ticket
from cases.words import OPEN, TicketStatus
from humiao.vocabulary import RiskLevel

ASKED = timedelta(minutes=30)
"""Who was asked for this case within this time is not asked for it again."""
_WAITING = (TicketStatus.RECEIVED, TicketStatus.GRADED)

Act = Callable[[Work, Ticket], bool]


def offer_waiting(store: Store) -> int:
    """Yellow cases, and wishes for a human, that nobody took go to the one who fits best; red rings for everybody."""
    with store.session(reading=True) as work:
        if not people.who_is_here(work):
            return 0
        due = work.clock() - rules().offer_after
        asked_for = or_(Ticket.level == RiskLevel.YELLOW, Ticket.asked_for_human)
        rows = work.db.scalars(
            select(Ticket)
            .where(Ticket.status.in_(_WAITING), asked_for, Ticket.level != RiskLevel.RED, Ticket.opened_at <= due)
            .order_by(Ticket.opened_at)
        )
        found = [ticket.id for ticket in rows if _next(work, ticket) is not None]
    return _each(store, found, _offer_on)


def ask_the_next(store: Store, also_alert: Sequence[str] = ()) -> int:
    """Offers that were not signed in time, or whose person left: the next one is asked, at last the whole desk."""
    with store.session(reading=True) as work:
        rows = work.db.scalars(select(Ticket).where(Ticket.status == TicketStatus.ASSIGNED))
        given = [ticket.id for ticket in rows if _overdue(work, ticket)]
        transfers = work.db.scalars(select(Handover).where(_open_transfer()))
        asked = [row.ticket_id for row in transfers if _late(work, row)]
    return _each(store, given, lambda work, ticket: _not_signed(work, ticket, also_alert)) + _each(
        store, asked, _transfer_expires
    )


def relieve_the_silent(store: Store, also_alert: Sequence[str] = ()) -> int:
    """Chats whose owner is gone or does not answer go to the deputy or back to the queue."""
    with store.session(reading=True) as work:
        rows = work.db.scalars(select(Ticket).where(Ticket.owner_id.is_not(None), Ticket.status.in_(OPEN)))
        found = [ticket.id for ticket in rows if is_quiet(ticket.status) and fault_of(work, ticket)]
    return _each(store, found, lambda work, ticket: relieve(work, ticket, tuple(also_alert)))


def forget_looks(store: Store) -> int:
    """Clears away who had which case open long ago."""
    with store.session(reading=True) as work:
        if not looks.any_old(work):
            return 0
    with store.session() as work:
        gone = looks.forget_old(work)
        work.commit()
    return gone


def _each(store: Store, ids: Sequence[str], act: Act) -> int:
    def one(work: Work, id: str) -> int:
        return act(work, work.db.get_one(Ticket, id))

    # Meanwhile it went another way (somebody left, or filled up): the next round looks again.
    return each(store, ids, one, expected=(CaseError,))


def _offer_on(work: Work, ticket: Ticket) -> bool:
    hold(work, ticket)
    to = _next(work, ticket)
    if ticket.status not in _WAITING or to is None:
        return False
    offer(work, ticket, to)
    return True


def _not_signed(work: Work, ticket: Ticket, also_alert: Sequence[str]) -> bool:
    hold(work, ticket)
    if ticket.status is not TicketStatus.ASSIGNED or not _overdue(work, ticket):
        return False
    _expire(work, ticket, HandoverKind.ASSIGN)
    note_change(work, ticket, "offer_expired", before=ticket.assignee_id, by=ROSTER)
    lifecycle.give_back(work, ticket, by=ROSTER, also_alert=also_alert)
    to = _next(work, ticket)
    if to is not None and ticket.level is not RiskLevel.RED:
        offer(work, ticket, to)
    else:
        alert(work, ticket, also_alert)
    return True


def _transfer_expires(work: Work, ticket: Ticket) -> bool:
    hold(work, ticket)
    row = work.db.scalar(select(Handover).where(_open_transfer(), Handover.ticket_id == ticket.id))
    if row is None or not _late(work, row):
        return False
    _expire(work, ticket, HandoverKind.TRANSFER)
    if row.from_id == ticket.owner_id:
        note_change(work, ticket, "offer_expired", before=row.to_id, by=ROSTER)
    return True


def _expire(work: Work, ticket: Ticket, kind: HandoverKind) -> None:
    rows = select(Handover).where(
        Handover.ticket_id == ticket.id, Handover.kind == kind, Handover.state == HandoverState.OPEN
    )
    for row in work.db.scalars(rows):
        row.state, row.answered_at = HandoverState.EXPIRED, work.clock()


def _overdue(work: Work, ticket: Ticket) -> bool:
    given = ticket.assigned_at or ticket.changed_at
    return work.clock() >= given + rules().sign or not _is_here(work, ticket.assignee_id)


def _late(work: Work, row: Handover) -> bool:
    return work.clock() >= row.expires_at or not _is_here(work, row.to_id)


def _is_here(work: Work, operator_id: str | None) -> bool:
    found = people.person(work, operator_id) if operator_id else None
    return found is not None and found.online


def _next(work: Work, ticket: Ticket) -> Operator | None:
    lately = select(Handover.to_id).where(
        Handover.ticket_id == ticket.id, Handover.offered_at > work.clock() - ASKED, Handover.to_id.is_not(None)
    )
    asked = {id for id in work.db.scalars(lately) if id}
    found = suggest(work, ticket, without=asked)
    return work.db.get(Operator, found[0].person.id) if found else None


def _open_transfer() -> ColumnElement[bool]:
    return and_(Handover.kind == HandoverKind.TRANSFER, Handover.state == HandoverState.OPEN)
