"""Sending to Telegram: what the outbox holds is sent, reported, and tried again as the error says."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import httpx
import structlog
from telegram import Bot, LinkPreviewOptions
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.telegram_bot import wished_wait
from bot.telegram_buttons import keyboard
from bot.telegram_clear import remember_sent
from bot.telegram_stop import Stop, pause_unless
from bot.telegram_text import alert_text, reply_text, split_text
from cases.errors import StoreDown
from cases.outbox import Delivery, claim_due, delivered, failed
from cases.store import Store
from humiao.message import Reply

log = structlog.get_logger(__name__)

TARGET = "telegram"
EVERY = 0.5
"""Seconds between looks into the outbox: operators' replies are written by another process."""
AT_ONCE = 10
SEND_SECONDS = 45.0
"""Longest time for one delivery: shorter than the outbox's claim, so that nobody sends it meanwhile."""
_DOWN_PAUSE = 3.0
_MARK_TRIES = 5
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class DeliveryError(Exception):
    """A delivery that was not made, with what to do about it.

    ``permanent``: trying again is useless. ``unsure``: it may have arrived. The text is the name
    of the error, because Telegram's own sentence may quote what was sent.
    """

    def __init__(
        self, problem: str, *, permanent: bool = False, unsure: bool = False, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.permanent = permanent
        self.unsure = unsure
        self.retry_after = retry_after


class TelegramSender:
    """Sends deliveries; remembers what of a long reply has arrived, so that no part comes twice."""

    def __init__(self, bot: Bot, alert_chat: str = "") -> None:
        self._bot = bot
        self._alert_chat = alert_chat
        self._arrived: dict[str, list[int]] = {}

    async def send(self, delivery: Delivery) -> list[int]:
        """The ids of the messages sent; raises DeliveryError."""
        arrived = self._arrived.setdefault(delivery.id, [])
        try:
            if delivery.reply:
                await send_reply(self._bot, delivery.address, delivery.reply, resend=delivery.resend, arrived=arrived)
            else:
                arrived.append(await self._alert(delivery))
        except TelegramError as error:
            known = self._as_delivery_error(error)
            if known.permanent:
                del self._arrived[delivery.id]
            raise known from error
        return self._arrived.pop(delivery.id)

    async def _alert(self, delivery: Delivery) -> int:
        if not self._alert_chat:
            raise DeliveryError("no alert chat is set")
        text = alert_text(delivery.ticket_number, delivery.level, clock=delivery.clock, resend=delivery.resend)
        return (await self._bot.send_message(self._alert_chat, text)).message_id

    def _as_delivery_error(self, error: TelegramError) -> DeliveryError:
        name = type(error).__name__
        if isinstance(error, RetryAfter):
            return DeliveryError(name, retry_after=wished_wait(error))
        if isinstance(error, ChatMigrated):
            # Only groups move, and the only group we write to is the one for alerts.
            self._alert_chat = str(error.new_chat_id)
            log.warning("telegram.alert_chat_moved", target="alert")
            return DeliveryError(name, retry_after=timedelta(seconds=1))
        if isinstance(error, Forbidden | BadRequest):
            return DeliveryError(name, permanent=True)
        left = isinstance(error, NetworkError) and not isinstance(error.__cause__, _NOT_SENT)
        return DeliveryError(name, unsure=left)


async def send_reply(
    bot: Bot, chat: str, reply: Reply, *, resend: bool = False, arrived: list[int] | None = None
) -> list[int]:
    """Sends a reply in as many messages as it needs, the buttons under the last.

    ``arrived`` grows with the id of each message sent, and that many parts are left out at the
    beginning. Raises TelegramError.
    """
    arrived = [] if arrived is None else arrived
    parts = split_text(reply_text(reply, resend=resend))
    # Parts that arrived in an earlier attempt are skipped; a mark added since then moves the cuts
    # by a few characters, so such a reply is sent again whole.
    for number, part in list(enumerate(parts, start=1))[0 if resend else len(arrived) :]:
        message = await bot.send_message(
            chat,
            part,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            protect_content=False,
            reply_markup=keyboard(reply.choices) if number == len(parts) else None,
        )
        arrived.append(message.message_id)
    return arrived


async def deliver_loop(store: Store, sender: TelegramSender, stop: Stop, wake: asyncio.Event | None = None) -> None:
    """Delivers what is due until stopped; ``wake`` shortens the wait for the next look."""
    worker = f"telegram-{uuid4().hex[:8]}"
    while not stop.is_set():
        try:
            due = await asyncio.to_thread(_claim, store, worker)
        except StoreDown as error:
            log.warning("telegram.outbox_down", error=type(error).__name__)
            await pause_unless(stop, _DOWN_PAUSE)
            continue
        await asyncio.gather(*(deliver(store, sender, delivery) for delivery in due))
        if not due:
            await pause_unless(stop, EVERY, wake)


async def deliver(store: Store, sender: TelegramSender, delivery: Delivery) -> None:
    """Makes one delivery and reports how it went."""
    try:
        async with asyncio.timeout(SEND_SECONDS):
            sent = await sender.send(delivery)
    except DeliveryError as error:
        log.warning("telegram.not_delivered", delivery=delivery.id, problem=error.problem, permanent=error.permanent)
        await _report(store, delivery, error)
    except Exception as error:  # noqa: BLE001 - a fault of ours must not stop the other deliveries
        log.warning("telegram.not_delivered", delivery=delivery.id, error=type(error).__name__)
        await _report(store, delivery, DeliveryError(type(error).__name__, unsure=True))
    else:
        await _report(store, delivery, sent)


async def _report(store: Store, delivery: Delivery, outcome: DeliveryError | list[int]) -> None:
    """Writes the outcome down; while the store is down it is tried again within the claim's time."""
    for attempt in range(1, _MARK_TRIES + 1):
        try:
            return await asyncio.to_thread(_mark, store, delivery, outcome)
        except StoreDown as error:
            log.warning("telegram.not_marked", delivery=delivery.id, error=type(error).__name__, attempts=attempt)
            await asyncio.sleep(_DOWN_PAUSE)
    return None  # the claim runs out and the reply is sent again, marked


def _claim(store: Store, worker: str) -> list[Delivery]:
    with store.session() as work:
        due = claim_due(work, TARGET, AT_ONCE, worker)
        work.commit()
    return due


def _mark(store: Store, delivery: Delivery, outcome: DeliveryError | list[int]) -> None:
    with store.session() as work:
        if isinstance(outcome, DeliveryError):
            failed(
                work, delivery.id, outcome.problem, outcome.retry_after,
                permanent=outcome.permanent, unsure=outcome.unsure,
            )  # fmt: skip
        else:
            remember_sent(work, delivery.id, outcome)
            delivered(work, delivery.id)
        work.commit()
