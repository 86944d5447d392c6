"""What kind of file somebody sent, told by its content: a name or a header can say anything."""

from __future__ import annotations

import re

from humiao.message import MessageKind, Upload

_UNKNOWN = (MessageKind.FILE, "application/octet-stream")

_BEGINNINGS: tuple[tuple[bytes, MessageKind, str], ...] = (
    (b"\xff\xd8\xff", MessageKind.PHOTO, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", MessageKind.PHOTO, "image/png"),
    (b"GIF8", MessageKind.PHOTO, "image/gif"),
    (b"BM", MessageKind.PHOTO, "image/bmp"),
    (b"#!AMR", MessageKind.VOICE, "audio/amr"),
    (b"\x02#!SILK", MessageKind.VOICE, "audio/silk"),
    (b"#!SILK", MessageKind.VOICE, "audio/silk"),
    (b"ID3", MessageKind.VOICE, "audio/mpeg"),
    (b"\xff\xfb", MessageKind.VOICE, "audio/mpeg"),
    (b"\xff\xf3", MessageKind.VOICE, "audio/mpeg"),
    (b"\xff\xf1", MessageKind.VOICE, "audio/aac"),
    (b"\xff\xf9", MessageKind.VOICE, "audio/aac"),
    (b"OggS", MessageKind.VOICE, "audio/ogg"),
    (b"fLaC", MessageKind.VOICE, "audio/flac"),
    (b"\x1aE\xdf\xa3", MessageKind.VIDEO, "video/webm"),
    (b"%PDF-", MessageKind.FILE, "application/pdf"),
    (b"PK\x03\x04", MessageKind.FILE, "application/zip"),
)

_RIFF = {
    b"WEBP": (MessageKind.PHOTO, "image/webp"),
    b"WAVE": (MessageKind.VOICE, "audio/wav"),
    b"AVI ": (MessageKind.VIDEO, "video/x-msvideo"),
}

_FTYP = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"hevc", b"mif1", b"msf1"), (MessageKind.PHOTO, "image/heic")),
    b"avif": (MessageKind.PHOTO, "image/avif"),
    b"M4A ": (MessageKind.VOICE, "audio/mp4"),
    b"M4B ": (MessageKind.VOICE, "audio/mp4"),
    b"qt  ": (MessageKind.VIDEO, "video/quicktime"),
}


def recognise(content: bytes) -> tuple[MessageKind, str]:
    """Kind and media type. What is not known is kept all the same, as a plain file: it may be evidence."""
    if content[:4] == b"RIFF":
        return _RIFF.get(content[8:12], _UNKNOWN)
    if content[4:8] == b"ftyp":
        return _FTYP.get(content[8:12], (MessageKind.VIDEO, "video/mp4"))
    for beginning, kind, media_type in _BEGINNINGS:
        if content.startswith(beginning):
            return kind, media_type
    return _UNKNOWN


def upload(name: str, content: bytes) -> tuple[MessageKind, Upload]:
    """The file with its true type, under a name that is only a name."""
    kind, media_type = recognise(content)
    return kind, Upload(_plain(name), media_type, content)


def tells_where(content: bytes) -> bool:
    """Whether a picture carries EXIF data, which may say where, when and with what it was taken."""
    start = content[:65_536]
    return b"Exif\x00\x00" in start or b"eXIf" in start or b"EXIF" in start


def as_text(content: bytes) -> str | None:
    """The words of a plain text file, UTF-8 or GB 18030; None when it is something else."""
    if recognise(content) != _UNKNOWN or b"\x00" in content:
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text if all(char.isprintable() or char in "\r\n\t\u3000" for char in text) else None
    return None


def _plain(name: str) -> str:
    last = re.split(r"[/\\]", name)[-1]
    return "".join(c for c in last if c.isprintable()).strip()[:100] or "文件"
