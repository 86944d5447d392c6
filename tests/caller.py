"""A person who writes to the assistant, for tests: types lines and reads what comes back."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from bot.app import App
from cases.assessments import of_conversation
from cases.contacts import find_contact, find_conversation
from cases.tables import AssessmentRow, Conversation, Outgoing, Ticket
from cases.tickets import open_ticket_of
from cases.transcript import Turn, messages_after
from cases.words import Author
from humiao.clock import now
from humiao.message import Channel, Inbound, MessageKind, Upload


class Caller:
    """One contact on one channel."""

    def __init__(self, app: App, channel: Channel = Channel.WEB) -> None:
        self.app = app
        self.channel = channel
        self.sender = uuid4().hex
        self.emergency: str | None = None

    def writes(self, text: str, *, key: str | None = None, replaces: str | None = None) -> list[str]:
        """Sends a line; returns the new replies' texts."""
        inbound = Inbound(self.channel, self.sender, key or uuid4().hex, now(), text, replaces=replaces)
        return self.sends(inbound)

    def sends_file(self, kind: MessageKind, content: bytes, text: str = "") -> list[str]:
        inbound = Inbound(self.channel, self.sender, uuid4().hex, now(), text)
        return self.sends(replace(inbound, kind=kind, upload=Upload("a.bin", "application/octet-stream", content)))

    def sends(self, inbound: Inbound) -> list[str]:
        before = len(self.heard())
        taken = self.app.intake.receive(inbound)
        self.emergency = taken.emergency.text if taken.emergency else None
        replies = self.heard()
        return [turn.text for turn in (replies[before:] if len(replies) >= before else replies)]

    def turns(self) -> list[Turn]:
        with self.app.store.session(reading=True) as work:
            conversation = self._conversation(work)
            return messages_after(work, conversation, 0, 500) if conversation else []

    def heard(self) -> list[Turn]:
        return [turn for turn in self.turns() if turn.author is not Author.CALLER]

    def ticket(self) -> Ticket | None:
        with self.app.store.session(reading=True) as work:
            conversation = self._conversation(work)
            return open_ticket_of(work, conversation.id) if conversation else None

    def judged(self) -> list[AssessmentRow]:
        """The assessments in the order of the messages."""
        with self.app.store.session(reading=True) as work:
            conversation = self._conversation(work)
            found = of_conversation(work, conversation.id) if conversation else {}
        return [row for turn in self.turns() for row in found.get(turn.message_id, [])]

    def outgoing(self) -> list[Outgoing]:
        with self.app.store.session(reading=True) as work:
            conversation = self._conversation(work)
            assert conversation is not None
            return list(work.db.query(Outgoing).filter_by(conversation_id=conversation.id))

    def _conversation(self, work: object) -> Conversation | None:
        contact = find_contact(work, self.channel, self.sender)  # type: ignore[arg-type]
        return find_conversation(work, contact) if contact else None  # type: ignore[arg-type]
