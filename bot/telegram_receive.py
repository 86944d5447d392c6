"""Receiving from Telegram: kept first, confirmed afterwards, one message at a time per person."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import structlog
from telegram import Bot, CallbackQuery, Update
from telegram.error import TelegramError

from actions.replies import Replies
from bot.telegram_clear import CLEAR, clear
from bot.telegram_deliver import send_reply
from bot.telegram_files import Files, RemoteFile, Unfetched, attached
from bot.telegram_inbound import telegram_inbound, unreadable_inbound
from bot.telegram_notices import say_once
from bot.telegram_stop import Stop, pause_unless
from cases.errors import CaseError, StoreDown
from cases.store import Store
from humiao.message import Inbound, Reply, Upload

log = structlog.get_logger(__name__)

EMERGENCY_SECONDS = 30.0
"""The emergency text is not repeated within this time: it is still on the screen."""
_LONGEST_PAUSE = 30.0
MOST_FAULTS = 5
"""After this many errors of ours over one update it is given up, aloud, so that others get through."""
_MOST_LINES = 1_000


class Kept(Protocol):
    """The part of bot.intake.Taken that a channel acts on."""

    @property
    def kept(self) -> bool: ...
    @property
    def emergency(self) -> Reply | None: ...


class Takes(Protocol):
    """bot.intake.Intake, or a stand-in for it."""

    def receive(self, inbound: Inbound) -> Kept: ...


@dataclass(frozen=True)
class Incoming:
    """One update that holds something for us."""

    update_id: int
    inbound: Inbound
    file: RemoteFile | None = None
    query: CallbackQuery | None = None


class TelegramChannel:
    """Takes updates in. ``wake`` is set whenever there may be something to deliver."""

    def __init__(self, bot: Bot, intake: Takes, store: Store, replies: Replies, *, most_bytes: int) -> None:
        self.wake = asyncio.Event()
        self._bot = bot
        self._intake = intake
        self._store = store
        self._replies = replies
        self._files = Files(bot, most_bytes)
        self._lines: dict[str, asyncio.Lock] = {}
        self._faults: Counter[int] = Counter()
        self._told: dict[str, float] = {}

    async def handle(self, raw: Mapping[str, Any]) -> bool:
        """Keeps one update as Telegram sent it; False: it was not kept, Telegram shall send it again."""
        incoming = await self._read(raw)
        if incoming is None:
            return True
        async with self._line(incoming.inbound.sender):
            return await self._take(incoming)

    async def handle_until_kept(self, raw: Mapping[str, Any], stop: Stop) -> bool:
        """The same, tried again until it is kept; False only when stopped before.

        The person's later messages wait behind it, so that they are answered in their order.
        """
        incoming = await self._read(raw)
        if incoming is None:
            return True
        pause = 0.5
        async with self._line(incoming.inbound.sender):
            while not stop.is_set():
                if await self._take(incoming):
                    return True
                await pause_unless(stop, pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
        return False

    async def _read(self, raw: Mapping[str, Any]) -> Incoming | None:
        update_id = int(raw.get("update_id", 0))
        try:
            update = Update.de_json(dict(raw), self._bot)
            inbound, file = telegram_inbound(update), attached(update)
        except Exception as error:  # noqa: BLE001 - whatever the library stumbles over, the words must be kept
            log.warning("telegram.unreadable", update=update_id, error=type(error).__name__)
            saved = unreadable_inbound(raw)
            return Incoming(update_id, saved) if saved else None
        if inbound is None:
            await self._ignore(update)
            return None
        return Incoming(update_id, inbound, file, update.callback_query)

    async def _ignore(self, update: Update) -> None:
        chat = update.effective_chat
        log.info("telegram.ignored", update=update.update_id, kind=str(chat.type) if chat else "none")
        if update.callback_query:
            await self._quietly(update.callback_query.answer(self._replies.say("button_expired").text))

    async def _take(self, incoming: Incoming) -> bool:
        """One attempt, which has failed as long as the message is not kept."""
        try:
            if incoming.inbound.text == CLEAR:
                await self._quietly(clear(self._bot, self._store, self._replies, incoming.inbound.sender))
                return True
            return await self._keep(incoming)
        except Exception as error:  # noqa: BLE001 - not confirmed, so Telegram still has the message
            return await self._stumbled(incoming, error)

    async def _keep(self, incoming: Incoming) -> bool:
        inbound = incoming.inbound
        fetched = await self._files.fetch(incoming.file) if incoming.file else None
        if isinstance(fetched, Upload):
            inbound = replace(inbound, upload=fetched)
        taken = await asyncio.to_thread(self._intake.receive, inbound)
        if taken.emergency:
            await self._emergency(inbound.sender, taken.emergency)
        if taken.kept:
            self.wake.set()
            await self._afterwards(incoming, fetched)
        return taken.kept

    async def _afterwards(self, incoming: Incoming, fetched: Upload | Unfetched | None) -> None:
        """What follows a kept message; nothing here may undo that it was kept."""
        if isinstance(fetched, Unfetched):
            await asyncio.to_thread(self._say_unfetched, incoming.inbound, fetched)
            self.wake.set()
        if incoming.query:
            await self._quietly(incoming.query.answer())
            await self._quietly(incoming.query.edit_message_reply_markup(None))

    def _say_unfetched(self, inbound: Inbound, why: Unfetched) -> None:
        if why is Unfetched.TOO_BIG:
            reply = self._replies.say("too_big", megabytes=str(self._files.most_bytes // 1024**2))
        else:
            reply = self._replies.say("file_failed")
        try:
            say_once(self._store, inbound, reply)
        except (StoreDown, CaseError) as error:
            log.warning("telegram.notice_lost", kind=why.value, error=type(error).__name__)

    async def _stumbled(self, incoming: Incoming, error: Exception) -> bool:
        """False, until it has gone wrong so often that the person is told that it was not kept."""
        self._faults[incoming.update_id] += 1
        attempts = self._faults[incoming.update_id]
        log.error("telegram.not_taken", update=incoming.update_id, error=type(error).__name__, attempts=attempts)
        if attempts < MOST_FAULTS:
            return False
        del self._faults[incoming.update_id]
        log.critical("telegram.given_up", update=incoming.update_id)
        await self._quietly(send_reply(self._bot, incoming.inbound.sender, self._replies.say("not_kept")))
        return True

    async def _emergency(self, chat: str, reply: Reply) -> None:
        """Sent past the outbox, which is down with the store."""
        now = asyncio.get_running_loop().time()
        self._told = {who: at for who, at in self._told.items() if now - at < EMERGENCY_SECONDS}
        if chat not in self._told and await self._quietly(send_reply(self._bot, chat, reply)):
            self._told[chat] = now

    async def _quietly(self, sending: Any) -> bool:
        """Whether it went out; what is only a courtesy may fail, but never silently."""
        try:
            await sending
        except TelegramError as error:
            log.warning("telegram.courtesy_failed", error=type(error).__name__)
            return False
        return True

    def _line(self, chat: str) -> asyncio.Lock:
        # asyncio serves those who wait for a lock in the order in which they came.
        if len(self._lines) > _MOST_LINES:
            self._lines = {who: lock for who, lock in self._lines.items() if lock.locked()}
        return self._lines.setdefault(chat, asyncio.Lock())
