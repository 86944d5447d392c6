"""The knowledge: checking, searching, exchanging and listing the answers."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from humiao.cli import exchange, lists
from humiao.clock import local, now
from humiao.errors import HumiaoError
from humiao.settings import read_settings

kb = typer.Typer(help="Reviewed answers.", no_args_is_help=True)
console = Console(highlight=False)

for part in (exchange.app, lists.app):
    kb.registered_commands += part.registered_commands


@kb.command("check")
def check_entries() -> None:
    """Compare every entry and citation with the statutes in force today. Example: humiao kb check"""
    from knowledge.check import check
    from knowledge.statutes import Statutes

    settings = read_settings()
    problems = check(settings.path("data") / "knowledge", Statutes.open(), local(now()).date())
    for problem in problems:
        console.print(str(problem), style="red", markup=False)
    if problems:
        raise HumiaoError(
            "HM080", f"{len(problems)} problems in data/knowledge", "each line above names file and fault"
        )
    console.print("every entry and citation holds", style="green")


@kb.command("index")
def index_entries() -> None:
    """Make the vectors of the answers, a minute the first time. Example: humiao kb index"""
    from bot.app import build_kit

    with console.status("reading the answers …"):
        kit = build_kit(read_settings())
    console.print(f"{len(kit.knowledge.entries)} answers can be found")


@kb.command("search")
def search_entries(question: Annotated[str, typer.Argument(help="In everyday words.")]) -> None:
    """Show what would be found, with scores. Example: humiao kb search 同学打我怎么办"""
    from bot.app import build_kit

    kit = build_kit(read_settings())
    findings = kit.knowledge.find(question)
    table = Table("entry", "title", "score")
    for hit in findings.hits:
        table.add_row(hit.entry.id, hit.entry.title, f"{hit.score:.3f}")
    console.print(table)
    console.print("would answer with the first" if findings.answered else "would not answer: too uncertain")
