"""Cases of known number for the reports: written straight into the tables, quickly and without words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from cases.callers.tables import CallerProfile
from cases.callers.words import AgeBand
from cases.store import Work
from cases.tables import Contact, Conversation, Message, Operator, Ticket, TicketEvent, new_id
from cases.words import Author, Outcome, TicketStatus
from humiao.message import Channel
from humiao.vocabulary import RiskLevel, Sender, Topic

_numbers = count(1)


@dataclass(frozen=True)
class Case:
    """A case as a report sees it; ``waited`` is None when nobody took it."""

    at: datetime
    level: RiskLevel = RiskLevel.YELLOW
    topics: Sequence[Topic] = (Topic.DOMESTIC_VIOLENCE,)
    channel: Channel = Channel.WEB
    waited: timedelta | None = timedelta(minutes=5)
    closed_at: datetime | None = None
    outcome: Outcome | None = None
    area: str = ""
    age: AgeBand | None = None
    relation: Sender | None = None
    messages: int = 1


def fill(work: Work, operator: Operator, cases: Sequence[Case]) -> list[Ticket]:
    """The tickets of these cases, not committed."""
    return [_one(work, operator, case) for case in cases]


def _one(work: Work, operator: Operator, case: Case) -> Ticket:
    number = next(_numbers)
    contact = Contact(id=new_id(), channel=case.channel, address_hash=f"{number:064d}", created_at=case.at)
    talk = Conversation(
        id=new_id(), contact_id=contact.id, channel=case.channel, opened_at=case.at, last_at=case.at, state={}
    )
    taken = None if case.waited is None else case.at + case.waited
    ticket = Ticket(
        id=new_id(),
        number=f"HM{number:06d}",
        conversation_id=talk.id,
        level=case.level,
        status=TicketStatus.CLOSED if case.closed_at else TicketStatus.CLAIMED if taken else TicketStatus.RECEIVED,
        topics=[str(topic) for topic in case.topics],
        opened_at=case.at,
        changed_at=case.at,
        owner_id=operator.id if taken else None,
        claimed_at=taken,
        closed_at=case.closed_at,
        outcome=case.outcome,
    )
    work.db.add(contact)
    work.db.flush()
    work.db.add(talk)
    work.db.flush()
    work.db.add(ticket)
    work.db.flush()
    if case.area or case.age or case.relation:
        work.db.add(
            CallerProfile(
                conversation_id=talk.id,
                area=case.area,
                age_band=case.age,
                relation=case.relation,
                changed_at=case.at,
            )
        )
    _events(work, operator, ticket, case, taken)
    for seq in range(case.messages):
        at = case.at + timedelta(minutes=seq)
        work.db.add(
            Message(id=new_id(), conversation_id=talk.id, seq=seq + 1, author=Author.CALLER, sent_at=at, received_at=at)
        )
    work.db.flush()
    return ticket


def _events(work: Work, operator: Operator, ticket: Ticket, case: Case, taken: datetime | None) -> None:
    events = [("opened", case.at, None, str(case.level))]
    if taken:
        events.append(("owner", taken, None, operator.id))
    if case.closed_at:
        events.append(("closed", case.closed_at, "claimed", str(case.outcome)))
    for change, at, before, after in events:
        by = None if change == "opened" else operator.id
        work.db.add(TicketEvent(ticket_id=ticket.id, at=at, operator_id=by, change=change, before=before, after=after))
