"""The lists of the editor's desk: questions without an answer, and the directory of numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from humiao.clock import local
from humiao.errors import HumiaoError
from humiao.settings import read_settings

if TYPE_CHECKING:
    from cases.store import Store
    from humiao.settings import Settings
    from knowledge.search import Answers

app = typer.Typer()
console = Console(highlight=False)


@app.command("gaps")
def show_gaps() -> None:
    """Show questions that found no answer, masked and grouped. Example: humiao kb gaps"""
    from cases import audit
    from cases.gap_counts import weekly
    from console.gap_groups import KINDS, Grouper, recent
    from humiao.cli.open_store import open_store

    settings = read_settings()
    store = open_store(settings)
    with store.session() as work:
        found, weeks = recent(work), weekly(work)
        audit.append(work, "cli", "gaps:read", "gaps", {"questions": len(found)})
        work.commit()
    for group in Grouper(answers(settings, store)).groups(found):
        kinds = "、".join(f"{kind} {count}" for kind, count in group.kinds)
        console.print(f"{len(group.questions)} × {kinds}  nearest: {group.nearest or '-'}", style="bold", markup=False)
        for text in group.texts:
            console.print(f"  {text}", markup=False, soft_wrap=True)
    table = Table("week from", *KINDS.values(), "all")
    for week in weeks:
        table.add_row(str(week.monday), *(str(week.counts[kind]) for kind in KINDS), str(week.total))
    console.print(table)


def answers(settings: Settings, store: Store) -> Answers:
    """The answers that are served now."""
    from bot.app import build_kit

    return build_kit(settings, store=store).knowledge


@app.command("directory")
def show_directory(
    expired: Annotated[bool, typer.Option("--expired", help="Only rows that are not shown any more.")] = False,
    source: Annotated[
        Path | None, typer.Option("--import", help="Take in an .xlsx file first, all or nothing.")
    ] = None,
) -> None:
    """Show the agencies and numbers, or take in a sheet of them. Example: humiao kb directory --expired"""
    from humiao.cli.open_store import open_store
    from knowledge.desk.numbers import listed

    store = open_store(read_settings())
    if source is not None:
        _bring_in(store, source)
    on = local(store.clock()).date()
    table = Table("number", "name", "duty", "area", "hours", "verified", "shown until before")
    with store.session(reading=True) as work:
        for row in listed(work.db):
            if not expired or row.expires_at <= on:
                texts = (row.number, row.name, row.duty, row.area, row.hours, row.verified_at, row.expires_at)
                style = "red" if row.expires_at <= on else ""
                table.add_row(*(Text(str(text), style=style) for text in texts))
    console.print(table)


def _bring_in(store: Store, source: Path) -> None:
    from cases import audit
    from knowledge.desk.exchange_sheets import LARGEST, Unreadable
    from knowledge.desk.numbers_excel import bring_in

    with source.open("rb") as file:
        data = file.read(LARGEST + 1)
    try:
        with store.session() as work:
            brought = bring_in(work.db, data)
            facts: dict[str, audit.Fact] = {"added": brought.added, "changed": brought.changed}
            if not brought.troubles:
                audit.append(work, "cli", "directory:imported", "directory", facts)
                work.commit()
    except Unreadable as error:
        raise HumiaoError("HM085", f"{source.name} cannot be read: {error}", "download one and fill it in") from error
    for trouble in brought.troubles:
        console.print(str(trouble), style="red", markup=False, soft_wrap=True)
    if brought.troubles:
        raise HumiaoError("HM084", f"{len(brought.troubles)} problems: nothing was imported", "each line says where")
    console.print(f"{brought.added} new, {brought.changed} changed, {brought.same} as they were", style="green")
