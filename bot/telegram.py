"""The Telegram channel put together: receives by polling or by webhook, and delivers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import structlog
from telegram.error import BadRequest, InvalidToken, TelegramError

from actions.replies import load_replies
from bot.telegram_bot import ALLOWED_UPDATES, DeskBot, make_bot
from bot.telegram_deliver import TelegramSender, deliver_loop
from bot.telegram_inbound import telegram_inbound
from bot.telegram_poll import poll
from bot.telegram_receive import Takes, TelegramChannel
from bot.telegram_stop import Stop, pause_unless
from bot.telegram_webhook import PATH
from cases.store import Store
from humiao.errors import HumiaoError
from humiao.settings import Settings

__all__ = ["TelegramSender", "deliver_loop", "open_channel", "run_telegram", "telegram_inbound"]

log = structlog.get_logger(__name__)

_LONGEST_PAUSE = 30.0


async def run_telegram(settings: Settings, intake: Takes, store: Store, stop: Stop) -> None:
    """Runs the channel until stopped. Raises HumiaoError when Telegram refuses the token or the webhook.

    With a webhook secret in the settings updates come to the web side (bot/telegram_webhook.py),
    and this only announces the address and delivers.
    """
    bot = _bot(settings)
    channel = open_channel(settings, intake, store, bot)
    sender = TelegramSender(bot, settings["alert_telegram_chat"])
    try:
        await _get_ready(settings, bot, stop)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(deliver_loop(store, sender, stop, channel.wake))
            if not settings["telegram_webhook_secret"]:
                tasks.create_task(poll(bot, partial(channel.handle_until_kept, stop=stop), stop))
    finally:
        await bot.shutdown()


def open_channel(settings: Settings, intake: Takes, store: Store, bot: DeskBot | None = None) -> TelegramChannel:
    """The receiving side alone: its ``handle`` is what the webhook route needs. Raises HumiaoError."""
    replies = load_replies(settings.path("data") / "replies" / "replies.yml")
    most_bytes = settings.number("upload_mb") * 1024**2
    return TelegramChannel(bot or _bot(settings), intake, store, replies, most_bytes=most_bytes)


async def _get_ready(settings: Settings, bot: DeskBot, stop: Stop) -> None:
    await _until_done(bot.initialize, stop)
    secret = settings["telegram_webhook_secret"]
    if secret:
        await _until_done(lambda: _announce(settings, bot, secret), stop)
    else:
        # Telegram refuses to be polled while a webhook is set; what waits there is not dropped.
        await _until_done(lambda: bot.delete_webhook(drop_pending_updates=False), stop)
    log.info("telegram.ready", kind="webhook" if secret else "polling")


async def _announce(settings: Settings, bot: DeskBot, secret: str) -> None:
    try:
        await bot.set_webhook(
            settings.url + PATH, secret_token=secret, allowed_updates=ALLOWED_UPDATES, drop_pending_updates=False
        )
    except BadRequest as error:
        hint = "HUMIAO_PUBLIC_URL must be an https address that Telegram can reach; the secret: A-Z a-z 0-9 _ -"
        raise HumiaoError("HM034", "Telegram refuses the webhook", hint) from error


async def _until_done(asking: Callable[[], Awaitable[object]], stop: Stop) -> None:
    """Asks again while the network fails; a refused token is for a person to put right."""
    pause = 1.0
    while not stop.is_set():
        try:
            await asking()
        except InvalidToken:
            # Not chained: the library's sentence holds the token.
            raise _refused() from None
        except TelegramError as error:
            log.warning("telegram.not_reached", error=type(error).__name__, seconds=pause)
            await pause_unless(stop, pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        else:
            return


def _bot(settings: Settings) -> DeskBot:
    try:
        return make_bot(settings)
    except InvalidToken:
        raise _refused() from None


def _refused() -> HumiaoError:
    return HumiaoError("HM033", "Telegram refuses the token", "check HUMIAO_TELEGRAM_TOKEN with @BotFather")
