"""Files that people send: found in a message, fetched from Telegram within its limits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import Enum

import structlog
from telegram import Bot, Update
from telegram.error import BadRequest, TelegramError

from humiao.message import Upload

log = structlog.get_logger(__name__)

BOT_API_BYTES = 20 * 1024**2
"""Telegram gives a bot no larger file."""
PAUSES = (1.0, 3.0)
"""Seconds before the second and the third attempt."""
_SECONDS = 30
"""Longest wait for one file: its caption may hold a disclosure, and the message waits for it."""
_AT_ONCE = 2
"""Files held in memory at one time."""


@dataclass(frozen=True)
class RemoteFile:
    """A file that still lies with Telegram; ``size`` in bytes, None when Telegram does not say."""

    id: str
    name: str
    media_type: str
    size: int | None


class Unfetched(Enum):
    """Why a file did not come."""

    TOO_BIG = "too_big"
    FAILED = "failed"


_FILES = (
    ("voice", "voice.ogg", "audio/ogg"),
    ("audio", "audio", "audio/mpeg"),
    ("video", "video.mp4", "video/mp4"),
    ("video_note", "video.mp4", "video/mp4"),
    ("animation", "animation.mp4", "video/mp4"),
    ("document", "file", "application/octet-stream"),
)


def attached(update: Update) -> RemoteFile | None:
    """The file of the update's message; a sticker's picture is not kept."""
    message = update.message or update.edited_message
    if message is None:
        return None
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return RemoteFile(largest.file_id, "photo.jpg", "image/jpeg", largest.file_size)
    for attribute, name, media_type in _FILES:
        if file := getattr(message, attribute):
            given, known = getattr(file, "file_name", None), getattr(file, "mime_type", None)
            return RemoteFile(file.file_id, given or name, known or media_type, file.file_size)
    return None


class Files:
    """Fetches files, a few at once; ``most_bytes`` is the desk's own limit."""

    def __init__(self, bot: Bot, most_bytes: int) -> None:
        self.most_bytes = min(most_bytes, BOT_API_BYTES)
        self._bot = bot
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def fetch(self, file: RemoteFile) -> Upload | Unfetched:
        """The file's bytes, or why there are none; network errors are tried again a few times."""
        if file.size is not None and file.size > self.most_bytes:
            return Unfetched.TOO_BIG
        try:
            async with asyncio.timeout(_SECONDS), self._places:
                return await self._patiently(file)
        except TimeoutError:
            log.warning("telegram.file_not_fetched", reason="slow")
            return Unfetched.FAILED

    async def _patiently(self, file: RemoteFile) -> Upload | Unfetched:
        for pause in (*PAUSES, None):
            try:
                return await self._once(file)
            except BadRequest as error:
                return Unfetched.TOO_BIG if "too big" in error.message else Unfetched.FAILED
            except TelegramError as error:
                log.warning("telegram.file_not_fetched", error=type(error).__name__)
                if pause is not None:
                    await asyncio.sleep(pause)
        return Unfetched.FAILED

    async def _once(self, file: RemoteFile) -> Upload | Unfetched:
        remote = await self._bot.get_file(file.id)
        if remote.file_size is not None and remote.file_size > self.most_bytes:
            return Unfetched.TOO_BIG
        content = bytes(await remote.download_as_bytearray())
        return Upload(file.name, file.media_type, content) if len(content) <= self.most_bytes else Unfetched.TOO_BIG
