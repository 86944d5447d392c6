"""A notice of the Telegram channel about one message, said once however often the message comes."""

from __future__ import annotations

from cases.intake import find_contact, find_conversation
from cases.store import Store
from cases.transcript import say
from cases.words import Author
from humiao.message import Inbound, Reply

_SAID = "tg_said"


def say_once(store: Store, inbound: Inbound, reply: Reply) -> None:
    """Adds a notice about one message to its conversation, once however often the message comes.

    A message that lies in the spool has no conversation yet: then nothing is said. Raises StoreDown.
    """
    with store.session() as work:
        contact = find_contact(work, inbound.channel, inbound.sender)
        conversation = find_conversation(work, contact) if contact else None
        if conversation is None or (conversation.state or {}).get(_SAID) == inbound.key:
            return
        say(work, conversation, reply, Author.BOT)
        conversation.state = {**(conversation.state or {}), _SAID: inbound.key}
        work.commit()
