"""One spelling for what people type and what laws print."""

from __future__ import annotations

from humiao.text import normalise


def fold(text: str) -> str:
    """Half width, lower case, simplified characters, no hidden signs and no spaces."""
    return "".join(normalise(text).text.split())
