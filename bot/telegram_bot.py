"""The bot that talks to Telegram: the library's, made unable to write messages or tokens to a log."""

from __future__ import annotations

import json
import logging
import os
from datetime import timedelta
from typing import Any

from telegram import Bot
from telegram.error import RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from humiao.settings import Settings

ALLOWED_UPDATES = ["message", "edited_message", "callback_query"]
POLL_SECONDS = 25
"""How long Telegram holds an empty answer back; each poll costs one request."""


class _Request(HTTPXRequest):
    """The library writes an answer that is not JSON to the log, words of a child included: not here."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        try:
            return json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise TelegramError("the answer is not JSON") from None


class DeskBot(Bot):
    """The library's bot, with updates as Telegram sent them."""

    async def raw_updates(self, offset: int | None, *, wait: int = POLL_SECONDS) -> list[dict[str, Any]]:
        """Updates from ``offset`` on, after at most ``wait`` seconds; all earlier ones are confirmed.

        The library's own ``get_updates`` reads all or nothing and logs what it cannot read: one
        odd update would stop everybody's messages. Raises TelegramError.
        """
        asked = {"timeout": wait, "allowed_updates": ALLOWED_UPDATES, "offset": offset}
        data = {name: value for name, value in asked.items() if value is not None}
        found: Any = await self._post("getUpdates", data, read_timeout=wait + 10)
        return list(found)


def make_bot(settings: Settings) -> DeskBot:
    """The bot of the settings; nothing is sent yet. Raises InvalidToken when the token is empty."""
    # Opts in to durations as timedelta, the only form of the library's next version.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    # httpx names every address it asks, and the token is part of it; the library's debug lines
    # hold whole messages. Set here, so that no log level of ours can turn them on.
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.ERROR)
    address = settings["telegram_api"].rstrip("/")
    return DeskBot(
        settings["telegram_token"],
        base_url=f"{address}/bot",
        base_file_url=f"{address}/file/bot",
        request=_Request(connection_pool_size=32, read_timeout=15, write_timeout=15, pool_timeout=5),
        get_updates_request=_Request(connection_pool_size=1, pool_timeout=5),
    )


def wished_wait(error: RetryAfter) -> timedelta:
    """How long Telegram asks us to wait; the library says it in seconds or as a duration."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
