"""The law at the terminal: an article, its law's versions, what a newer database changes."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from humiao.clock import local, now
from humiao.errors import HumiaoError
from humiao.settings import read_settings

laws = typer.Typer(help="The statutes.", no_args_is_help=True)
console = Console(highlight=False)


@laws.command("show")
def show_article(
    query: Annotated[str, typer.Argument(help="Law and article in any spelling.")],
    on: Annotated[
        datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day it has to be in force; today.")
    ] = None,
) -> None:
    """Print an article in force that day. Example: humiao laws show 未保法39条 --on 2026-01-01"""
    from humiao.cli.laws_text import article_text, asked_rule_text, why_not
    from knowledge.rules import load_rules
    from knowledge.statutes import Statutes

    statutes, day = Statutes.open(), _day(on)
    article = statutes.resolve(query, day)
    if article is not None:
        console.print(article_text(article, statutes, statutes.named(query)), markup=False, soft_wrap=True)
        return
    found = load_rules(read_settings().path("data") / "rules.yml").asked(query)
    if found is not None:
        console.print(asked_rule_text(*found), markup=False, soft_wrap=True)
        return
    raise HumiaoError("HM081", why_not(query, statutes, day), "such as 未成年人保护法第三十九条")


@laws.command("versions")
def show_versions(law: Annotated[str, typer.Argument(help="A law's name, also a short one.")]) -> None:
    """List the texts of a law that the database has. Example: humiao laws versions 监狱法"""
    from knowledge.statutes import Statutes

    statutes = Statutes.open()
    name = statutes.law(law)
    if name is None:
        raise HumiaoError("HM082", f"no law is called {law!r}", "its full name, or a short one such as 未保法")
    table = Table("文本日期", "施行", "止于", "条数", title=f"《{name}》", title_justify="left")
    for version in statutes.versions(name):
        until = "" if version.until == date.max else "日期不明" if version.until == date.min else f"{version.until}"
        count = len(statutes.articles(name, version.in_force_from)) if version.in_force_from < version.until else 0
        table.add_row(f"{version.version_date}", f"{version.in_force_from}", until, str(count or "—"))
    console.print(table)


@laws.command("diff")
def show_changes(
    old: Annotated[Path, typer.Argument(help="The database that the answers were written with.")],
    new: Annotated[Path | None, typer.Argument(help="The newer one; the installed one.")] = None,
    old_day: Annotated[datetime | None, typer.Option("--old-day", formats=["%Y-%m-%d"], help="Today.")] = None,
    new_day: Annotated[datetime | None, typer.Option("--new-day", formats=["%Y-%m-%d"], help="Today.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write the findings as JSON too.")] = None,
) -> None:
    """Which answers a newer statute database touches; exit code 1 when any. Example: humiao laws diff old.db"""
    from humiao.cli.laws_text import change_table, write_changes
    from knowledge.changes import diff
    from knowledge.check import check_folder
    from knowledge.statutes import Statutes

    newer, today = Statutes.open(new), _day(new_day)
    entries = check_folder(read_settings().path("data") / "knowledge", newer, today).entries
    changes = diff(Statutes.open(old), newer, entries, _day(old_day), today)
    if out is not None:
        write_changes(out, changes)
    if not changes:
        console.print(f"{len(entries)} 条问答引用的法条都没有变化", style="green")
        return
    console.print(change_table(changes))
    raise typer.Exit(1)


@laws.command("rules")
def list_rules(query: Annotated[str, typer.Argument(help="Part of a name; all when left out.")] = "") -> None:
    """List the rules below statute level, in our own words. Example: humiao laws rules 网络保护"""
    from humiao.cli.laws_text import rule_text
    from knowledge.rules import load_rules

    found = load_rules(read_settings().path("data") / "rules.yml").matching(query)
    if not found:
        raise HumiaoError("HM083", f"no rule is called {query!r}", "'humiao laws rules' lists them all")
    console.print("\n\n".join(rule_text(rule) for rule in found), markup=False, soft_wrap=True)


@laws.command("search")
def search_articles(
    question: Annotated[str, typer.Argument(help="In everyday words.")],
    on: Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="Today.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=50)] = 10,
) -> None:
    """Find the articles that a question is about. Example: humiao laws search 邻居的狗咬了孩子谁赔"""
    from humiao.cli.laws_text import hit_line
    from knowledge.check import check_folder
    from knowledge.statute_search import load_statute_search
    from knowledge.statutes import Statutes

    data, statutes, day = read_settings().path("data"), Statutes.open(), _day(on)
    entries = check_folder(data / "knowledge", statutes, day).served
    hits = load_statute_search(data, statutes, entries).find(question, day, limit)
    if not hits:
        raise HumiaoError("HM081", "no article has any of these words", "other words, or 'humiao laws show'")
    for hit in hits:
        console.print(hit_line(hit), markup=False, soft_wrap=True)


def _day(asked: datetime | None) -> date:
    return asked.date() if asked else local(now()).date()
