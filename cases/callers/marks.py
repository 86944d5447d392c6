"""What two callers may have in common, kept as keyed hashes: nobody reads it back, equal things stay equal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from sqlalchemy import delete, exists, select

from cases.callers.numbers import digits_of
from cases.callers.profile import Profile, profile
from cases.callers.tables import CallerMark
from cases.callers.words import MarkKind
from cases.contacts import lock_conversation
from cases.sealing import KeyRing
from cases.store import Work
from cases.tables import Conversation, Ticket
from cases.transcript import earlier_texts
from cases.words import ENDED
from humiao.text import normalise

SLOTS = 12
"""Hashes per opening: two openings that share half of their pairs of characters have six of them in common."""
LONG_ENOUGH = 12
"""Pairs of characters: shorter openings (你好，有人吗) are alike without meaning anything."""
OPENING = 300
"""Characters of first words that are compared."""
FIRST = 3
"""Messages that count as first words."""
WAITS = timedelta(days=2)
"""A ticket that was never marked is not marked later than this."""

_PRIME = (1 << 61) - 1


def remember(work: Work, ticket: Ticket) -> None:
    """Keeps the marks of the ticket's caller as they are now; an erased conversation has none."""
    conversation = lock_conversation(work, ticket.conversation_id)
    work.db.execute(delete(CallerMark).where(CallerMark.conversation_id == conversation.id))
    if conversation.key_wrapped is None:
        return
    opening = "\n".join(earlier_texts(work, conversation, FIRST))
    found = set(_marks(work.ring, profile(work, conversation), opening))
    # Something has to say that the ticket was looked at.
    found.add((MarkKind.OPENING, _hash(work.ring, "none", conversation.id)))
    for kind, mark in found:
        work.db.add(CallerMark(conversation_id=conversation.id, kind=kind, mark=mark, at=work.clock()))
    work.db.flush()


def unmarked(work: Work, limit: int = 50) -> list[str]:
    """Ids of open tickets whose callers were not compared with others yet."""
    since = exists().where(CallerMark.conversation_id == Ticket.conversation_id, CallerMark.at >= Ticket.opened_at)
    rows = (
        select(Ticket.id)
        .join(Conversation, Conversation.id == Ticket.conversation_id)
        .where(Ticket.status.not_in(ENDED), Ticket.opened_at > work.clock() - WAITS, Conversation.erased_at.is_(None))
        .where(~since)
    )
    return list(work.db.scalars(rows.order_by(Ticket.opened_at).limit(limit)))


def _marks(ring: KeyRing, known: Profile, opening: str) -> Iterator[tuple[MarkKind, str]]:
    if digits := digits_of(known.phone):
        yield MarkKind.PHONE, _hash(ring, "phone", digits)
    name = _bare(known.name)
    if name and (known.age_band or known.gender):
        yield MarkKind.PERSON, _hash(ring, "person", name, str(known.age_band), str(known.gender))
    words = _bare(opening)[:OPENING]
    pairs = {words[at : at + 2] for at in range(len(words) - 1)}
    if len(pairs) >= LONG_ENOUGH:
        yield MarkKind.OPENING, _hash(ring, "opening", words)
        yield from ((MarkKind.LIKENESS, mark) for mark in _alike(ring, pairs))


def _alike(ring: KeyRing, pairs: Iterable[str]) -> Iterator[str]:
    """Of each of ``SLOTS`` orders of all pairs the first one here (MinHash, Broder 1997)."""
    hashes = [int(ring.pseudonym("pair", pair)[:15], 16) for pair in pairs]
    for slot in range(SLOTS):
        factor, offset = (int(ring.pseudonym("order", f"{slot}", part)[:15], 16) | 1 for part in ("by", "plus"))
        least = min((factor * value + offset) % _PRIME for value in hashes)
        yield _hash(ring, "alike", f"{slot}", f"{least}")


def _bare(text: str) -> str:
    return "".join(sign for sign in normalise(text).text if sign.isalnum())


def _hash(ring: KeyRing, *parts: str) -> str:
    return ring.pseudonym("caller mark", *parts)[:16]
