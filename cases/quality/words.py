"""Words of the quality reviews."""

from __future__ import annotations

from humiao.vocabulary import Word


class Verdict(Word):
    """What a supervisor says of a level that the assistant gave."""

    RIGHT = "right"
    MISSED = "missed"
    """It should have been higher: a child was in more danger than was noticed."""
    TOO_HIGH = "too_high"


class Cause(Word):
    """How a level came to be corrected."""

    CASE = "case"
    """Somebody who worked the case raised or lowered it."""
    SAMPLE = "sample"
    """A supervisor found it in the weekly sample."""


class Fate(Word):
    """What became of a correction."""

    TAKEN = "taken"
    """Masked and approved: it may join the sentences that the assistant learns from."""
    DISMISSED = "dismissed"
