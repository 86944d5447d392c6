"""The sealed body of a message: what was said, the buttons under it and the numbers to dial."""

from __future__ import annotations

import json

from cases.sealing import KeyRing, place
from cases.tables import Conversation, Message, MessageVersion
from cases.words import Author
from humiao.message import Choice, Reply

Bodied = Message | MessageVersion


def seal_body(ring: KeyRing, conversation: Conversation, row: Bodied, body: Reply) -> None:
    """Sets the row's body; the row must have its id already; raises Erased."""
    text = json.dumps(
        {
            "text": body.text,
            "choices": [[choice.label, choice.sends] for choice in body.choices],
            "numbers": body.numbers,
        },
        ensure_ascii=False,
    )
    # The assistant's own texts are known to everybody: finding them helps nobody, and who knows what a
    # conversation must contain could learn from the index what else does.
    if isinstance(row, MessageVersion) or row.author is not Author.BOT:
        ring.hear(conversation, body.text)
    row.body_sealed = ring.seal_text(conversation, text, _place(row))


def open_body(ring: KeyRing, conversation: Conversation, row: Bodied) -> Reply:
    """The row's body; raises Erased, or SealBroken when it was altered or belongs elsewhere."""
    stored = json.loads(ring.open_text(conversation, row.body_sealed, _place(row)))
    return Reply(
        text=stored["text"],
        choices=tuple(Choice(label, sends) for label, sends in stored["choices"]),
        numbers=tuple(stored["numbers"]),
    )


def _place(row: Bodied) -> str:
    return place(f"{row.__tablename__}.body_sealed", row.id)
