"""A referral from draft to the end: made, edited, sent, answered, taken back. The caller commits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select

from cases.access import Permission, demand
from cases.casefile import add_task
from cases.contacts import lock_conversation
from cases.errors import Erased, NotAllowed, NotFound, ReasonNeeded
from cases.referral.agencies import AgencyKind, agencies
from cases.referral.content import Content, check, check_ground, check_words, content_of, keep
from cases.referral.events import AGENCY, note_move
from cases.referral.links import Link, new_link, revoke_links
from cases.referral.moves import ENDS, allowed
from cases.referral.sharing import share
from cases.referral.tables import Referral
from cases.referral.words import ReferralState
from cases.store import Work
from cases.tables import Operator, Ticket, new_id
from cases.words import TaskKind

ANSWERS = frozenset({ReferralState.ACKNOWLEDGED, ReferralState.ACCEPTED, ReferralState.REJECTED, ReferralState.DONE})
"""What an agency may say, by its link or on the telephone."""
_WORDS_NEEDED = frozenset({ReferralState.REJECTED, ReferralState.DONE, ReferralState.REVOKED})


def kind_of(id: str) -> AgencyKind:
    """The rules of a kind of agency; raises NotFound."""
    found = agencies().kinds.get(id)
    if found is None:
        raise NotFound("kind of agency")
    return found


def draft(
    work: Work,
    ticket: Ticket,
    operator: Operator,
    kind: AgencyKind,
    facts: Mapping[str, str],
    content: Content,
    *,
    green: bool = False,
) -> Referral:
    """A referral that nobody has been sent yet; raises RuleForbids, ReasonNeeded, Erased."""
    demand(operator, Permission.CASE_REFER)
    _hold(work, ticket)
    check(kind, ticket.level, ticket.topics, facts, content)
    now = work.clock()
    referral = Referral(id=new_id(), number=_number(work, ticket), ticket=ticket, kind=kind.id)
    referral.state, referral.basis = ReferralState.DRAFT, content.ground.basis
    referral.fields, referral.green = (
        sorted(id for id, text in facts.items() if text.strip()),
        green and bool(kind.green),
    )
    referral.created_at, referral.created_by, referral.changed_at, referral.reminders = now, operator.id, now, 0
    keep(work, referral, content)
    work.db.add(referral)
    work.db.flush()
    note_move(work, referral, ReferralState.DRAFT, by=operator)
    return referral


def edit(work: Work, referral: Referral, operator: Operator, content: Content) -> None:
    """Another text for a draft; raises NotAllowed once it was sent."""
    _hold_referral(work, referral, operator)
    if referral.state is not ReferralState.DRAFT:
        raise NotAllowed("it was sent: what was sent stays as it was")
    check_words(content)
    keep(work, referral, content)
    referral.changed_at = referral.ticket.changed_at = work.clock()


def send(work: Work, referral: Referral, operator: Operator) -> Link:
    """It goes out: the log of sharing gets its line, the agency its link, the clock starts.

    The rules are asked again: the case may have become another since the draft.
    """
    content = _hold_referral(work, referral, operator)
    kind, ticket = kind_of(referral.kind), referral.ticket
    _demand_move(referral, ReferralState.SENT)
    check(kind, ticket.level, ticket.topics, {}, content)
    check_ground(content.ground)
    referral.sent_at, referral.sent_by = work.clock(), operator.id
    note_move(work, referral, ReferralState.SENT, by=operator)
    referral.due_at = _due(kind, referral.state, referral.sent_at)
    share(
        work, ticket, operator, f"referral/{referral.id}",
        to=content.agency.name, what=content.summary, fields=referral.fields,
        basis=content.ground.basis, basis_words=content.ground.words,
        told=content.told, told_words=content.told_words,
    )  # fmt: skip
    return new_link(work, referral)


def answer(work: Work, referral: Referral, state: ReferralState, *, by: Operator | None, text: str = "") -> None:
    """What the agency says, by its link (``by`` None) or on the telephone; a rejected one leaves a task.

    Raises NotAllowed for a move that is none, ReasonNeeded when a rejection or a result has no words.
    """
    if by is not None:
        _hold_referral(work, referral, by)
    if state not in ANSWERS:
        raise NotAllowed("that is no answer of an agency")
    _demand_move(referral, state)
    _demand_words(state, text)
    note_move(work, referral, state, by=by or AGENCY, text=text.strip())
    referral.due_at = _due(kind_of(referral.kind), state, work.clock())
    if state is ReferralState.REJECTED:
        detail = f"转介 {referral.number} 没有被接受：请另找机构，或告诉督导"
        add_task(work, referral.ticket, TaskKind.OTHER, due_at=work.clock(), detail=detail, by=by or AGENCY)
    if state in ENDS:
        revoke_links(work, referral)


def revoke(work: Work, referral: Referral, operator: Operator, reason: str) -> None:
    """Takes it back; a draft needs no reason, for nobody has seen it."""
    _hold_referral(work, referral, operator)
    _demand_move(referral, ReferralState.REVOKED)
    if referral.state is not ReferralState.DRAFT:
        _demand_words(ReferralState.REVOKED, reason)
    note_move(work, referral, ReferralState.REVOKED, by=operator, text=reason.strip())
    referral.due_at = None
    revoke_links(work, referral)


def renew_link(work: Work, referral: Referral, operator: Operator) -> Link:
    """Another link and code; the earlier one opens nothing any more."""
    _hold_referral(work, referral, operator)
    if referral.state in ENDS or referral.state is ReferralState.DRAFT:
        raise NotAllowed("there is nothing to answer")
    return new_link(work, referral)


def referral_of(work: Work, ticket: Ticket, referral_id: str) -> Referral:
    """The referral, if it is of this very ticket; raises NotFound."""
    found = work.db.get(Referral, referral_id)
    if found is None or found.ticket_id != ticket.id:
        raise NotFound("referral")
    return found


def referrals_of(work: Work, ticket: Ticket) -> list[Referral]:
    """The referrals of a case in the order they were made."""
    rows = select(Referral).where(Referral.ticket_id == ticket.id).order_by(Referral.created_at, Referral.number)
    return list(work.db.scalars(rows))


def _hold(work: Work, ticket: Ticket) -> None:
    lock_conversation(work, ticket.conversation_id)
    work.db.refresh(ticket)
    if ticket.conversation.key_wrapped is None:
        raise Erased("the conversation was erased")


def _hold_referral(work: Work, referral: Referral, operator: Operator) -> Content:
    demand(operator, Permission.CASE_REFER)
    _hold(work, referral.ticket)
    work.db.refresh(referral)
    content = content_of(work, referral)
    if content is None:
        raise Erased("the referral was erased")
    return content


def _demand_move(referral: Referral, state: ReferralState) -> None:
    if not allowed(referral.state, state):
        raise NotAllowed(f"a referral that is {referral.state} does not become {state}")


def _demand_words(state: ReferralState, text: str) -> None:
    if state in _WORDS_NEEDED and not text.strip():
        raise ReasonNeeded("say why, or what became of it")


def _due(kind: AgencyKind, state: ReferralState, start: datetime) -> datetime | None:
    days = {
        ReferralState.SENT: kind.days.acknowledge,
        ReferralState.ACKNOWLEDGED: kind.days.answer,
        ReferralState.ACCEPTED: kind.days.result,
    }
    return start + timedelta(days=days[state]) if state in days else None


def _number(work: Work, ticket: Ticket) -> str:
    # The conversation is locked, so nobody else counts at the same time.
    count = work.db.scalar(select(func.count(Referral.id)).where(Referral.ticket_id == ticket.id)) or 0
    return f"{ticket.number}-Z{count + 1}"
