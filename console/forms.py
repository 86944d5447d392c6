"""Reading a posted form: small, plain and never from a file."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

LIMIT = 64 * 1024
"""Bytes of a form: a note of twenty thousand Chinese characters; more is a mistake or an attack."""


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
