"""The webhook takes updates only with the secret, and says that it has them only when they are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.telegram_webhook import PATH, webhook_route
from humiao.settings import read_settings

SECRET = "a-secret_that-only-Telegram-knows"
UPDATE = {"update_id": 7, "message": {"text": "我害怕"}}


class Handler:
    """Remembers updates; keeps them unless told otherwise."""

    def __init__(self) -> None:
        self.taken: list[Mapping[str, Any]] = []
        self.keeps = True
        self.fails = False

    async def handle(self, update: Mapping[str, Any]) -> bool:
        await asyncio.sleep(0)
        if self.fails:
            raise RuntimeError("我害怕")
        self.taken.append(update)
        return self.keeps


@pytest.fixture
def handler() -> Handler:
    return Handler()


def post(handler: Handler, given: str | bytes | None, *, secret: str = SECRET, **body: Any) -> int:
    """Posts an update to a desk with this secret; the status of the answer."""
    settings = read_settings({"HUMIAO_TELEGRAM_WEBHOOK_SECRET": secret})
    web = httpx.ASGITransport(app=Starlette(routes=[webhook_route(settings, handler.handle)]))
    sent = given.encode() if isinstance(given, str) else given
    headers = [] if sent is None else [(b"X-Telegram-Bot-Api-Secret-Token", sent)]

    async def asking() -> int:
        async with httpx.AsyncClient(transport=web, base_url="https://desk") as client:
            return (await client.post(PATH, headers=headers, **(body or {"json": UPDATE}))).status_code

    return asyncio.run(asking())


def test_an_update_with_the_secret_is_taken(handler: Handler) -> None:
    assert post(handler, SECRET) == 200
    assert handler.taken == [UPDATE]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "秘密".encode()])
def test_a_wrong_secret_is_forbidden(handler: Handler, secret: Any) -> None:
    assert post(handler, secret) == 403
    assert handler.taken == []


def test_without_a_secret_of_our_own_nobody_gets_in(handler: Handler) -> None:
    assert post(handler, "", secret="") == 403


def test_what_is_not_kept_is_sent_again_by_telegram(handler: Handler) -> None:
    handler.keeps = False
    assert post(handler, SECRET) == 503


def test_a_fault_of_ours_is_not_a_confirmation_and_is_logged_without_words(handler: Handler) -> None:
    handler.fails = True
    with capture_logs() as logs:
        assert post(handler, SECRET) == 503
    assert [line["error"] for line in logs] == ["RuntimeError"]
    assert "我害怕" not in str(logs)


@pytest.mark.parametrize("content", ["", "[]", "{", '{"update_id": "x"}', "x" * (1024**2 + 1)])
def test_what_is_no_update_is_refused(handler: Handler, content: str) -> None:
    assert post(handler, SECRET, content=content) == 400
    assert handler.taken == []
