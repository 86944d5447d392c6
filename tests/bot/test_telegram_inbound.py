"""What each kind of update becomes, without a network."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Update

from bot.telegram_inbound import telegram_inbound, unreadable_inbound
from humiao.message import Inbound, MessageKind
from tests.bot.telegram_api import TelegramApi

CHAT = 7_001_234_567
POLL = {
    "id": "1",
    "question": "谁被打了？",
    "options": [{"persistent_id": "1", "text": "我", "voter_count": 0}],
    "type": "regular",
    "total_voter_count": 0,
    **dict.fromkeys(("is_closed", "is_anonymous", "allows_multiple_answers", "allows_revoting", "members_only"), False),
}


def inbound(chat: int = CHAT, *, what: str = "message", **content: Any) -> Inbound | None:
    update = Update.de_json({"update_id": 1, what: TelegramApi().message(chat, 11, **content)})
    assert update is not None
    return telegram_inbound(update)


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        ({"text": "/clear@desk_bot now"}, MessageKind.TEXT, "/clear"),
        ({"text": "/help me"}, MessageKind.TEXT, "/help me"),
        ({"audio": {"file_id": "a", "file_unique_id": "a", "duration": 1}}, MessageKind.VOICE, ""),
        ({"document": {"file_id": "a", "file_unique_id": "a"}, "caption": "证据"}, MessageKind.FILE, "证据"),
        ({"poll": POLL}, MessageKind.OTHER, "谁被打了？\n我"),
    ],
)
def test_a_message_keeps_its_words(content: dict[str, Any], kind: MessageKind, text: str) -> None:
    found = inbound(**content)

    assert found is not None
    assert (found.sender, found.key, found.kind, found.text) == (str(CHAT), "11", kind, text)


def test_an_edit_names_what_it_edits_and_has_a_key_of_its_own() -> None:
    found = inbound(what="edited_message", text="改了", edit_date=1_795_000_060)

    assert found is not None
    assert (found.key, found.replaces) == ("11:edit:1795000060", "11")


def test_a_live_position_counts_once_in_ten_minutes() -> None:
    place = {"latitude": 28.2, "longitude": 112.9, "live_period": 3600}
    times = (1_794_999_600, 1_794_999_620, 1_795_000_250)
    found = [inbound(what="edited_message", location=place, edit_date=at) for at in times]

    assert len({one.key for one in found if one}) == 2


@pytest.mark.parametrize(
    ("chat", "content"),
    [(-5, {"text": "群里的话"}), (CHAT, {"pinned_message": {}}), (CHAT, {"new_chat_title": "x"})],
)
def test_groups_and_service_messages_are_none_of_ours(chat: int, content: dict[str, Any]) -> None:
    if "pinned_message" in content:
        content = {"pinned_message": TelegramApi().message(chat, 3, text="你好")}
    assert inbound(chat, **content) is None


@pytest.mark.parametrize("raw", [{}, {"message": None}, {"message": {"chat": {"type": "group", "id": 1}}}])
def test_nothing_is_made_of_what_holds_no_private_message(raw: dict[str, Any]) -> None:
    assert unreadable_inbound(raw) is None


def test_an_unreadable_edit_still_replaces_its_message() -> None:
    message = TelegramApi().message(CHAT, 11, caption="救我", edit_date=5)
    found = unreadable_inbound({"edited_message": message})

    assert found is not None
    assert (found.text, found.key, found.replaces) == ("救我", "11:edit:5", "11")
