"""The terminal channel: the same conversation, typed, with the reasons for each assessment on request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any
from uuid import uuid4

from bot.app import App
from cases.assessments import of_conversation
from cases.contacts import find_contact, find_conversation
from cases.outbox import seen
from cases.tables import AssessmentRow
from cases.transcript import Turn, messages_after
from cases.words import Author
from humiao.clock import now
from humiao.message import Channel, Inbound

Write = Callable[[str], None]


class Terminal:
    """One person at the keyboard: a contact of its own for as long as the program runs."""

    def __init__(self, app: App, write: Write, *, explain: bool = False) -> None:
        self._app = app
        self._write = write
        self._explain = explain
        self._sender = uuid4().hex
        self._numbers: Iterator[int] = count(1)
        self._seen = 0
        self._conversation: str | None = None

    def hear(self, line: str) -> None:
        """One line typed: kept, answered, and the replies written."""
        key = str(next(self._numbers))
        taken = self._app.intake.receive(Inbound(Channel.TERMINAL, self._sender, key, now(), line))
        if taken.emergency is not None:
            self._write(taken.emergency.text)
        else:
            self.show()

    def show(self) -> None:
        """Writes what was said since the last look, by the bot or by an operator."""
        with self._app.store.session() as work:
            contact = find_contact(work, Channel.TERMINAL, self._sender)
            conversation = find_conversation(work, contact) if contact else None
            if conversation is None:
                return
            if conversation.id != self._conversation:  # the first, or a new one after an erasure
                self._conversation, self._seen = conversation.id, 0
            turns = messages_after(work, conversation, self._seen, 100)
            judged = of_conversation(work, conversation.id) if self._explain else {}
            if turns:
                seen(work, conversation, turns[-1].seq)
                work.commit()
        for turn in turns:
            self._seen = turn.seq
            for row in judged.get(turn.message_id, [])[-1:]:
                self._write(explained(row))
            if turn.author is not Author.CALLER:
                self._write(_spoken(turn))


def explained(row: AssessmentRow) -> str:
    """One line that says how a message was judged and why; reasons are ids and spans, never words."""
    why = "; ".join(_reason(reason) for reason in row.reasons) or "no reason to worry"
    topics = ", ".join(row.topics) or row.act or "-"
    degraded = " · degraded: no classifier" if row.degraded else ""
    return f"  ⟨{row.level.zh} {row.level} · {topics} · {row.confidence:.2f} · {why}{degraded}⟩"


def _reason(reason: dict[str, Any]) -> str:
    span = f"[{reason['start']}:{reason['end']}]" if "start" in reason else ""
    sure = f" {reason['confidence']:.2f}" if "confidence" in reason else ""
    return f"{reason['source']} {reason['id']}{span}{sure} → {reason['level']}"


def _spoken(turn: Turn) -> str:
    who = "护苗" if turn.author is Author.BOT else "值班老师"
    buttons = "".join(f" [{choice.label}]" for choice in turn.choices)
    return f"{who}: {turn.text}{chr(10) + buttons if buttons else ''}"
