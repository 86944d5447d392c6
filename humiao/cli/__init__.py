"""The command line: the composition root, where every part may be imported."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console

from cases.errors import CaseError, StoreDown
from humiao import __version__
from humiao.cli import batch, case_commands, chat, demo, doctor, figures, knowledge, laws, nlu, serve, staff, store
from humiao.errors import HumiaoError
from humiao.logs import set_up_logs

app = typer.Typer(
    help="Humiao 护苗: child-protection hotline assistant.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for part in (serve.app, chat.app, batch.app, doctor.app, store.app, figures.app):
    app.registered_commands += part.registered_commands
app.command("demo")(demo.demo)
app.add_typer(nlu.app, name="nlu")
app.add_typer(knowledge.kb, name="kb")
app.add_typer(laws.laws, name="laws")
app.add_typer(staff.operator, name="operator")
app.add_typer(staff.audit, name="audit")
app.add_typer(case_commands.cases, name="cases")


@app.callback()
def _root(version: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command("version")
def show_version() -> None:
    """Show the version. Example: humiao version"""
    typer.echo(__version__)


def main() -> None:
    """Runs a command; a mistake becomes one sentence with an id and a hint, and exit code 1."""
    set_up_logs("warning")  # on standard error: what a command prints may be read by a program
    try:
        app()
    except (HumiaoError, CaseError, StoreDown, OSError) as error:
        sentence = str(told(error))
        Console(stderr=True).print(sentence, style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)


def told(error: Exception) -> HumiaoError:
    """The mistake as a person should read it; a command that knows better says so itself."""
    if isinstance(error, HumiaoError):
        return error
    if isinstance(error, StoreDown):
        hint = "is PostgreSQL up, is the disk full, does another program hold the file? 'humiao doctor' checks"
        return HumiaoError("HM107", f"the case store does not answer ({error})", hint)
    if isinstance(error, OSError):
        place = error.filename or "a file or a connection"
        return HumiaoError("HM109", f"{place} cannot be used ({error.strerror or type(error).__name__})", "check it")
    return HumiaoError("HM108", f"this was refused: {error}", "nothing was changed")
