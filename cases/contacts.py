"""Contacts and their conversations: finding, opening and locking them.

Rows are locked in one order everywhere: the contact, then the conversation, then the rest.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cases.errors import NotFound
from cases.sealing import place
from cases.search.index import start
from cases.store import Work
from cases.tables import Contact, Conversation, new_id
from humiao.message import Channel


def find_contact(work: Work, channel: Channel, sender: str) -> Contact | None:
    """Who writes from this address, if anybody did before."""
    return work.db.scalar(
        select(Contact).where(Contact.channel == channel, Contact.address_hash == _hash(work, channel, sender))
    )


def contact_address(work: Work, contact: Contact) -> str:
    """Where to reach the contact on its channel; raises Erased."""
    return work.ring.open_text(contact, contact.address_sealed, _address(contact))


def find_conversation(work: Work, contact: Contact) -> Conversation | None:
    """The contact's conversation that is not erased, if there is one."""
    return work.db.scalar(
        select(Conversation).where(Conversation.contact_id == contact.id, Conversation.erased_at.is_(None))
    )


def lock_contact(work: Work, channel: Channel, sender: str) -> Contact:
    """The contact with this address, made when new, for this work alone until it ends."""
    found = find_contact(work, channel, sender) or _new_contact(work, channel, sender)
    # FOR NO KEY UPDATE: others may still add rows that refer to this one. Whoever erases opens the
    # next conversation while we wait for the lock of the present one.
    work.db.refresh(found, with_for_update={"key_share": True})
    return found


def lock_conversation(work: Work, conversation_id: str) -> Conversation:
    """The conversation as it is now, for this work alone until it ends; raises NotFound."""
    # SQLite ignores FOR UPDATE and needs none: it has one writer at a time.
    locked = work.db.scalar(
        select(Conversation)
        .where(Conversation.id == conversation_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if locked is None:
        raise NotFound("conversation")
    return locked


def current_conversation(work: Work, contact: Contact, sender: str | None = None) -> Conversation:
    """The contact's conversation, locked; a new one when there is none or it was erased.

    When the address was erased too, what is said in the new conversation can be read (on the web)
    but not sent, unless ``sender`` gives the address again.
    """
    while found := find_conversation(work, contact):
        locked = lock_conversation(work, found.id)
        if locked.erased_at is None:  # it may have been erased while we waited for it
            return locked
    if contact.key_wrapped is None and sender is not None:
        # Their earlier words were erased; whoever writes again must be reachable again.
        _learn_address(work, contact, sender)
    now = work.clock()
    conversation = Conversation(
        id=new_id(), contact_id=contact.id, channel=contact.channel, opened_at=now, last_at=now, last_seq=0
    )
    work.ring.new_conversation(conversation)
    work.db.add(conversation)
    work.db.flush()
    start(work, conversation)
    return conversation


def _new_contact(work: Work, channel: Channel, sender: str) -> Contact:
    contact = Contact(id=new_id(), channel=channel, address_hash=_hash(work, channel, sender), created_at=work.clock())
    _learn_address(work, contact, sender)
    try:
        with work.db.begin_nested():
            work.db.add(contact)
    except IntegrityError:
        # Another process met the same person in the same moment, and has committed by now.
        theirs = find_contact(work, channel, sender)
        if theirs is None:
            raise
        return theirs
    return contact


def _learn_address(work: Work, contact: Contact, sender: str) -> None:
    work.ring.new_contact(contact)
    contact.address_sealed = work.ring.seal_text(contact, sender, _address(contact))
    contact.erased_at = None


def _address(contact: Contact) -> str:
    return place("contacts.address_sealed", contact.id)


def _hash(work: Work, channel: Channel, sender: str) -> str:
    return work.ring.pseudonym("address", channel, sender)
