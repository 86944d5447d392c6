"""Small records of a case, sealed as one JSON text with the key of its conversation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cases.sealing import place
from cases.store import Work
from cases.tables import Conversation


def seal(work: Work, conversation: Conversation, record: Mapping[str, Any], column: str, row_id: str) -> bytes:
    """The record for this place, such as ``referrals.content_sealed``; raises Erased."""
    return work.ring.seal_text(conversation, json.dumps(record, ensure_ascii=False), place(column, row_id))


def unseal(work: Work, conversation: Conversation, sealed: bytes | None, column: str, row_id: str) -> dict[str, Any]:
    """The record again; empty when there is none or it was erased."""
    if sealed is None or conversation.key_wrapped is None:
        return {}
    found = json.loads(work.ring.open_text(conversation, sealed, place(column, row_id)))
    return found if isinstance(found, dict) else {}


def words(work: Work, conversation: Conversation, sealed: bytes | None, column: str, row_id: str) -> str:
    """A sealed text as it was written; empty when there is none or it was erased."""
    if sealed is None or conversation.key_wrapped is None:
        return ""
    return work.ring.open_text(conversation, sealed, place(column, row_id))
