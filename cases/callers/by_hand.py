"""Calls, visits and letters taken in by a person: the same way as a message that came by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from cases import lifecycle
from cases.access import Permission, demand
from cases.assessments import record
from cases.callers.marks import remember
from cases.callers.numbers import digits_of
from cases.callers.profile import Profile, keep_profile, profile
from cases.casefile import add_note
from cases.changes import note_change
from cases.contacts import contact_address, lock_conversation
from cases.errors import AlreadyClaimed, NotAllowed, ReasonNeeded
from cases.intake import Received, receive
from cases.store import Work
from cases.tables import Operator, Ticket
from cases.tickets import open_ticket
from humiao.assessment import Assessment, Reason, Source
from humiao.message import BY_HAND, Channel, Inbound
from humiao.vocabulary import RiskLevel, highest

OPERATOR = "operator"
"""The reason by which a person raised the level."""


@dataclass(frozen=True)
class Call:
    """What an operator wrote down. ``key`` belongs to the form: sent twice it is one call.

    ``words`` are the caller's own. ``level`` None: as the assistant judged; a lower one needs ``reason``.
    ``shared``: the number is of several people (a school, a village shop), and this is another one.
    """

    key: str
    channel: Channel
    words: str
    known: Profile = field(default_factory=Profile)
    summary: str = ""
    level: RiskLevel | None = None
    reason: str = ""
    shared: bool = False


def take_in(
    work: Work, call: Call, assessment: Assessment, operator: Operator, *, also_alert: Sequence[str] = ()
) -> Ticket:
    """Contact, conversation, message, assessment, profile and ticket, which is the operator's; the caller commits.

    A caller whose ticket somebody else works on is not taken away from them: the words are added there.
    Raises ReasonNeeded without words, or for a lower level without a reason.
    """
    demand(operator, Permission.CASE_INTAKE)
    _demand_words(call)
    assessment = raised(assessment, call.level)
    sent = Inbound(call.channel, _sender(call), call.key, work.clock(), call.words.strip())
    received = receive(work, sent)
    if not received.fresh:
        return _latest(work, received.conversation.id)
    _judged(work, received, assessment, operator)
    ticket = open_ticket(work, received.conversation, assessment, also_alert=also_alert)
    note_change(work, ticket, "taken_in", after=call.channel, by=operator)
    _learn(work, ticket, call.known, operator)
    _claim(work, ticket, operator)
    if call.summary.strip():
        add_note(work, ticket, operator, call.summary)
    if call.level and call.level.rank < ticket.level.rank:
        lifecycle.set_level(work, ticket, operator, call.level, call.reason)
    remember(work, ticket)
    return ticket


def add_words(
    work: Work,
    ticket: Ticket,
    words: str,
    key: str,
    assessment: Assessment,
    operator: Operator,
    *,
    also_alert: Sequence[str] = (),
) -> Ticket:
    """More that the caller said, judged again; it may raise the ticket, or open the next one when it is closed.

    Raises NotAllowed for a conversation in which the caller writes for themselves, ReasonNeeded without words.
    """
    demand(operator, Permission.CASE_INTAKE)
    conversation = lock_conversation(work, ticket.conversation_id)
    if conversation.channel not in BY_HAND:
        raise NotAllowed("the caller writes here")
    if not words.strip():
        raise ReasonNeeded("say what the caller said")
    address = contact_address(work, conversation.contact)
    received = receive(work, Inbound(conversation.channel, address, key, work.clock(), words.strip()))
    if received.fresh:
        _judged(work, received, assessment, operator)
        ticket = open_ticket(work, received.conversation, assessment, also_alert=also_alert)
        note_change(work, ticket, "heard", by=operator)
    return ticket


def raised(assessment: Assessment, level: RiskLevel | None) -> Assessment:
    """The assessment at least at the level that a person gives."""
    if level is None or level.rank <= assessment.level.rank:
        return assessment
    said = Reason(Source.HUMAN, OPERATOR, level)
    return replace(assessment, level=highest((assessment.level, level)), reasons=(*assessment.reasons, said))


def _judged(work: Work, received: Received, assessment: Assessment, operator: Operator) -> None:
    message = received.message
    message.operator_id = operator.id  # who wrote it down
    # A person answers: the assistant has nothing to say into a telephone.
    message.processed_at = work.clock()
    record(work, message, assessment)


def _learn(work: Work, ticket: Ticket, known: Profile, operator: Operator) -> None:
    conversation = ticket.conversation
    if keep_profile(work, conversation, profile(work, conversation).with_news(known), operator):
        note_change(work, ticket, "profile", by=operator)


def _claim(work: Work, ticket: Ticket, operator: Operator) -> None:
    try:
        lifecycle.claim(work, ticket, operator)
    except AlreadyClaimed:
        # Their colleague has the case: the new words are in it, and the page says whose it is.
        work.db.flush()


def _latest(work: Work, conversation_id: str) -> Ticket:
    theirs = select(Ticket).where(Ticket.conversation_id == conversation_id).order_by(Ticket.opened_at.desc())
    return work.db.scalars(theirs.limit(1)).one()


def _sender(call: Call) -> str:
    """The number, or for somebody without one (or who shares it) an address of this call alone."""
    digits = digits_of(call.known.phone)
    return digits if digits and not call.shared else f"{digits}/{call.key}"


def _demand_words(call: Call) -> None:
    if call.channel not in BY_HAND:
        raise NotAllowed("this channel is not taken in by hand")
    if not call.words.strip():
        raise ReasonNeeded("say what the caller said")
