"""The keyed index: which pairs of characters stand in a conversation, told to nobody without the master key.

A pair becomes a print of four bytes under a key made of the master key and the pair, over the
conversation's id: the same pair has another print in every conversation, so the table shows neither
what is written nor how often, nor which two conversations are alike; only how much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from cases.search.columns import VERSION
from cases.search.forms import forms, grams
from cases.search.tables import SearchIndex
from cases.tables import Conversation

if TYPE_CHECKING:
    from cases.sealing import KeyRing
    from cases.store import Work

WIDTH = 4
"""Bytes of a print: among a thousand in one conversation a wrong one fits once in four million times."""


def keep_heard(work: Work) -> None:
    """Adds what was sealed in this work to the index, in the same transaction; called before the commit."""
    for conversation_id, texts in work.ring.take_heard().items():
        _add(work, conversation_id, texts)


def start(work: Work, conversation: Conversation) -> None:
    """A new conversation is indexed from its first word on."""
    work.db.add(SearchIndex(conversation_id=conversation.id, version=VERSION, grams_sealed=b""))


def prints(ring: KeyRing, conversation_id: str, texts: Iterable[str]) -> bytes:
    """The prints of every pair of characters in the texts, as they are stored."""
    pairs = {pair for text in texts for form in forms(text) for pair in grams(form)}
    return packed(printed(trapdoor(ring, pair), conversation_id) for pair in pairs)


def trapdoor(ring: KeyRing, pair: str) -> bytes:
    """The key by which one pair of characters is looked for, in every conversation."""
    return bytes.fromhex(ring.pseudonym("search", pair))


def printed(trapdoor: bytes, conversation_id: str) -> bytes:
    return blake2b(conversation_id.encode("ascii"), key=trapdoor, digest_size=WIDTH).digest()


def holds(stored: bytes, wanted: bytes) -> bool:
    """Whether this print is among the stored ones; what only overlaps two of them is not."""
    at = stored.find(wanted)
    while at % WIDTH and at >= 0:
        at = stored.find(wanted, at + 1)
    return at >= 0


def packed(found: Iterable[bytes]) -> bytes:
    # Sorted: the order in which they came would be the order of the words.
    return b"".join(sorted(set(found)))


def unpacked(stored: bytes) -> set[bytes]:
    return {stored[at : at + WIDTH] for at in range(0, len(stored), WIDTH)}


def matcher(ring: KeyRing, phrase: str) -> Callable[[str, bytes], bool]:
    """A question to each row: may the phrase stand in this conversation? Never wrongly no."""
    ways = [[trapdoor(ring, pair) for pair in sorted(grams(form))] for form in forms(phrase)]

    def may_stand(conversation_id: str, stored: bytes) -> bool:
        return any(all(holds(stored, printed(key, conversation_id)) for key in way) for way in ways)

    return may_stand


def _add(work: Work, conversation_id: str, texts: Iterable[str]) -> None:
    # Whoever seals holds the conversation, so nobody else changes this row meanwhile. A conversation
    # without a row, or with an older one, is read as a whole later; an erased one has none to add to.
    here = SearchIndex.conversation_id == conversation_id
    stored = work.db.scalar(select(SearchIndex.grams_sealed).where(here, SearchIndex.version == VERSION))
    if stored is None:
        return
    grown = packed(unpacked(stored) | unpacked(prints(work.ring, conversation_id, texts)))
    if grown != stored:
        work.db.execute(update(SearchIndex).where(here).values(grams_sealed=grown))
