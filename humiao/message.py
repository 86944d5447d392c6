"""A message on its way in and a reply on its way out, the same for every channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from humiao.vocabulary import Word


class Channel(Word):
    WEB = "web"
    TELEGRAM = "telegram"
    TERMINAL = "terminal"
    PHONE = "phone"
    WALK_IN = "walk_in"
    LETTER = "letter"


BY_HAND = frozenset({Channel.PHONE, Channel.WALK_IN, Channel.LETTER})
"""A person takes these in and answers them by mouth or pen: nothing is delivered, a reply is a record of it."""


class MessageKind(Word):
    TEXT = "text"
    VOICE = "voice"
    PHOTO = "photo"
    VIDEO = "video"
    STICKER = "sticker"
    FILE = "file"
    LOCATION = "location"
    OTHER = "other"


@dataclass(frozen=True)
class Upload:
    """A file that a person sent; its bytes are encrypted before they touch the disk."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Inbound:
    """One message as a channel received it.

    ``sender`` is the person's address on the channel (chat id, web token): it is stored only as a
    keyed hash beside an encrypted copy. ``key`` is the channel's own id of this message: the same
    sender and key never count twice. ``replaces`` is the key of the message that this one edits.
    """

    channel: Channel
    sender: str
    key: str
    sent_at: datetime
    text: str = ""
    kind: MessageKind = MessageKind.TEXT
    upload: Upload | None = None
    replaces: str | None = None


@dataclass(frozen=True)
class Choice:
    """A button under a reply: what it shows and what pressing it sends."""

    label: str
    sends: str


@dataclass(frozen=True)
class Reply:
    """What the assistant says: text, up to a few buttons, numbers to dial."""

    text: str
    choices: tuple[Choice, ...] = ()
    numbers: tuple[str, ...] = ()
