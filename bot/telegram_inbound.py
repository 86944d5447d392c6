"""One update of Telegram as a message of ours: what each kind becomes, and what is none.

The sender's name, user name, language and photo are never read: the chat's id is enough to answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from telegram import CallbackQuery, Location, Message, Update, Venue
from telegram.constants import ChatType
from telegram.ext.filters import StatusUpdate

from bot.telegram_buttons import pressed_text
from humiao.clock import now
from humiao.message import Channel, Inbound, MessageKind

_COMMANDS = ("/start", "/clear")
_LIVE_SECONDS = 600
"""A shared live position is edited every few seconds; each of these spans counts as one edit."""


def telegram_inbound(update: Update) -> Inbound | None:
    """The message, edit or press of a button; None for groups, service messages and empty presses.

    The file of a message is fetched elsewhere (bot/telegram_files.py).
    """
    if update.callback_query:
        return _pressed(update.callback_query)
    message = update.message or update.edited_message
    if message is None or message.chat.type != ChatType.PRIVATE or StatusUpdate.ALL.check_update(update):
        return None
    edited = (message.edit_date or message.date) if update.edited_message else None
    return Inbound(
        channel=Channel.TELEGRAM,
        sender=str(message.chat.id),
        key=_edit_key(message, edited) if edited else str(message.message_id),
        sent_at=edited or message.date,
        text=_text(message),
        kind=_kind(message),
        replaces=str(message.message_id) if edited else None,
    )


def unreadable_inbound(raw: Mapping[str, Any]) -> Inbound | None:
    """What can be saved of an update that the library could not read: a human shall look at it."""
    message: Any = raw.get("edited_message") or raw.get("message")
    try:
        if message["chat"]["type"] != ChatType.PRIVATE:
            return None
        sender, key = str(int(message["chat"]["id"])), str(int(message["message_id"]))
    except (KeyError, TypeError, ValueError):
        return None
    text = str(message.get("text") or message.get("caption") or "")
    kind = MessageKind.TEXT if text else MessageKind.OTHER
    if "edited_message" in raw:
        edit_key = f"{key}:edit:{message.get('edit_date')}"
        return Inbound(Channel.TELEGRAM, sender, edit_key, now(), text, kind, replaces=key)
    return Inbound(Channel.TELEGRAM, sender, key, now(), text, kind)


_KINDS = (
    ("text", MessageKind.TEXT),
    ("voice", MessageKind.VOICE),
    ("audio", MessageKind.VOICE),
    ("photo", MessageKind.PHOTO),
    ("video", MessageKind.VIDEO),
    ("video_note", MessageKind.VIDEO),
    ("animation", MessageKind.VIDEO),
    ("sticker", MessageKind.STICKER),
    ("document", MessageKind.FILE),
    ("venue", MessageKind.LOCATION),
    ("location", MessageKind.LOCATION),
)


def _kind(message: Message) -> MessageKind:
    return next((kind for attribute, kind in _KINDS if getattr(message, attribute)), MessageKind.OTHER)


def _text(message: Message) -> str:
    """The words, or what the thing says in words."""
    if text := message.text or message.caption:
        return _command(text)
    if message.sticker:
        return message.sticker.emoji or ""
    if place := message.venue or message.location:
        return _place(place)
    if contact := message.contact:
        return " ".join(part for part in (contact.first_name, contact.last_name, contact.phone_number) if part)
    if poll := message.poll:
        return "\n".join([poll.question, *(option.text for option in poll.options)])
    return ""


def _place(place: Venue | Location) -> str:
    if isinstance(place, Venue):
        return f"{place.title} {place.address} {_place(place.location)}"
    return f"位置 {place.latitude:.6f},{place.longitude:.6f}"


def _command(text: str) -> str:
    """A command without the bot's name and without what a link added to it (``/start abc``)."""
    first = text.split(maxsplit=1)[0].split("@")[0] if text.startswith("/") else ""
    return first if first in _COMMANDS else text


def _edit_key(message: Message, edited: datetime) -> str:
    seconds = int(edited.astimezone(timezone.utc).timestamp())
    if message.location:
        return f"{message.message_id}:live:{seconds // _LIVE_SECONDS}"
    return f"{message.message_id}:edit:{seconds}"


def _pressed(query: CallbackQuery) -> Inbound | None:
    text = pressed_text(query)
    if query.message is None or query.message.chat.type != ChatType.PRIVATE or not text:
        return None
    return Inbound(
        channel=Channel.TELEGRAM,
        sender=str(query.message.chat.id),
        key=f"cb:{query.id}",
        sent_at=now(),
        text=text,
    )
