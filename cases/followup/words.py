"""Words of the follow-ups."""

from __future__ import annotations

from humiao.vocabulary import Word


class Way(Word):
    """How somebody is asked again."""

    CHAT = "chat"
    """Through the caller's own channel; sent by itself."""
    PHONE = "phone"
    LETTER = "letter"
    VISIT = "visit"


class FollowUpState(Word):
    PLANNED = "planned"
    SENT = "sent"
    """Asked through the channel; waits for an answer."""
    BY_HAND = "by_hand"
    """Due, and a human has to do it."""
    ANSWERED = "answered"
    """The caller wrote back; a human has to go on."""
    MISSED = "missed"
    """Asked twice without an answer: a human decides."""
    DONE = "done"
    DECLINED = "declined"
    """The caller wants no further follow-up."""
    CANCELLED = "cancelled"


class Condition(Word):
    """状况: how it stands, by whoever asked."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    LOST = "lost"
    """失联."""
    OTHER = "other"


class Safe(Word):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


OPEN = (FollowUpState.PLANNED, FollowUpState.SENT, FollowUpState.BY_HAND, FollowUpState.ANSWERED, FollowUpState.MISSED)
"""Somebody or something still has to happen."""
FOR_HUMANS = (FollowUpState.BY_HAND, FollowUpState.ANSWERED, FollowUpState.MISSED)
"""A human has to do something now."""
