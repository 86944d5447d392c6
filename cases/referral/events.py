"""What happened with a referral, in order: moves, openings of the link, wrong codes, reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cases import audit
from cases.changes import note_change
from cases.referral.sealed import words
from cases.referral.tables import Referral, ReferralEvent
from cases.referral.words import ReferralState
from cases.sealing import place
from cases.store import Work
from cases.tables import Operator, new_id

AGENCY = "agency"
"""Who acts through the link: an office, known only by the link it was given."""
_COLUMN = "referral_events.words_sealed"


@dataclass(frozen=True)
class Happened:
    """An event as staff read it; ``who`` is None for the agency or the clock."""

    at: datetime
    who: str | None
    what: str
    words: str


def note(
    work: Work, referral: Referral, what: str, *, by: Operator | str, text: str = "", origin: str | None = None
) -> None:
    """Writes an event; ``origin`` is a keyed hash of the address it came from. Raises Erased."""
    event = ReferralEvent(id=new_id(), referral_id=referral.id, ticket_id=referral.ticket_id, at=work.clock())
    event.operator_id = by.id if isinstance(by, Operator) else None
    event.what, event.origin = what, origin
    if text:
        event.words_sealed = work.ring.seal_text(referral.ticket.conversation, text, place(_COLUMN, event.id))
    work.db.add(event)
    # Open pages of the case look again.
    referral.ticket.changed_at = event.at


def note_move(work: Work, referral: Referral, state: ReferralState, *, by: Operator | str, text: str = "") -> None:
    """The new state with its event, in the case's history and in the audit chain too."""
    before, referral.state = referral.state, state
    referral.changed_at, referral.reminders = work.clock(), 0
    note(work, referral, state, by=by, text=text)
    was, now = (f"{referral.kind}:{one}" for one in (before, state))
    note_change(work, referral.ticket, "referral", was, now, by=by)


def note_opening(work: Work, referral: Referral, what: str, origin: str) -> None:
    """Somebody used the link: kept with the referral and in the audit chain."""
    note(work, referral, what, by=AGENCY, origin=origin)
    audit.append(work, AGENCY, f"referral:{what}", f"referral/{referral.id}")


def events_of(work: Work, referral: Referral) -> list[Happened]:
    """Everything that happened, newest first."""
    rows = work.db.execute(
        select(ReferralEvent, Operator.shown_as)
        .outerjoin(Operator, Operator.id == ReferralEvent.operator_id)
        .where(ReferralEvent.referral_id == referral.id)
        .order_by(ReferralEvent.at.desc(), ReferralEvent.id)
    )
    return [Happened(e.at, who, e.what, _words(work, referral, e)) for e, who in rows]


def _words(work: Work, referral: Referral, event: ReferralEvent) -> str:
    return words(work, referral.ticket.conversation, event.words_sealed, _COLUMN, event.id)
