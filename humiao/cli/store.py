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
    from cases.restore import restore as bring_back

    done = bring_back(read_settings(), source, force=force)
    console.print(f"restored the copy of {done.made_at}; {done.erased} erased again; audit head {done.audit.head}")
    if done.replaced is not None:
        console.print(f"the earlier store lies at {done.replaced}")
    if not done.list_found:
        hint = "without var/erased.log nothing could be erased again: put its copy back and restore once more"
        console.print(f"no list of erasures was found; {hint}", style="yellow")
    if not done.audit.ok:
        console.print(f"the audit chain is broken at row {done.audit.first_bad}", style="red")


@app.command()
def erase(
    ticket: Annotated[str, typer.Argument(help="Number of a ticket of the person.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase what the person of a ticket wrote. Example: humiao erase HM261121-0007"""
    from cases.erase import erase_contact
    from cases.errors import NotAllowed, NotFound, StillNeeded
    from cases.tickets import by_number
    from humiao.cli.open_store import open_store

    with open_store(read_settings()).session() as work:
        try:
            found = by_number(work, ticket)
        except NotFound as error:
            raise HumiaoError("HM105", f"there is no ticket {ticket}", "look it up in the console") from error
        if not yes and not typer.confirm(f"Erase everything that the person of {ticket} wrote, for good?"):
            raise typer.Exit(1)
        try:
            erase_contact(work, found.conversation.contact, actor="cli")
        except StillNeeded as error:
            raise HumiaoError("HM106", f"ticket {error.ticket} is still open", "close it first") from error
        except NotAllowed as error:
            raise HumiaoError("HM106", "a message of this person is not answered yet", "try again later") from error
        work.commit()
    console.print("erased", style="green")
