"""People of the case store's tests: lin works cases, zhao supervises, guo audits; a child writes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from cases.intake import receive
from cases.store import Store
from cases.tables import Conversation, Operator
from cases.tickets import open_ticket
from cases.words import Role
from humiao.assessment import Assessment
from humiao.message import Channel, Inbound
from humiao.vocabulary import RiskLevel, Topic

SAID = "爸爸又打我了，别告诉他"


class Desk:
    """A store with its staff; ``write`` is a child writing, ``case`` a child with a ticket."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._keys = count(1)
        self.lin = self._hire("lin", "林老师", Role.OPERATOR)
        self.bai = self._hire("bai", "白老师", Role.OPERATOR)
        self.zhao = self._hire("zhao", "赵主任", Role.SUPERVISOR)
        self.guo = self._hire("guo", "郭审计", Role.AUDITOR)

    def write(self, text: str = SAID, sender: str = "child") -> str:
        """The id of the conversation, committed."""
        with self.store.session() as work:
            inbound = Inbound(Channel.TELEGRAM, sender, f"k{next(self._keys)}", work.clock(), text)
            conversation = receive(work, inbound).conversation
            work.commit()
        return conversation.id

    def case(self, level: RiskLevel = RiskLevel.YELLOW, sender: str = "child", *, asked: bool = False) -> str:
        """The id of a ticket at this level, committed."""
        conversation_id = self.write(sender=sender)
        with self.store.session() as work:
            conversation = work.db.get_one(Conversation, conversation_id)
            ticket = open_ticket(work, conversation, judged(level), asked_for_human=asked)
            work.commit()
        return ticket.id

    def _hire(self, name: str, shown_as: str, role: Role) -> Operator:
        # A password takes its time to hash; who does not sign in here needs none.
        with self.store.session() as work:
            operator = Operator(
                name=name, shown_as=shown_as, role=role, password_hash="-", created_at=work.clock(), failures=0
            )
            work.db.add(operator)
            work.commit()
        return operator


def judged(level: RiskLevel, *topics: Topic) -> Assessment:
    return Assessment(level, topics or (Topic.DOMESTIC_VIOLENCE,))


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


@pytest.fixture
def assess() -> Callable[..., Assessment]:
    return judged
