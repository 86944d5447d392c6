"""Whether and when a caller may be written to; kept per conversation, so that it outlives a case."""

from __future__ import annotations

from cases.casework.begin import begin
from cases.changes import note_change
from cases.errors import NotAllowed, Stale
from cases.followup.tables import ContactRule
from cases.store import Work
from cases.tables import Conversation, Operator, Ticket


def rule_of(work: Work, conversation: Conversation) -> ContactRule:
    """The rule of a conversation; one that was never set is not stored."""
    row = work.db.get(ContactRule, conversation.id, populate_existing=True)
    return row or ContactRule(conversation_id=conversation.id, unsafe=False, version=0)


def hours_of(rule: ContactRule) -> tuple[int, int] | None:
    """The hours that were agreed; None: by day."""
    if rule.from_hour is None or rule.to_hour is None:
        return None
    return rule.from_hour, rule.to_hour


def set_rule(
    work: Work,
    ticket: Ticket,
    operator: Operator,
    *,
    unsafe: bool,
    hours: tuple[int, int] | None,
    seen: int,
    reason: str = "",
) -> None:
    """Whether somebody else may read along, and the hours agreed; raises Stale, NotAllowed for hours that are none.

    That a caller wants no follow-up is not taken back here: only they themselves can, by writing.
    """
    conversation = begin(work, ticket, operator)
    rule = rule_of(work, conversation)
    if rule.version != seen:
        raise Stale("", rule.version)
    if hours and (not all(0 <= hour < 24 for hour in hours) or hours[0] == hours[1]):
        raise NotAllowed("no such hours")
    before, after = ("unsafe" if one else "safe" for one in (rule.unsafe, unsafe))
    rule.unsafe, rule.version = unsafe, seen + 1
    rule.from_hour, rule.to_hour = hours or (None, None)
    work.db.add(rule)
    work.db.flush()
    note_change(work, ticket, "contact_rule", before, after, by=operator, reason=reason.strip())
