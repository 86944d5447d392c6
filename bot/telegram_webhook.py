"""The webhook: updates that Telegram posts, taken only with the secret and answered only when kept."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from humiao.settings import Settings

log = structlog.get_logger(__name__)

PATH = "/telegram/webhook"
_PROOF_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_MOST_BYTES = 1024**2
"""Updates name files instead of holding them; a larger body does not come from Telegram."""

Handle = Callable[[Mapping[str, Any]], Awaitable[bool]]


def webhook_route(settings: Settings, handle: Handle) -> Route:
    """The route for Telegram; ``handle`` says whether the update was kept.

    403 without the right secret, also when none is set; 400 for what is no update; 503 when the
    update could not be kept, so that Telegram sends it again; else 200.
    """
    secret = settings["telegram_webhook_secret"].encode()

    async def receive(request: Request) -> Response:
        given = request.headers.get(_PROOF_HEADER, "").encode("utf-8", "replace")
        # Compared in constant time; fails closed without a secret of our own.
        if not secret or not hmac.compare_digest(given, secret):
            log.warning("telegram.webhook_refused", status=403)
            return Response(status_code=403)
        update = await _update(request)
        if update is None:
            return Response(status_code=400)
        return Response(status_code=200 if await _kept(handle, update) else 503)

    return Route(PATH, receive, methods=["POST"])


async def _kept(handle: Handle, update: Mapping[str, Any]) -> bool:
    try:
        return await handle(update)
    except Exception as error:  # noqa: BLE001 - not confirmed: Telegram sends it again
        log.warning("telegram.webhook_failed", update=update["update_id"], error=type(error).__name__)
        return False


async def _update(request: Request) -> Mapping[str, Any] | None:
    """The posted update; None when it is too large, broken off or not one."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MOST_BYTES:
                return None
        update = json.loads(body)
    except (ClientDisconnect, ValueError):
        return None
    return update if isinstance(update, dict) and isinstance(update.get("update_id"), int) else None
