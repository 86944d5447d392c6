"""The web side put together: chat page, console, health and metrics on one port."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from bot.app import App, build
from bot.telegram import open_channel
from bot.telegram_webhook import webhook_route
from bot.web import build_chat
from console.agency_side import MOUNT, build_agency_side
from console.app import build_console
from humiao.cli.metrics import metrics_text
from humiao.settings import Settings


def build_web(settings: Settings) -> FastAPI:
    """The whole web side; raises HumiaoError when a part cannot be built."""
    parts = build(settings)
    parts.follow(Event())  # ends with the process
    return compose(parts)


def compose(parts: App) -> FastAPI:
    """Mounts the parts: health first, then the console, then the chat page at the root."""
    web = FastAPI(title="Humiao", docs_url=None, redoc_url=None, openapi_url=None)
    web.add_route("/healthz", _healthz)
    web.add_route("/readyz", _readyz(parts))
    web.add_route("/metrics", _metrics(parts))
    if parts.settings["telegram_webhook_secret"]:
        channel = open_channel(parts.settings, parts.intake, parts.store)
        web.router.routes.append(webhook_route(parts.settings, channel.handle))
    # A mount answers only below its path; without this the chat page would answer here.
    web.add_route("/console", lambda request: RedirectResponse("/console/", status_code=308))
    web.mount(
        "/console",
        build_console(
            parts.store,
            parts.settings,
            parts.kit,
            nlu_alive=parts.nlu_alive,
            understand=parts.conversations.understand,
        ),
    )
    web.mount(MOUNT, build_agency_side(parts.store))
    web.mount("/", build_chat(parts.intake, parts.store, parts.settings, parts.replies))
    return web


def _healthz(request: Request) -> Response:
    """The process answers: says nothing about the store."""
    return PlainTextResponse("ok")


def _readyz(parts: App) -> Callable[[Request], Response]:
    """200 when messages are stored and answered at once; 503 names what is not so. NLU down is degraded.

    Reading alone says little: a full or locked database still reads. While messages wait in the
    spool, later ones queue up behind them.
    """

    def readyz(request: Request) -> Response:
        store = parts.store.current()
        well = {"store": store, "writes": store and parts.store.writable(), "spool": parts.spool.waiting() == 0}
        ready = all(well.values())
        return JSONResponse({"ready": ready, **well, "nlu": parts.nlu_alive()}, status_code=200 if ready else 503)

    return readyz


def _metrics(parts: App) -> Callable[[Request], Response]:
    """For the machine itself only: a proxy must not pass it on, and other addresses get a 404."""

    def metrics(request: Request) -> Response:
        if request.client is None or request.client.host not in ("127.0.0.1", "::1", "testclient"):
            return PlainTextResponse("not found", status_code=404)
        return PlainTextResponse(metrics_text(parts), media_type="text/plain; version=0.0.4")

    return metrics
