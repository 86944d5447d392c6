"""The case store: making, keeping, bringing back, erasing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from humiao.errors import HumiaoError
from humiao.settings import read_settings

app = typer.Typer()
console = Console(highlight=False)


@app.command()
def migrate() -> None:
    """Create or update the key, the tables and the first operator. Example: humiao migrate"""
    from humiao.cli.first_run import prepare

    prepare(read_settings(), console)
    console.print("the case store is up to date", style="green")


@app.command()
def backup(target: Annotated[Path, typer.Argument(help="File to write.")]) -> None:
    """Copy store and spool into one file, without the key. Example: humiao backup friday.tar"""
    from cases.backup import backup as make

    make(read_settings(), target)
    console.print(f"{target} written; keep var/master.key elsewhere, without it the copy cannot be read")


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="File made by backup.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a store that is not empty.")] = False,
) -> None:
    """Bring a backup back. Example: humiao restore friday.tar"""
    from cases.backup import restore as bring_back

    bring_back(read_settings(), source, force=force)
    console.print("restored; the audit chain is whole", style="green")


@app.command()
def erase(
    ticket: Annotated[str, typer.Argument(help="Number of a ticket of the person.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase what the person of a ticket wrote. Example: humiao erase HM261121-0007"""
    from cases.erase import erase_contact
    from cases.errors import NotFound
    from cases.tickets import by_number
    from humiao.cli.open_store import open_store

    with open_store(read_settings()).session() as work:
        try:
            found = by_number(work, ticket)
        except NotFound as error:
            raise HumiaoError("HM105", f"there is no ticket {ticket}", "look it up in the console") from error
        if not yes and not typer.confirm(f"Erase everything that the person of {ticket} wrote, for good?"):
            raise typer.Exit(1)
        erase_contact(work, found.conversation.contact, actor="cli")
        work.commit()
    console.print("erased", style="green")
