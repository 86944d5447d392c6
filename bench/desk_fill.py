"""A desk after years: closed cases by the hundred thousand, a few hundred open, everything sealed as in life.

Rows are written in bulk, for only then a store of two million messages is there within minutes; what is in
them is what the parts themselves would have written.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import insert

from cases import audit
from cases.every_table import METADATA
from cases.sealing import KeyRing, place
from cases.search.columns import VERSION
from cases.search.forms import forms, grams
from cases.search.index import packed, printed, trapdoor
from cases.search.tables import SearchIndex
from cases.store import Store
from cases.tables import (
    AssessmentRow,
    AuditEvent,
    Contact,
    Conversation,
    Message,
    Note,
    Operator,
    Outgoing,
    Ticket,
    TicketEvent,
)
from cases.words import Author, Outcome, OutgoingKind, OutgoingState, Role, TicketStatus
from humiao.message import Channel, MessageKind
from humiao.vocabulary import RiskLevel, Topic

OPEN = 300
SAID_BY_US = (
    "我是值班老师，我在听。",
    "你现在安全吗？身边有大人吗？",
    "我们一起想办法，你先别挂断。",
    "已经联系派出所，警察在路上。",
)
ANSWER = "谢谢你告诉我。这不是你的错。你可以拨打 110 或 12355，也可以继续在这里说，我们会有人来接着和你谈。"
NOTES = ("已与学校德育处联系，约定下周回访。", "姑姑愿意暂时照顾，家访时间待定。", "派出所已出具告诫书，复印件已收。")


@dataclass
class Batch:
    """Rows that are written together."""

    rows: dict[Any, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: Any, **values: Any) -> None:
        self.rows.setdefault(table.__table__, []).append(values)


class Filler:
    """Makes cases; the same seed makes the same talk."""

    def __init__(self, store: Store, sentences: Sequence[str], now: datetime) -> None:
        self._store = store
        self._ring = KeyRing(store.master)
        self._random = random.Random(7)
        self._sentences = sentences
        self._now = now
        self._doors: dict[str, tuple[bytes, ...]] = {}
        self._last = audit.Head(0, "0" * 64)
        self.staff: list[Operator] = []

    def hire(self) -> list[Operator]:
        with self._store.session() as work:
            for i in range(20):
                role = Role.SUPERVISOR if i < 3 else Role.OPERATOR
                self.staff.append(
                    Operator(name=f"op{i}", shown_as=f"值班员{i}", role=role, password_hash="", created_at=self._now)
                )
            work.db.add_all(self.staff)
            work.commit()
        return self.staff

    @property
    def links(self) -> int:
        """How long the audit chain is."""
        return self._last.seq

    def fill(self, tickets: int, messages: int, span: timedelta, told: Callable[[int], None]) -> None:
        """Writes them all over this span until now, the oldest first; ``told`` hears how many are done."""
        per_case = messages / tickets
        step = span / tickets
        for done in range(0, tickets, 500):
            batch = Batch()
            for i in range(done, min(tickets, done + 500)):
                self._case(batch, i, self._now - step * (tickets - i), i >= tickets - OPEN, per_case)
            with self._store.engine.begin() as connection:
                for table in METADATA.sorted_tables:  # in the order in which they refer to each other
                    if table in batch.rows:
                        connection.execute(insert(table), batch.rows[table])
            told(min(tickets, done + 500))

    def _case(self, batch: Batch, i: int, at: datetime, is_open: bool, per_case: float) -> None:
        contact, conversation = str(uuid4()), Conversation(id=str(uuid4()))
        self._ring.new_conversation(conversation)
        count = max(2, min(400, int(self._random.expovariate(1 / (per_case - 2)) + 2)))
        batch.add(
            Contact, id=contact, channel=Channel.WEB, address_hash=uuid4().hex * 2, address_sealed=None,
            key_wrapped=None, created_at=at, erased_at=None,
        )  # fmt: skip
        level = self._random.choices(list(RiskLevel), (10, 45, 35, 10))[0]
        owner = self._random.choice(self.staff)
        batch.add(
            Conversation, id=conversation.id, contact_id=contact, channel=Channel.WEB,
            key_wrapped=conversation.key_wrapped, opened_at=at, last_at=at + timedelta(seconds=30 * count),
            erased_at=None, last_seq=count, level=level if is_open else RiskLevel.NONE, operator_id=None, clarified=0,
            state={},
        )  # fmt: skip
        texts = set(self._talk(batch, conversation, at, count, owner))
        texts.add(self._ticket(batch, conversation, i, at, level, owner, is_open))
        prints = packed(printed(door, conversation.id) for text in texts for door in self._trapdoors(text))
        batch.add(SearchIndex, conversation_id=conversation.id, version=VERSION, grams_sealed=prints)

    def _talk(
        self, batch: Batch, conversation: Conversation, at: datetime, count: int, owner: Operator
    ) -> Iterator[str]:
        for seq in range(1, count + 1):
            author = self._random.choices((Author.CALLER, Author.BOT, Author.OPERATOR), (55, 25, 20))[0]
            text = self._random.choice({Author.CALLER: self._sentences, Author.BOT: (ANSWER,)}.get(author, SAID_BY_US))
            moment = at + timedelta(seconds=30 * seq)
            message = str(uuid4())
            body = json.dumps({"text": text, "choices": [], "numbers": []}, ensure_ascii=False)
            sealed = self._ring.seal_text(conversation, body, place("messages.body_sealed", message))
            batch.add(
                Message, id=message, conversation_id=conversation.id, seq=seq, author=author,
                operator_id=owner.id if author is Author.OPERATOR else None, kind=MessageKind.TEXT,
                key_hash=uuid4().hex * 2 if author is Author.CALLER else None, body_sealed=sealed, version=1,
                sent_at=moment, received_at=moment, processed_at=moment,
            )  # fmt: skip
            if author is Author.CALLER:
                self._assessment(batch, message, moment)
                yield text
            else:
                batch.add(
                    Outgoing, **self._delivered(OutgoingKind.REPLY, "web", conversation.id, message, None, moment)
                )
                if author is Author.OPERATOR:
                    yield text
        self._ring.take_heard()

    def _assessment(self, batch: Batch, message_id: str, at: datetime) -> None:
        topic = self._random.choice(list(Topic))
        reasons = [{"source": "classifier", "id": "risk", "level": "yellow", "confidence": 0.9}]
        batch.add(
            AssessmentRow, id=str(uuid4()), message_id=message_id, version=1, level=RiskLevel.YELLOW,
            topics=[str(topic)], act=None, confidence=0.9, reasons=reasons, entities_sealed=None, degraded=False,
            rules_version="rules-bench", model_version="model-bench", at=at,
        )  # fmt: skip

    def _ticket(
        self, batch: Batch, conversation: Conversation, i: int, at: datetime, level: RiskLevel, owner: Operator,
        is_open: bool,
    ) -> str:  # fmt: skip
        ticket, ended = str(uuid4()), None if is_open else at + timedelta(days=3)
        taken = not is_open or self._random.random() < 0.6
        batch.add(
            Ticket, id=ticket, number=f"HM{at:%y%m%d}-{i:04d}", conversation_id=conversation.id, level=level,
            status=TicketStatus.CLOSED if ended else TicketStatus.CLAIMED if taken else TicketStatus.RECEIVED,
            topics=[str(self._random.choice(list(Topic)))], asked_for_human=self._random.random() < 0.1, opened_at=at,
            changed_at=ended or at, owner_id=owner.id if taken else None, claimed_at=at if taken else None,
            closed_at=ended, outcome=Outcome.HELPED if ended else None,
            clocks_due=is_open,
        )  # fmt: skip
        loud = not taken and level.needs_a_human
        batch.add(Outgoing, **self._delivered(OutgoingKind.ALERT, "desk", conversation.id, None, ticket, at, loud))
        for change in ("opened", "owner", "note", "closed") if ended else ("opened",):
            batch.add(
                TicketEvent, id=str(uuid4()), ticket_id=ticket, at=at, operator_id=owner.id, change=change,
                before=None, after=None, reason_sealed=None,
            )  # fmt: skip
            self._link(batch, owner.id, f"ticket:{change}", f"ticket/{ticket}", at)
        note, text = str(uuid4()), self._random.choice(NOTES)
        sealed = self._ring.seal_text(conversation, text, place("notes.body_sealed", note))
        batch.add(Note, id=note, ticket_id=ticket, operator_id=owner.id, at=at, body_sealed=sealed)
        return text

    def _link(self, batch: Batch, actor: str, action: str, subject: str, at: datetime) -> None:
        seq, detail = self._last.seq + 1, {"before": None, "after": None}
        digest = self._ring.pseudonym("bench", str(seq), self._last.digest)
        batch.add(
            AuditEvent, seq=seq, at=at, actor=actor, action=action, subject=subject, detail=detail,
            previous=self._last.digest, digest=digest,
        )  # fmt: skip
        self._last = audit.Head(seq, digest)

    def _delivered(
        self, kind: OutgoingKind, target: str, conversation: str, message: str | None, ticket: str | None, at: datetime,
        loud: bool = False,
    ) -> dict[str, Any]:  # fmt: skip
        return {
            "id": str(uuid4()), "kind": kind, "target": target, "conversation_id": conversation, "message_id": message,
            "ticket_id": ticket, "state": OutgoingState.DUE if loud else OutgoingState.DELIVERED, "attempts": 1,
            "doubtful": False, "created_at": at, "next_at": at, "delivered_at": None if loud else at, "problem": None,
        }  # fmt: skip

    def _trapdoors(self, text: str) -> tuple[bytes, ...]:
        if text not in self._doors:
            pairs = {pair for form in forms(text) for pair in grams(form)}
            self._doors[text] = tuple(trapdoor(self._ring, pair) for pair in pairs)
        return self._doors[text]
