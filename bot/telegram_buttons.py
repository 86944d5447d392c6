"""Buttons under a reply: what they show, what they carry, and what pressing one says."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from humiao.message import Choice

DATA_BYTES = 64
"""Telegram's limit for what a button carries."""
LABEL_CHARACTERS = 30
"""About what one line of a small phone shows."""
_SAYS = "="
"""Begins data that are the text itself; other data only name the button, whose label is the text."""


def keyboard(choices: Sequence[Choice]) -> InlineKeyboardMarkup | None:
    """One button in each row, because labels are sentences; None without choices."""
    if not choices:
        return None
    return InlineKeyboardMarkup([[_button(choice, number)] for number, choice in enumerate(choices)])


def pressed_text(query: CallbackQuery) -> str:
    """What pressing the button says; empty when Telegram no longer shows us the buttons."""
    if query.data and query.data.startswith(_SAYS):
        return query.data.removeprefix(_SAYS)
    markup = query.message.reply_markup if isinstance(query.message, Message) else None
    rows = markup.inline_keyboard if markup else ()
    return next((button.text for row in rows for button in row if button.callback_data == query.data), "")


def _button(choice: Choice, number: int) -> InlineKeyboardButton:
    data = _SAYS + choice.sends
    if len(data.encode()) <= DATA_BYTES:
        return InlineKeyboardButton(_shortened(choice.label), callback_data=data)
    # Too long to carry: the label is then what is sent, so it may not be shortened.
    return InlineKeyboardButton(choice.sends, callback_data=f"#{number}")


def _shortened(label: str) -> str:
    return label if len(label) <= LABEL_CHARACTERS else label[: LABEL_CHARACTERS - 1] + "…"
