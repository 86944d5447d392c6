"""Answers out of the store and in again, as YAML files or one workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from humiao.clock import local
from humiao.errors import HumiaoError
from humiao.settings import read_settings

if TYPE_CHECKING:
    from cases.store import Work
    from knowledge.desk.exchange import Incoming, Plan
    from knowledge.desk.exchange_sheets import Trouble
    from knowledge.desk.workflow import Who

app = typer.Typer()
console = Console(highlight=False)

AT_THE_SERVER = "cli"
"""Who wrote, when nobody is named: the audit trail knows commands by this name."""


@app.command("export")
def export_entries(
    target: Annotated[Path, typer.Argument(help="A folder for YAML files, or a file that ends in .xlsx.")],
    newest: Annotated[bool, typer.Option("--newest", help="The newest text of each, drafts among them.")] = False,
) -> None:
    """Write the answers that are served today. Example: humiao kb export answers.xlsx"""
    from cases import audit
    from humiao.cli.open_store import open_store
    from knowledge.desk.exchange import outgoing

    store = open_store(read_settings())
    with store.session() as work:
        contents = outgoing(work.db, local(store.clock()).date(), newest=newest)
        audit.append(work, AT_THE_SERVER, "knowledge:exported", "knowledge", {"entries": len(contents)})
        work.commit()
    _write(target, contents)
    console.print(f"{len(contents)} answers in {target}", markup=False)


@app.command("import")
def import_entries(
    source: Annotated[Path, typer.Argument(help="A folder of YAML files, one of them, or an .xlsx workbook.")],
    as_operator: Annotated[
        str, typer.Option("--as-operator", help="Whose drafts they are: never their approver.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be imported.")] = False,
) -> None:
    """Bring answers in as drafts, all or none. Example: humiao kb import answers.xlsx --as-operator lin"""
    from console.exchange import note
    from humiao.cli.open_store import open_store
    from knowledge.desk.exchange import carry_out

    store = open_store(read_settings())
    coming, troubles = _read(source)
    with store.session() as work:
        planned = _planned(work, coming)
        _refuse([*troubles, *planned.troubles])
        for change in planned.changes:
            console.print(f"{'changed' if change.parent else 'new'}: {change.id}", markup=False)
        if not dry_run:
            by = _who(work, as_operator)
            note(work, by.id, carry_out(work.db, planned, by=by, at=work.clock()))
            work.commit()
    said = "would become drafts" if dry_run else "are drafts now, to be submitted and approved at the desk"
    console.print(f"{len(planned.changes)} {said}; {len(planned.same)} are as they were", style="green")


def _planned(work: Work, coming: list[Incoming]) -> Plan:
    from knowledge.desk.exchange import plan
    from knowledge.prose import load_phrases
    from knowledge.statutes import Statutes

    phrases = load_phrases(read_settings().path("data") / "forbidden_phrases.yml")
    return plan(work.db, coming, Statutes.open(), phrases, local(work.clock()).date())


def _read(source: Path) -> tuple[list[Incoming], list[Trouble]]:
    from knowledge.desk.exchange_excel import read_workbook
    from knowledge.desk.exchange_sheets import LARGEST, Unreadable
    from knowledge.desk.exchange_yaml import read_files

    if source.suffix.lower() != ".xlsx":
        return read_files(source)
    try:
        with source.open("rb") as file:
            return read_workbook(file.read(LARGEST + 1), source.name)
    except Unreadable as error:
        raise HumiaoError("HM085", f"{source.name} cannot be read: {error}", "export one and fill it in") from error


def _refuse(troubles: list[Trouble]) -> None:
    for trouble in troubles:
        console.print(str(trouble), style="red", markup=False, soft_wrap=True)
    if troubles:
        raise HumiaoError("HM084", f"{len(troubles)} problems: nothing was imported", "each line above says where")


def _write(target: Path, contents: list[dict[str, Any]]) -> None:
    from knowledge.desk.exchange_excel import as_workbook
    from knowledge.desk.exchange_sheets import Unreadable
    from knowledge.desk.exchange_yaml import write_folder

    try:
        if target.suffix.lower() == ".xlsx":
            target.write_bytes(as_workbook(contents))
        else:
            write_folder(target, contents)
    except Unreadable as error:
        raise HumiaoError("HM085", f"no workbook can hold this: {error}", "export YAML files instead") from error


def _who(work: Work, name: str) -> Who:
    from cases.access import Permission, allows
    from cases.errors import NotFound
    from cases.operators import by_name
    from knowledge.desk.workflow import Who

    if not name:
        return Who(AT_THE_SERVER, "命令行导入")
    try:
        person = by_name(work, name)
    except NotFound as error:
        raise HumiaoError("HM103", f"there is no operator {name!r}", "humiao operator list") from error
    if not allows(person, Permission.KNOWLEDGE_WRITE):
        raise HumiaoError("HM108", f"{name!r} may not write answers", "name an editor or a reviewer")
    return Who(person.id, person.shown_as)
