"""The conversation in a terminal."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated

import typer
from rich.console import Console

from humiao.logs import set_up_logs
from humiao.settings import read_settings

app = typer.Typer()


@app.command()
def chat(
    explain: Annotated[bool, typer.Option("--explain", help="Show how each message was judged.")] = False,
    rules_only: Annotated[bool, typer.Option("--rules-only", help="Without the NLU server.")] = False,
) -> None:
    """Talk to the assistant; an empty line or Ctrl-D ends it. Example: humiao chat --explain"""
    from bot.app import build
    from bot.terminal import Terminal
    from humiao.cli.first_run import prepare
    from nlu.serve import serving

    settings = read_settings()
    set_up_logs("error")
    console = Console(highlight=False)
    prepare(settings, console)
    with ExitStack() as stack:
        client = None
        if not rules_only:
            with console.status("waiting for the NLU server …"):
                client = stack.enter_context(serving(settings.number("nlu_port")))
        if client is None:
            console.print("degraded: safety rules and knowledge search alone", style="yellow")
        parts = build(settings, understand=client.parse if client else lambda text: None)
        terminal = Terminal(parts, lambda line: console.print(line, markup=False), explain=explain)
        while line := _read():
            terminal.hear(line)


def _read() -> str:
    try:
        return input("> ").strip()
    except (EOFError, KeyboardInterrupt):
        return ""
