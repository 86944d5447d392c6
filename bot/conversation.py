"""The conversation on one page: message → triage → understand → choose → act → reply.

Guards, in words: a message is committed before anything else is tried; when the NLU server is down
the rules and the search still serve and the level can only be too high; when an act fails, the
message stays unanswered in the store and the worker tries it again; when the store itself is down,
bot/intake.py keeps the message on disk and says the emergency text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from actions.answer import FLOOR_CHOICES
from actions.asker import Asker
from actions.choose import choose
from actions.coming import coming
from actions.escalate import raise_ticket
from actions.turn import Kit, Turn
from cases.assessments import record
from cases.contacts import lock_conversation
from cases.intake import current_conversation, next_unanswered
from cases.store import Store, Work
from cases.tables import Message
from cases.tickets import open_ticket
from cases.transcript import earlier_texts, say, text_of
from cases.words import Author
from humiao.assessment import Assessment, Understanding
from humiao.message import Reply
from humiao.vocabulary import RiskLevel
from nlu.client import NOTHING
from nlu.commands import Commands, bare
from nlu.safety import SafetyRules
from nlu.triage import assess, joined

Understand = Callable[[str], Understanding | None]
MOST_FAILURES = 3
BUTTONS = ("check_in_choices", "delete_ask_choices", "ask_human_choice", "unhelpful_choice", *FLOOR_CHOICES.values())
"""Words of ours that come back when a button is pressed."""
HISTORY = 10
"""Earlier messages that the rules read with the new one."""


@dataclass(frozen=True)
class Heard:
    """One unanswered message, read outside of any write: understanding may take its time."""

    message_id: str
    version: int
    text: str
    earlier: RiskLevel
    history: tuple[str, ...]
    offered: tuple[str, ...]
    """Ids of the answers whose titles were offered as buttons."""


@dataclass(frozen=True)
class Conversations:
    """Answers messages, one at a time per conversation, each in one transaction."""

    store: Store
    kit: Kit
    rules: SafetyRules
    commands: Commands
    asker: Asker
    understand: Understand

    def answer_all(self, conversation_id: str) -> int:
        """Answers what is unanswered in a conversation, oldest first; how many it answered."""
        answered = 0
        while (heard := self._next(conversation_id)) is not None:
            answered += self.reply_to(heard)
        return answered

    def reply_to(self, heard: Heard) -> bool:
        """The whole way of one message; False when another process answered it meanwhile."""
        assessment = self._triage(heard)
        with self.store.session() as work:
            turn = self._begin(work, heard, assessment)
            if turn is None:
                return False
            record(work, turn.message, assessment)
            if turn.own_level.needs_a_human:
                # Whatever is chosen below, and also while a human talks: danger has its ticket and alert.
                raise_ticket(turn)
            replies = choose(turn, self.commands)()
            self._say(turn, replies)
            turn.message.processed_at = work.clock()
            turn.remember(failures=None)
            work.commit()
        return True

    def count_failure(self, conversation_id: str) -> None:
        """After the third failure on one message a human gets it: it is not tried for ever.

        It counts as yellow then, or as what the rules say, because nobody could judge it fully.
        """
        with self.store.session() as work:
            conversation = lock_conversation(work, conversation_id)
            message = next_unanswered(work, conversation_id)
            if message is None:
                return
            state = dict(conversation.state or {})
            failures = state.pop("failures", 0) + 1
            if failures >= MOST_FAILURES:
                found = assess(text_of(work, message), rules=self.rules, understanding=None, earlier=conversation.level)
                record(work, message, found)
                ticket = open_ticket(work, conversation, found, asked_for_human=True, also_alert=self.kit.also_alert)
                reply = self.kit.replies.say("hand_over", number=ticket.number, coming=coming(work, self.kit, ticket))
                say(work, conversation, reply, Author.BOT)
                message.processed_at = work.clock()
                failures = 0
            conversation.state = {**state, "failures": failures} if failures else state
            work.commit()

    def _next(self, conversation_id: str) -> Heard | None:
        with self.store.session(reading=True) as work:
            message = next_unanswered(work, conversation_id)
            if message is None:
                return None
            history = earlier_texts(work, message.conversation, before=message.seq, limit=HISTORY)
            level = message.conversation.level
            offered = tuple((message.conversation.state or {}).get("offered") or ())
            return Heard(message.id, message.version, text_of(work, message), level, tuple(history), offered)

    def _triage(self, heard: Heard) -> Assessment:
        """Rules first and always; the classifier adds to them or is missing."""
        harmless = self._harmless(heard)
        if not harmless:
            self.kit.knowledge.read_ahead(heard.text)
        understanding = NOTHING if harmless else self.understand(heard.text)
        lines = None if harmless or understanding is None else joined(heard.history, heard.text)
        found = assess(
            heard.text,
            rules=self.rules,
            understanding=understanding,
            earlier=heard.earlier,
            history=heard.history,
            together=self.understand(lines) if lines else None,
            harmless=harmless,
        )
        command = self.commands.act(heard.text)
        return replace(found, act=command, confidence=float(command is not None)) if harmless else found

    def _harmless(self, heard: Heard) -> bool:
        """Words of ours (a button, a command), a law's number or no words at all: nothing to classify.

        The rules read them all the same. Fails towards asking the classifier.
        """
        ours = (self.kit.replies.choices(id) for id in BUTTONS)
        buttons = {bare(choice.sends) for choices in ours for choice in choices}
        titles = {entry.title for entry in self.kit.knowledge.entries if entry.id in heard.offered}
        return (
            not heard.text.strip()
            or bare(heard.text) in buttons
            or heard.text.strip() in titles
            or self.commands.act(heard.text) is not None
            or self.kit.statutes.asks_for_original(heard.text)
        )

    def _begin(self, work: Work, heard: Heard, assessment: Assessment) -> Turn | None:
        message = work.db.get(Message, heard.message_id)
        if message is None:
            return None
        conversation = lock_conversation(work, message.conversation_id)
        work.db.refresh(message)
        if message.processed_at is not None or message.version != heard.version:
            return None
        adult = self.asker.adult([*heard.history, heard.text])
        first = not (conversation.state or {}).get("opened")
        return Turn(work, self.kit, conversation, message, heard.text, assessment, adult, first, heard.history)

    def _say(self, turn: Turn, replies: Sequence[Reply]) -> None:
        """The opening comes with the first reply, after the urgent text when there is one."""
        if turn.conversation.operator_id is None and turn.first:
            turn.remember(opened=True)
            opening = turn.kit.replies.say("opening")
            urgent = turn.own_level is RiskLevel.RED
            replies = [*replies, opening] if urgent else [opening, *replies]
        place = turn.conversation
        if place.erased_at is not None:
            place = current_conversation(turn.work, place.contact)
            place.state = {"opened": True}
        for reply in replies:
            say(turn.work, place, reply, Author.BOT)
