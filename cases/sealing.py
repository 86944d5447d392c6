"""Sealing with a key per conversation: the only way in and out of the ``*_sealed`` columns."""

from __future__ import annotations

from collections import defaultdict

from cases.errors import Erased
from cases.search.columns import SEARCHED, strings
from cases.tables import Contact, Conversation
from humiao.privacy import Key, MasterKey

Owner = Conversation | Contact
"""Whoever has a data key; erasing it makes everything sealed with it unreadable."""


def place(column: str, row_id: str) -> str:
    """Where a sealed value belongs, such as ``messages.body_sealed/<id>``; it opens nowhere else."""
    return f"{column}/{row_id}"


class KeyRing:
    """The keys used within one ``Work``: unwrapped on first use, forgotten with the ring.

    Text that is not valid Unicode (a lone surrogate from a broken client) is sealed with ``?`` in
    its place: it must not be a reason to lose the message, and the count of characters stays.
    """

    def __init__(self, master: MasterKey) -> None:
        self.master = master
        self._keys: dict[bytes, Key] = {}
        self._heard: dict[str, list[str]] = defaultdict(list)

    def new_contact(self, contact: Contact) -> None:
        """Gives the contact a fresh data key; it must have its id already."""
        self._new(contact)

    def new_conversation(self, conversation: Conversation) -> None:
        """Gives the conversation a fresh data key; it must have its id already."""
        self._new(conversation)

    def seal_text(self, owner: Owner, text: str, place: str) -> bytes:
        """``text`` encrypted for one place; raises Erased when the owner's key is gone."""
        if isinstance(owner, Conversation) and place.partition("/")[0] in SEARCHED:
            self.hear(owner, *strings(text))
        return self.seal_bytes(owner, text.encode("utf-8", "replace"), place)

    def hear(self, conversation: Conversation, *texts: str) -> None:
        """These words will be found by search once the work is committed (cases/search/index.py)."""
        self._heard[conversation.id] += texts

    def take_heard(self) -> dict[str, list[str]]:
        """What was heard since the last time, by conversation."""
        heard, self._heard = self._heard, defaultdict(list)
        return heard

    def open_text(self, owner: Owner, sealed: bytes | None, place: str) -> str:
        """The text again; raises Erased, or SealBroken when it was not sealed for this place."""
        return self.open_bytes(owner, sealed, place).decode("utf-8")

    def seal_bytes(self, owner: Owner, plain: bytes, place: str) -> bytes:
        return self._key(owner).seal(plain, place)

    def open_bytes(self, owner: Owner, sealed: bytes | None, place: str) -> bytes:
        """The bytes again; a column emptied by an erasure raises Erased as a missing key does."""
        if sealed is None:
            raise Erased(place)
        return self._key(owner).open(sealed, place)

    def pseudonym(self, *parts: str) -> str:
        """Keyed hash of the parts (64 hex digits), the form in which addresses are looked up."""
        return self.master.pseudonym(*parts)

    def _new(self, owner: Owner) -> None:
        key, owner.key_wrapped = self.master.new_data_key(_key_place(owner))
        self._keys[owner.key_wrapped] = key

    def _key(self, owner: Owner) -> Key:
        # Looked up by the wrapped form, so that a key erased or renewed within this very work is
        # never served from memory.
        if owner.key_wrapped is None:
            raise Erased(_key_place(owner))
        if owner.key_wrapped not in self._keys:
            self._keys[owner.key_wrapped] = self.master.unwrap(owner.key_wrapped, _key_place(owner))
        return self._keys[owner.key_wrapped]


def _key_place(owner: Owner) -> str:
    return place(f"{owner.__tablename__}.key_wrapped", owner.id)
