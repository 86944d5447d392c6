"""The cases as a whole: bringing the search index up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import Progress

from humiao.settings import read_settings

if TYPE_CHECKING:
    from cases.store import Store

cases = typer.Typer(help="Cases as a whole.", no_args_is_help=True)
console = Console(highlight=False)


@cases.callback()
def _cases() -> None:
    """Cases as a whole."""


@cases.command()
def reindex() -> None:
    """Index the conversations that search does not know; may be stopped and run again. Example: humiao cases reindex"""
    from cases.search.rebuild import count_waiting, index_again
    from humiao.cli.open_store import open_store

    store, done = open_store(read_settings()), 0
    with store.session(reading=True) as work:
        total = count_waiting(work)
    with Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task("conversations", total=total)
        while batch := _waiting(store):
            for conversation_id in batch:
                # One transaction each: a child's message waits for none of them.
                with store.session() as work:
                    index_again(work, conversation_id)
                    work.commit()
            done += len(batch)
            progress.update(bar, completed=done)
    console.print(f"{done} conversations indexed", style="green")


def _waiting(store: Store) -> list[str]:
    from cases.search.rebuild import waiting

    with store.session(reading=True) as work:
        return waiting(work, 500)
