"""What the page reads: the conversation from a place on, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cases.contacts import find_contact, find_conversation
from cases.errors import Erased
from cases.intake import key_hash
from cases.outbox import seen
from cases.store import Store, Work
from cases.tables import Conversation
from cases.transcript import Turn, messages_after
from humiao.message import Channel, Choice

MANY = 200
"""Turns in one answer; the page asks again at once for the rest."""
NUMBERS = 3
"""Never more numbers than this at once: who is afraid must not have to choose from a list."""
_REMEMBERED = 10_000


@dataclass(frozen=True)
class Asked:
    """How far the page has shown which conversation, and the keys of its unconfirmed messages."""

    conversation: str | None = None
    after: int = 0
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """The conversation there is now (None: none) and what the page has not shown of it."""

    conversation: str | None
    messages: tuple[dict[str, Any], ...] = ()

    def is_news(self, asked: Asked) -> bool:
        return bool(self.messages) or self.conversation != asked.conversation


class Feed:
    """Reads conversations for the page; ``days`` after its last message a chat is not found any more."""

    def __init__(self, store: Store, days: int) -> None:
        self._store = store
        self._days = timedelta(days=days)
        self._confirmed: dict[str, int] = {}

    def read(self, token: str, asked: Asked) -> Page:
        """What is new; raises StoreDown."""
        with self._store.session(reading=True) as work:
            conversation = self._conversation(work, token)
            if conversation is None:
                return Page(None)
            after = asked.after if asked.conversation in (None, conversation.id) else 0
            if conversation.last_seq <= after:
                return Page(conversation.id)
            keys = {key_hash(work, conversation.contact_id, key): key for key in asked.keys}
            try:
                turns = messages_after(work, conversation, after, MANY)
            except Erased:  # while we were reading; the next look finds what came after it
                return Page(conversation.id)
            return Page(conversation.id, tuple(_shown(turn, keys) for turn in turns))

    def confirm(self, token: str, asked: Asked) -> None:
        """Notes that the page has shown everything up to ``asked.after``; raises StoreDown.

        A page that waits asks every 20 s with the same place: only a higher one is written.
        """
        place = asked.conversation
        if place is None or asked.after <= self._confirmed.get(place, 0):
            return
        with self._store.session() as work:
            conversation = self._conversation(work, token)
            if conversation is None or conversation.id != place:
                return
            seen(work, conversation, min(asked.after, conversation.last_seq))
            work.commit()
        if len(self._confirmed) > _REMEMBERED:
            self._confirmed.clear()
        self._confirmed[place] = asked.after

    def expired(self, token: str) -> bool:
        """Whether the cookie is older than it may be; raises StoreDown."""
        with self._store.session(reading=True) as work:
            contact = find_contact(work, Channel.WEB, token)
            conversation = find_conversation(work, contact) if contact else None
            return conversation is not None and self._is_over(work, conversation)

    def _conversation(self, work: Work, token: str) -> Conversation | None:
        contact = find_contact(work, Channel.WEB, token)
        conversation = find_conversation(work, contact) if contact else None
        return None if conversation is None or self._is_over(work, conversation) else conversation

    def _is_over(self, work: Work, conversation: Conversation) -> bool:
        return work.clock() - conversation.last_at > self._days


def _shown(turn: Turn, keys: Mapping[str, str]) -> dict[str, Any]:
    return {
        "seq": turn.seq,
        "author": str(turn.author),
        "kind": str(turn.kind),
        "at": turn.at.isoformat(),
        "key": keys.get(turn.key_hash or ""),
        "files": [{"name": file.name, "size": file.size} for file in turn.attachments],
        **said(turn.text, turn.choices, turn.numbers),
    }


def said(text: str, choices: tuple[Choice, ...], numbers: tuple[str, ...]) -> dict[str, Any]:
    """What somebody says, as the page takes it: text, buttons, numbers to dial."""
    return {
        "text": text,
        "choices": [{"label": choice.label, "sends": choice.sends} for choice in choices],
        "numbers": list(numbers[:NUMBERS]),
    }
