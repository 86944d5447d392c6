"""Reading a posted form: small and plain; only a page that asks for a file is given one."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

LIMIT = 64 * 1024
"""Bytes of a form: a note of twenty thousand Chinese characters; more is a mistake or an attack."""

LARGEST_FILE = 4 * 1024 * 1024
"""Bytes of a posted file: ten times the workbook of all answers."""


class TooLarge(Exception):
    """The form is longer than ``LIMIT``; nothing of it was kept."""


async def read_form(request: Request) -> Mapping[str, str]:
    """The fields of a urlencoded form, the last of each name; raises TooLarge."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LIMIT:
            raise TooLarge
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


async def read_upload(request: Request, largest: int = LARGEST_FILE) -> tuple[Mapping[str, str], bytes]:
    """The fields of a multipart form and its one file of ``largest`` bytes, empty when there is none.

    The name that came with the file is the field ``file_name``. Raises TooLarge.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await read_form(request), b""
    try:
        parser = MultiPartParser(request.headers, _limited(request, largest), max_files=1, max_fields=20)
        # All of it in memory: a file about a child touches the disk only encrypted.
        parser.spool_max_size = largest + LIMIT
        posted = await parser.parse()
    except MultiPartException:
        return {}, b""
    content, name = b"", ""
    for value in posted.values():
        if isinstance(value, UploadFile):
            content, name = await value.read(), value.filename or ""
    fields = {"file_name": name} | {name: value for name, value in posted.items() if isinstance(value, str)}
    await posted.close()
    return fields, content


async def _limited(request: Request, largest: int) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > largest + LIMIT:
            raise TooLarge
        yield chunk
