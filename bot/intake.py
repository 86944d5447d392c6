"""Intake: a message is kept first, in the store or on disk, and only then answered."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

import structlog

from actions.replies import Replies
from bot.conversation import Conversations
from cases.intake import receive
from cases.spool import Spool
from cases.store import Store
from humiao.message import Inbound, Reply

_NUMBERS = ("110", "120", "12356")
"""Shown when nothing can be looked up: the emergency numbers of the whole country."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Taken:
    """``kept``: the channel may say it was received. ``emergency``: what to show when we are down."""

    kept: bool
    emergency: Reply | None = None
    conversation_id: str | None = None


class Intake:
    """The one door through which every channel's messages come."""

    def __init__(self, store: Store, spool: Spool, conversations: Conversations, replies: Replies) -> None:
        self._store = store
        self._spool = spool
        self._conversations = conversations
        self._replies = replies
        self._locks: dict[str, Lock] = {}
        self._guard = Lock()

    def receive(self, inbound: Inbound) -> Taken:
        """Keeps the message, then answers it.

        Whatever stops the store from keeping it, the message goes to the spool and the caller gets
        the emergency text. Neither works: ``kept`` is False and the channel must not acknowledge,
        so that the sender tries again.
        """
        try:
            conversation_id = self._keep(inbound)
        except Exception as error:  # noqa: BLE001 - a fault of any kind must not lose the message
            return self._spooled(inbound, error)
        self.answer(conversation_id)
        return Taken(kept=True, conversation_id=conversation_id)

    def answer(self, conversation_id: str) -> None:
        """Answers what waits in a conversation; a failure leaves it to the worker, never loses it."""
        with self._one_at_a_time(conversation_id):
            try:
                self._conversations.answer_all(conversation_id)
            except Exception as error:  # noqa: BLE001 - the message is kept: the worker will try again
                log.error("answer_failed", error=type(error).__name__, conversation=conversation_id)
                self._count_failure(conversation_id)

    def _keep(self, inbound: Inbound) -> str:
        if self._spool.waiting():
            # What came while the store was down comes first: a person's messages keep their order.
            self._spool.replay(self._store)
        with self._store.session() as work:
            received = receive(work, inbound)
            conversation_id = received.conversation.id
            work.commit()
        return conversation_id

    def _spooled(self, inbound: Inbound, error: Exception) -> Taken:
        log.error("not_stored", error=type(error).__name__)
        emergency = self._replies.say("emergency", numbers=_NUMBERS)
        try:
            self._spool.put(inbound)
        except OSError as disk:
            log.critical("spool_down", error=type(disk).__name__)
            return Taken(kept=False, emergency=self._replies.say("emergency_not_kept", numbers=_NUMBERS))
        return Taken(kept=True, emergency=emergency)

    def _count_failure(self, conversation_id: str) -> None:
        try:
            self._conversations.count_failure(conversation_id)
        except Exception as error:  # noqa: BLE001 - counting is not worth losing the worker for
            log.error("count_failed", error=type(error).__name__, conversation=conversation_id)

    def _one_at_a_time(self, conversation_id: str) -> Lock:
        # Between processes the row lock decides; inside one, waiting here saves a wasted parse.
        with self._guard:
            if len(self._locks) > 10_000:
                self._locks = {id: lock for id, lock in self._locks.items() if lock.locked()}
            return self._locks.setdefault(conversation_id, Lock())
