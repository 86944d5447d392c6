"""What the page sends, read with limits: a message as JSON, a file as a form."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from bot.web_files import upload
from humiao.message import MessageKind, Upload

CHARACTERS = 2000
"""The longest message: about three pages of a phone, and the rules read it in milliseconds."""
_KEY = re.compile(r"[\w-]{8,64}", re.ASCII)
_FORM_ROOM = 16_384
_JSON_LIMIT = CHARACTERS * 12 + 1024
"""Bytes: even if every character is written as two \\u escapes."""


@dataclass(frozen=True)
class Patience:
    """How slowly a file may come: a line that stands still must not keep a place from the next one."""

    silence: float = 15.0
    """Seconds without a single byte."""
    grace: float = 15.0
    """Seconds before ``rate`` counts."""
    rate: int = 4096
    """Bytes per second since the start: half of what an old phone far from the mast still sends."""
    whole: float = 120.0
    """Seconds for the whole file: 20 MB over a slow village line take about as long."""

    def ends(self, read: int, seconds: float) -> bool:
        """Whether too few bytes have come in this time."""
        return seconds > self.grace and read < self.rate * seconds


PATIENCE = Patience()


class Unreadable(Exception):
    """This was not sent by our page, or was cut off; the sentence is for the page to show."""


class TooLong(Exception):
    """The message is longer than ``CHARACTERS``."""


class TooBig(Exception):
    """The file is bigger than it may be."""


@dataclass(frozen=True)
class Sent:
    """One message from the page; ``key`` was made by the browser and stays the same when it resends."""

    key: str
    text: str = ""
    kind: MessageKind = MessageKind.TEXT
    upload: Upload | None = None


async def read_message(request: Request) -> Sent:
    """A typed message; raises TooLong or Unreadable."""
    try:
        body = b"".join([chunk async for chunk in _limited(request, _JSON_LIMIT)])
        fields = json.loads(body)
        key, text = fields["key"], fields["text"]
    except TooBig as error:
        raise TooLong from error
    except (ValueError, KeyError, TypeError, RecursionError, ClientDisconnect) as error:
        raise Unreadable("没有收到完整的内容，请再发一次。") from error
    if not isinstance(text, str) or not text.strip():
        raise Unreadable("这一条是空的，写点什么再发吧。")
    if len(text) > CHARACTERS:
        raise TooLong
    # Half a character from a broken keyboard must not be a reason to lose the rest.
    return Sent(_checked(key), text.encode("utf-8", "replace").decode("utf-8"))


async def read_file(request: Request, megabytes: int, patience: Patience = PATIENCE) -> Sent:
    """A file with its key; raises TooBig or Unreadable."""
    limit = megabytes * 1024 * 1024
    try:
        async with asyncio.timeout(patience.whole):
            key, name, content = await _read_form(request, limit + _FORM_ROOM, patience)
    except (MultiPartException, KeyError, TimeoutError, ClientDisconnect) as error:
        raise Unreadable("文件没有传完整，请再发一次。") from error
    if len(content) > limit:
        raise TooBig
    if not content:
        raise Unreadable("这个文件是空的，请换一个。")
    kind, kept = upload(name, content)
    return Sent(_checked(key), kind=kind, upload=kept)


async def _read_form(request: Request, limit: int, patience: Patience) -> tuple[object, str, bytes]:
    """Key, file name and content, empty where the form has none."""
    parser = _InMemory(request.headers, _paced(_limited(request, limit), patience), max_files=1, max_fields=4)
    form = await parser.parse()
    try:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            return form.get("key"), "", b""
        return form.get("key"), file.filename or "", await file.read()
    finally:
        await form.close()


class _InMemory(MultiPartParser):
    """Never writes to a temporary file: a person's picture touches no disk before it is encrypted."""

    spool_max_size = 0  # to SpooledTemporaryFile this means: no limit


async def _paced(chunks: AsyncIterator[bytes], patience: Patience) -> AsyncGenerator[bytes, None]:
    """Raises TimeoutError when patience ends."""
    clock = asyncio.get_running_loop().time
    began, read = clock(), 0
    while True:
        async with asyncio.timeout(patience.silence):
            chunk = await anext(chunks, None)
        if chunk is None:
            return
        read += len(chunk)
        if patience.ends(read, clock() - began):
            raise TimeoutError
        yield chunk


def declared(request: Request) -> int:
    """Bytes that the request says it has; 0 when it does not say."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


async def _limited(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    if declared(request) > limit:
        raise TooBig
    read = 0
    chunks: AsyncIterator[bytes] = request.stream()
    async for chunk in chunks:
        read += len(chunk)
        if read > limit:
            raise TooBig
        yield chunk


def _checked(key: object) -> str:
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise Unreadable("没有收到完整的内容，请再发一次。")
    return key
