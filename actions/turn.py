"""One turn of a conversation: everything that an act may look at and use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.replies import Replies
from cases.store import Work
from cases.tables import Conversation, Message
from humiao.assessment import Assessment
from humiao.clock import local
from humiao.vocabulary import RiskLevel, highest
from knowledge.directory import Directory
from knowledge.search import Answers
from knowledge.statute_search import ArticleHit
from knowledge.statutes import Statutes
from nlu.commands import bare

EARLIER = "earlier"
"""The reason by which an assessment carries the conversation's level on."""


@dataclass(frozen=True)
class Kit:
    """What the acts work with; made once per process."""

    replies: Replies
    knowledge: Answers
    statutes: Statutes
    directory: Directory
    articles: Callable[[str, date], Sequence[ArticleHit]] = lambda question, on: ()
    """Finds articles by everyday words, where there is no reviewed answer."""
    area: str = ""
    also_alert: tuple[str, ...] = ()


@dataclass(frozen=True)
class Turn:
    """One inbound message with its assessment, inside the transaction that answers it."""

    work: Work
    kit: Kit
    conversation: Conversation
    message: Message
    text: str
    assessment: Assessment
    adult: bool
    first: bool
    history: tuple[str, ...] = ()
    """What the person wrote before, oldest first."""

    @property
    def own_level(self) -> RiskLevel:
        """The level of this message by itself, without what the conversation carried into it."""
        return highest(reason.level for reason in self.assessment.reasons if reason.id != EARLIER)

    @property
    def today(self) -> date:
        """The day in China, on which the law cited must be in force."""
        return local(self.work.clock()).date()

    def numbers(self, *wanted: str) -> tuple[str, ...]:
        """The wanted numbers that are valid here today, at most three."""
        found = self.kit.directory.numbers(wanted, area=self.kit.area, on=self.today)
        return tuple(number.number for number in found)

    @property
    def bare_text(self) -> str:
        """The text without what does not count when it is compared: width, case, marks at the ends."""
        return bare(self.text)

    def choice(self, id: str, number: int) -> str:
        """What pressing the button sends, in the form in which texts are compared."""
        return bare(self.kit.replies.choices(id)[number].sends)

    def ask(self, what: str) -> None:
        """Remembers that the reply to this message is a question; only the next message answers it."""
        self.remember(asked=what, asked_at=self.message.seq)

    def take_question(self) -> str | None:
        """The question that this message answers, once. An edit of an earlier message answers nothing."""
        if self.recall("asked") is None or self.message.seq <= self.recall("asked_at"):
            return None
        asked: str = self.recall("asked")
        self.remember(asked=None, asked_at=None)
        return asked

    def remember(self, **facts: Any) -> None:
        """Keeps ids (never text) for the next turn; None forgets one."""
        state = {**(self.conversation.state or {}), **facts}
        self.conversation.state = {k: v for k, v in state.items() if v is not None}

    def recall(self, name: str) -> Any:
        return (self.conversation.state or {}).get(name)
