"""Polling: asks Telegram for updates and confirms them only when they are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

import structlog
from telegram.error import RetryAfter, TelegramError

from bot.telegram_bot import POLL_SECONDS, DeskBot, wished_wait
from bot.telegram_stop import Stop, pause_unless, unless

log = structlog.get_logger(__name__)

Raw = Mapping[str, Any]
Handle = Callable[[Raw], Coroutine[Any, Any, bool]]

_PATIENCE = 1.0
"""Seconds after which a slow message no longer holds up everybody's next ones."""
_LONGEST_PAUSE = 30.0
_GRACE = 5.0
"""Seconds given to messages in work when we stop; what is not done then will come again."""


class Backlog:
    """Updates in work. Telegram counts all below ``offset`` as received, so it is the lowest not kept."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._at_work: dict[int, asyncio.Task[bool]] = {}
        self._kept: set[int] = set()
        self._next: int | None = None

    @property
    def empty(self) -> bool:
        return not self._at_work

    @property
    def offset(self) -> int | None:
        """What to ask for; what lies above the lowest open one comes again and is passed over."""
        return min(self._at_work, default=self._next)

    def add(self, found: Sequence[Raw]) -> int:
        """Starts the updates that are new here, in their order; how many these are."""
        fresh = [raw for raw in found if raw["update_id"] not in self._at_work | dict.fromkeys(self._kept)]
        for raw in fresh:
            self._at_work[raw["update_id"]] = asyncio.create_task(self._handle(raw))
            self._next = raw["update_id"] + 1
        return len(fresh)

    async def settle(self, seconds: float) -> None:
        """Waits so long for the open ones and takes out those that were kept."""
        if self._at_work:
            await asyncio.wait(self._at_work.values(), timeout=seconds)
        done = {id for id, task in self._at_work.items() if task.done() and task.result()}
        self._kept |= done
        for id in done:
            del self._at_work[id]
        lowest = self.offset
        self._kept = {id for id in self._kept if lowest is not None and id >= lowest}

    async def abandon(self) -> None:
        """Ends what is still open; Telegram will send it again."""
        for task in self._at_work.values():
            task.cancel()
        await asyncio.gather(*self._at_work.values(), return_exceptions=True)


async def poll(bot: DeskBot, handle: Handle, stop: Stop) -> None:
    """Takes updates in until stopped; ``handle`` returns whether the update was kept."""
    backlog, pause = Backlog(handle), 1.0
    while not stop.is_set():
        try:
            wait = POLL_SECONDS if backlog.empty else 0
            found = await unless(stop, bot.raw_updates(backlog.offset, wait=wait)) or []
        except TelegramError as error:
            wish = wished_wait(error).total_seconds() if isinstance(error, RetryAfter) else 0.0
            log.warning("telegram.poll_failed", error=type(error).__name__, seconds=max(wish, pause))
            await pause_unless(stop, max(wish, pause))
            pause = min(pause * 2, _LONGEST_PAUSE)
            continue
        pause = 1.0
        fresh = backlog.add(found)
        await backlog.settle(_PATIENCE)
        if not fresh and not backlog.empty:
            await pause_unless(stop, 0.5)
    await _leave(bot, backlog)


async def _leave(bot: DeskBot, backlog: Backlog) -> None:
    """Confirms what was kept, so that it does not come again at the next start."""
    await backlog.settle(_GRACE)
    try:
        if backlog.offset is not None:
            await bot.raw_updates(backlog.offset, wait=0)
    except TelegramError as error:
        log.warning("telegram.not_confirmed", error=type(error).__name__)
    await backlog.abandon()
