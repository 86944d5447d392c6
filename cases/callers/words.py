"""Words about callers: who somebody is, what they agree to, contacts that are no case."""

from __future__ import annotations

from humiao.vocabulary import Word


class AgeBand(Word):
    """Ages as the law parts them: 8 (民法典 第十九条), 14 (刑法 第二百三十六条), 16 and 18 (民法典 第十七、十八条)."""

    UNDER_8 = "under_8"
    FROM_8 = "8_13"
    FROM_14 = "14_15"
    FROM_16 = "16_17"
    ADULT = "adult"


_FROM = ((18, AgeBand.ADULT), (16, AgeBand.FROM_16), (14, AgeBand.FROM_14), (8, AgeBand.FROM_8))


def band_of(age: int | None) -> AgeBand | None:
    """The band of an age in completed years; None when nobody knows it."""
    if age is None:
        return None
    return next((band for start, band in _FROM if age >= start), AgeBand.UNDER_8)


class Gender(Word):
    GIRL = "girl"
    BOY = "boy"


class Speaking(Word):
    """Whether the caller can speak freely where they are."""

    FREELY = "freely"
    GUARDED = "guarded"
    """Somebody is listening or may come in: ask what can be answered with yes and no."""
    UNSURE = "unsure"


class Consent(Word):
    """What the caller says to our telling others; what the law demands is done without it."""

    NOT_ASKED = "not_asked"
    AGREES = "agrees"
    NOT_GUARDIAN = "not_guardian"
    """Others may be told, the parents may not."""
    REFUSES = "refuses"


class Way(Word):
    """How to come back to the caller."""

    PHONE = "phone"
    TEXT = "text"
    ONLINE = "online"
    VISIT = "visit"
    NEVER = "never"
    """The caller comes back; nobody is to come to them."""


class NonData(Word):
    """Contacts that are counted and open no case; the kinds of Child Helpline International."""

    SILENT = "silent"
    HARASSING = "harassing"
    TEST = "test"
    THANKS = "thanks"
    WRONG_NUMBER = "wrong_number"


class FlagKind(Word):
    """What colleagues should know of a caller for a while."""

    HARASSING = "harassing"
    FREQUENT = "frequent"


class MarkKind(Word):
    """What two callers may have in common, each kept as a keyed hash."""

    PHONE = "phone"
    PERSON = "person"
    """Name, age band and gender together."""
    OPENING = "opening"
    """The first words, exactly."""
    LIKENESS = "likeness"
    """One of the hashes that tell how alike first words are."""
