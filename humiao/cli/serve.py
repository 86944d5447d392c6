"""Starting things: everything at once, or one process each."""

from __future__ import annotations

import signal
from threading import Event

import typer

from humiao.logs import set_up_logs
from humiao.settings import read_settings

app = typer.Typer()


@app.command()
def run() -> None:
    """Start everything on one machine and stop it with Ctrl-C. Example: humiao run"""
    from humiao.cli.supervisor import run_all

    raise typer.Exit(run_all(read_settings()))


@app.command()
def web() -> None:
    """Start the web side alone: chat page, console, health. Example: humiao web"""
    import uvicorn

    from humiao.cli.room import check_port
    from humiao.cli.web import build_web

    settings = read_settings()
    check_port(settings, "port", settings["host"])
    set_up_logs(settings["log_level"])
    # Access logs would hold addresses of callers, so there are none.
    uvicorn.run(
        build_web(settings),
        host=settings["host"],
        port=settings.number("port"),
        access_log=False,
        # Its own handlers would write tracebacks, and these may quote a person; ours names the kind.
        log_config=None,
        log_level="error",
        timeout_graceful_shutdown=3,
    )


@app.command()
def worker() -> None:
    """Start the worker alone: spool, stale messages. Example: humiao worker"""
    from bot.app import build
    from bot.worker import run_worker

    settings = read_settings()
    set_up_logs(settings["log_level"])
    parts, stop = build(settings), stop_on_signals()
    parts.follow(stop)
    run_worker(parts, stop)


@app.command()
def telegram() -> None:
    """Start the Telegram channel alone. Example: HUMIAO_TELEGRAM_TOKEN_FILE=token humiao telegram"""
    import asyncio

    from bot.app import build
    from bot.telegram import run_telegram
    from humiao.errors import HumiaoError

    settings = read_settings()
    set_up_logs(settings["log_level"])
    if not settings["telegram_token"]:
        raise HumiaoError(
            "HM030", "no Telegram token is set", "set HUMIAO_TELEGRAM_TOKEN or HUMIAO_TELEGRAM_TOKEN_FILE"
        )
    parts, stop = build(settings), stop_on_signals()
    parts.follow(stop)
    asyncio.run(run_telegram(settings, parts.intake, parts.store, stop))


def stop_on_signals() -> Event:
    """An event that Ctrl-C or a polite kill sets."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop
