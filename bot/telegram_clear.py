"""/clear: takes the bot's own messages out of the chat, and says honestly what stays."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog
from telegram import Bot
from telegram.error import BadRequest, RetryAfter, TelegramError

from actions.replies import Replies
from bot.telegram_bot import wished_wait
from cases.errors import StoreDown
from cases.intake import find_contact, find_conversation, lock_conversation
from cases.store import Store, Work
from cases.tables import Conversation, Outgoing
from humiao.message import Channel

log = structlog.get_logger(__name__)

CLEAR = "/clear"
MOST = 100
"""Ids remembered in a conversation: more than two days of an ordinary chat."""
_STATE = "tg_sent"
_AT_ONCE = 10
_LONGEST_WAIT = 5.0
_GONE = "not found"
"""Part of Telegram's sentence about a message that the person has deleted already."""


def remember_sent(work: Work, outgoing_id: str, ids: Sequence[int]) -> None:
    """Keeps the ids of a reply's messages, so that they can be taken back; the caller commits."""
    row = work.db.get(Outgoing, outgoing_id)
    if row is None or row.conversation_id is None or row.message_id is None:
        return  # an alert
    conversation = lock_conversation(work, row.conversation_id)
    if conversation.erased_at is None:
        _set(conversation, [*_ids(conversation), *ids])


async def clear(bot: Bot, store: Store, replies: Replies, chat: str) -> None:
    """Deletes what can be deleted and says so; raises TelegramError when not even that goes out."""
    try:
        known = await asyncio.to_thread(_known, store, chat)
        left = await _delete(bot, chat, known)
        note = await bot.send_message(chat, _note(replies, len(known) - len(left), len(left)))
        await asyncio.to_thread(_forget, store, chat, set(known) - set(left), note.message_id)
    except StoreDown as error:
        log.warning("telegram.clear_failed", error=type(error).__name__)
        await bot.send_message(chat, replies.say("clear_down").text)


def _note(replies: Replies, gone: int, left: int) -> str:
    found = [replies.say("clear_done", gone=str(gone))] if gone or left else [replies.say("clear_nothing")]
    if left:
        found.append(replies.say("clear_left", left=str(left)))
    return "\n".join(reply.text for reply in (*found, replies.say("clear_rest")))


async def _delete(bot: Bot, chat: str, ids: Sequence[int]) -> list[int]:
    """Newest first, because that is what is on the screen; the ids that could not be deleted."""
    newest = sorted(ids, reverse=True)
    left: list[int] = []
    for start in range(0, len(newest), _AT_ONCE):
        some = newest[start : start + _AT_ONCE]
        gone = await asyncio.gather(*(_gone(bot, chat, id) for id in some))
        left += [id for id, is_gone in zip(some, gone, strict=True) if not is_gone]
    return left


async def _gone(bot: Bot, chat: str, id: int) -> bool:
    try:
        try:
            return await bot.delete_message(chat, id)
        except RetryAfter as error:
            await asyncio.sleep(min(wished_wait(error).total_seconds(), _LONGEST_WAIT))
            return await bot.delete_message(chat, id)
    except BadRequest as error:
        return _GONE in error.message.lower()
    except TelegramError as error:
        log.warning("telegram.not_deleted", error=type(error).__name__)
        return False


def _known(store: Store, chat: str) -> list[int]:
    with store.session(reading=True) as work:
        conversation = _conversation(work, chat)
        return _ids(conversation) if conversation else []


def _forget(store: Store, chat: str, gone: set[int], note: int) -> None:
    """Takes the deleted ids out; the note's own id goes in, so that the next /clear takes it too."""
    with store.session() as work:
        conversation = _conversation(work, chat)
        if conversation:
            locked = lock_conversation(work, conversation.id)
            _set(locked, [*(id for id in _ids(locked) if id not in gone), note])
            work.commit()


def _conversation(work: Work, chat: str) -> Conversation | None:
    contact = find_contact(work, Channel.TELEGRAM, chat)
    return find_conversation(work, contact) if contact else None


def _ids(conversation: Conversation) -> list[int]:
    return list((conversation.state or {}).get(_STATE, []))


def _set(conversation: Conversation, ids: Sequence[int]) -> None:
    conversation.state = {**(conversation.state or {}), _STATE: list(ids)[-MOST:]}
