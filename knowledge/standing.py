"""What can be said honestly about a law on a day: its text is here, or why it is not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import Enum

from knowledge.versions import NEVER, Version


class Standing(Enum):
    """A law on a day, as far as the database tells."""

    IN_FORCE = "in force"
    OLDER_TEXT = "older text"
    """An older text was in force; the database does not have it."""
    UNKNOWN = "unknown"
    """Before every date the database knows: the law may not have existed, or had a text that is not here."""
    ENDED = "ended"
    END_UNKNOWN = "end unknown"
    """Marked as repealed without a day: its text is never shown."""


def standing(versions: Sequence[Version], on: date, older_since: date = date.max) -> Standing:
    """``versions`` are all of one law, oldest first; ``older_since`` is the first day of a text that is not here.

    ``effective_date`` is the first day of the law or of its last thorough revision, so that a day
    between it and our oldest text had another text; before it the database knows nothing.
    """
    if any(version.in_force(on) for version in versions):
        return Standing.IN_FORCE
    if versions[-1].until == NEVER:
        return Standing.END_UNKNOWN
    if on >= versions[-1].until:
        return Standing.ENDED
    first = min(older_since, *(version.effective_date for version in versions))
    return Standing.OLDER_TEXT if on >= first else Standing.UNKNOWN
