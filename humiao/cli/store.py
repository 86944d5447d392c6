"""The case store: making, keeping, bringing back, erasing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from humiao.errors import HumiaoError
from humiao.settings import read_settings

if TYPE_CHECKING:
    from cases.store import Work
    from cases.tables import Ticket

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

    file = make(read_settings(), target)
    console.print(f"{file} written; keep var/master.key elsewhere, without it the copy cannot be read", markup=False)


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
        console.print(f"the earlier store lies at {done.replaced}", markup=False)
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
    from cases.errors import NotAllowed, StillNeeded
    from humiao.cli.open_store import open_store

    opened = open_store(read_settings())
    with opened.session(reading=True) as work:
        _ticket(work, ticket)
    # Asked in no transaction: a person may take minutes to answer, and nobody's message waits for it.
    if not yes and not typer.confirm(f"Erase everything that the person of {ticket} wrote, for good?"):
        raise typer.Exit(1)
    with opened.session() as work:
        try:
            erase_contact(work, _ticket(work, ticket).conversation.contact, actor="cli")
        except StillNeeded as error:
            raise HumiaoError("HM106", f"ticket {error.ticket} is still open", "close it first") from error
        except NotAllowed as error:
            raise HumiaoError("HM106", "a message of this person is not answered yet", "try again later") from error
        work.commit()
    console.print("erased", style="green")


def _ticket(work: Work, number: str) -> Ticket:
    from cases.errors import NotFound
    from cases.tickets import by_number

    try:
        return by_number(work, number)
    except NotFound as error:
        raise HumiaoError("HM105", f"there is no ticket {number}", "look it up in the console") from error
