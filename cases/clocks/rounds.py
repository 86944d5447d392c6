"""One round over the clocks: what changed is started and stopped, what is due is told, each case by itself."""

from __future__ import annotations

from sqlalchemy import select

from cases.clocks.rules import clocks
from cases.clocks.running import breach, match, office_for
from cases.clocks.tables import ClockRun
from cases.clocks.telling import Ringing, tell
from cases.contacts import lock_conversation
from cases.each import each
from cases.store import Store, Work
from cases.tables import Ticket

AT_ONCE = 200
"""Tickets that one round looks at: more wait two seconds for the next."""


def due(work: Work) -> list[str]:
    """Tickets that have changed, or have a clock with something to do, the longest due first."""
    running = select(ClockRun.ticket_id).where(ClockRun.stopped_at.is_(None), ClockRun.next_at <= work.clock())
    changed = select(Ticket.id).where(Ticket.clocks_due)
    found = [*work.db.scalars(running.order_by(ClockRun.next_at).limit(AT_ONCE))]
    return list(dict.fromkeys([*found, *work.db.scalars(changed.limit(AT_ONCE))]))[:AT_ONCE]


def follow(work: Work, ticket_id: str, ring: Ringing | None = None) -> int:
    """Brings the clocks of one ticket up to date; returns how many steps were made. The caller commits.

    The ticket is held from before it is read, so that of two workers the second finds nothing to do.
    """
    ticket = work.db.get_one(Ticket, ticket_id)
    lock_conversation(work, ticket.conversation_id)
    work.db.refresh(ticket)
    office, done = office_for(work, ticket), 0
    for run in match(work, ticket):
        work.db.refresh(run)
        if run.due_at <= work.clock():
            breach(work, ticket, run)
        done += tell(work, ticket, run, clocks().by_id[run.clock], office, ring or Ringing())
    ticket.clocks_due = False
    work.db.flush()
    return done


def go_round(store: Store, ring: Ringing | None = None) -> int:
    """All that is due now, each ticket in a transaction of its own; returns how many steps were made."""
    with store.session(reading=True) as work:
        ids = due(work)

    def one(work: Work, ticket_id: str) -> int:
        return follow(work, ticket_id, ring)

    return each(store, ids, one)
