"""Erasing again what the list of erasures names: for a database that came back from an older copy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from cases.contacts import lock_conversation
from cases.erase import erase_again, forget_address
from cases.erasures import Erasure
from cases.store import Store, Work
from cases.tables import Contact, Conversation

_AT_ONCE = 500
"""Ids in one question: well below what either database takes."""


def erase_listed(store: Store, listed: Sequence[Erasure]) -> int:
    """Erases every listed conversation and address that is readable again; how many there were.

    Costs one question for 500 entries when there is nothing to do, so it can run at every start.
    """
    erased = 0
    for id in _alive(store, Conversation, [e.id for e in listed if e.table == "conversations"]):
        with store.session() as work:
            erase_again(work, lock_conversation(work, id), "system")
            work.commit()
            erased += 1
    moments = {e.id: e for e in listed if e.table == "contacts"}
    for id in _alive(store, Contact, list(moments)):
        with store.session() as work:
            contact = work.db.get_one(Contact, id, with_for_update=True)
            if not _came_back(work, moments[id]):
                forget_address(work, contact, "system")
                work.commit()
                erased += 1
    return erased


def _alive(store: Store, table: type[Conversation] | type[Contact], ids: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(ids), _AT_ONCE):
        with store.session(reading=True) as work:
            readable = select(table.id).where(
                table.id.in_(ids[start : start + _AT_ONCE]), table.key_wrapped.is_not(None)
            )
            found = work.db.scalars(readable).all()
        yield from found


def _came_back(work: Work, erasure: Erasure) -> bool:
    """Whoever wrote again after an erasure gave the address anew, and it is not part of that wish."""
    later = select(Conversation.id).where(Conversation.contact_id == erasure.id, Conversation.opened_at > erasure.at)
    return work.db.scalar(later.limit(1)) is not None
