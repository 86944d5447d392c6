"""The caller's profile on the case: who the child is, how to come back to them and what must not be done."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from cases.callers.tables import CallerProfile
from cases.callers.words import AgeBand, Consent, Gender, Speaking, Way, band_of
from cases.contacts import lock_conversation
from cases.sealing import place
from cases.store import Work
from cases.tables import Conversation, Operator
from humiao.vocabulary import Sender

_CLEAR = ("area", "age_band", "gender", "relation")


@dataclass(frozen=True)
class Profile:
    """What is known of the caller; empty words and None: nobody asked, or it was erased.

    ``age`` (completed years), ``gender``, ``name`` and ``where`` are of the child concerned;
    ``relation`` is who calls; ``phone`` is where the caller may be reached. ``area`` is the six-digit
    code of the county. ``warning`` is what everybody must read before doing anything.
    """

    area: str = ""
    age_band: AgeBand | None = None
    gender: Gender | None = None
    relation: Sender | None = None
    age: int | None = None
    name: str = ""
    phone: str = ""
    where: str = ""
    speaking: Speaking | None = None
    consent: Consent = Consent.NOT_ASKED
    wish: str = ""
    contact_way: Way | None = None
    contact_times: str = ""
    avoid_phone: bool = False
    avoid_guardian: bool = False
    warning: str = ""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the head of the case says loudly."""
        told = (
            "不要打来电号码" if self.avoid_phone else "",
            "不要联系家长" if self.avoid_guardian else "",
            self.warning,
        )
        return tuple(text for text in told if text)

    def with_news(self, other: Profile) -> Profile:
        """This profile with everything that the other one knows."""
        empty = Profile()
        news = {f.name: getattr(other, f.name) for f in fields(other)}
        return replace(self, **{name: value for name, value in news.items() if value != getattr(empty, name)})


def profile(work: Work, conversation: Conversation) -> Profile:
    """What is known of the caller; of an erased conversation only what is counted.

    A conversation that was merged into another shows its own profile.
    """
    row = work.db.get(CallerProfile, conversation.id, populate_existing=True)
    if row is None:
        return Profile()
    known = Profile(row.area, row.age_band, row.gender, row.relation)
    if row.words_sealed is None or conversation.key_wrapped is None:
        return known
    words: dict[str, Any] = json.loads(work.ring.open_text(conversation, row.words_sealed, _place(conversation)))
    words["consent"] = Consent(words["consent"])
    words["speaking"] = Speaking(words["speaking"]) if words["speaking"] else None
    words["contact_way"] = Way(words["contact_way"]) if words["contact_way"] else None
    return replace(known, **words)


def keep_profile(work: Work, conversation: Conversation, known: Profile, by: Operator | None) -> bool:
    """Keeps the profile as it is given; False when nothing is new. Raises Erased, ValueError for a bad area or age.

    The caller writes the change into the ticket's history.
    """
    if known.area and not (known.area.isascii() and known.area.isdecimal() and len(known.area) == 6):
        raise ValueError("an area code has six digits")
    if known.age is not None and not 0 <= known.age <= 120:
        raise ValueError("an age is between 0 and 120 years")
    conversation = lock_conversation(work, conversation.id)
    # An age is exact, a band is what is left when only the band is known.
    known = replace(known, age_band=band_of(known.age) or known.age_band)
    if known == profile(work, conversation):
        return False
    row = work.db.get(CallerProfile, conversation.id) or CallerProfile(conversation_id=conversation.id)
    for name in _CLEAR:
        setattr(row, name, getattr(known, name))
    words = {name: value for name, value in asdict(known).items() if name not in _CLEAR}
    text = json.dumps(words, ensure_ascii=False, default=str)
    row.words_sealed = work.ring.seal_text(conversation, text, _place(conversation))
    row.changed_at, row.changed_by = work.clock(), by.id if by else None
    work.db.add(row)
    work.db.flush()
    return True


def _place(conversation: Conversation) -> str:
    return place("caller_profiles.words_sealed", conversation.id)
