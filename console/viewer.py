"""Looking at a file without a copy leaving the desk: what may be shown, and as what."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

from starlette.responses import Response

from humiao.file_kinds import as_text, recognise
from humiao.message import MessageKind

TEXT = 200_000
"""Characters of a text that are shown."""
_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp"})
_SOUNDS = frozenset({"audio/mpeg", "audio/ogg", "audio/wav", "audio/mp4", "audio/aac", "audio/flac"})
_FILMS = frozenset({"video/mp4", "video/webm"})
PDF = "application/pdf"
_SECONDS = 30
SANDBOX = {
    # Whatever a file claims to be, as a page of its own it can run nothing and ask for nothing.
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Disposition": "inline",
}


class Unshowable(Exception):
    """The file cannot be shown in the page."""


@dataclass(frozen=True)
class Shown:
    """How a file is shown: ``kind`` is picture, sound, film, pages, text or nothing."""

    kind: str
    media_type: str
    text: str = ""
    pages: int = 0


def shown(content: bytes) -> Shown:
    """What the content, and not its name, allows."""
    _, media_type = recognise(content)
    if media_type == PDF:
        return _paged(content)
    for kind, types in (("picture", _PICTURES), ("sound", _SOUNDS), ("film", _FILMS)):
        if media_type in types:
            return Shown(kind, media_type)
    text = as_text(content)
    return Shown("text", "text/plain", text[:TEXT]) if text is not None else Shown("nothing", media_type)


def raw(content: bytes, page: int) -> Response:
    """The bytes for a picture, sound or film, or one page of a PDF as a picture; raises Unshowable."""
    how = shown(content) if recognise(content)[1] != PDF else Shown("pages", PDF)
    if how.kind == "pages":
        return Response(page_picture(content, page)[1], media_type="image/png", headers=SANDBOX)
    if how.kind not in ("picture", "sound", "film"):
        raise Unshowable(how.media_type)
    return Response(content, media_type=how.media_type, headers=SANDBOX)


def page_picture(content: bytes, page: int) -> tuple[int, bytes]:
    """How many pages a PDF has, and one of them (from 1) as a PNG; raises Unshowable.

    A process of its own draws it: a PDF made to harm takes down that one only.
    """
    command = (sys.executable, "-m", "console.pdf_pages", str(page))
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_SECONDS, check=True)
        head, picture = done.stdout.split(b"\n", 1)
        return int(json.loads(head)["pages"]), picture
    except (subprocess.SubprocessError, ValueError, KeyError) as error:
        raise Unshowable(PDF) from error


def acceptable(content: bytes) -> str | None:
    """The media type of a file that staff may put into a case, by its content; None: not accepted."""
    kind, media_type = recognise(content)
    known = kind is not MessageKind.FILE or media_type in (PDF, "application/zip")
    return media_type if known else "text/plain" if as_text(content) is not None else None


def _paged(content: bytes) -> Shown:
    try:
        return Shown("pages", PDF, pages=page_picture(content, 1)[0])
    except Unshowable:
        return Shown("nothing", PDF)
