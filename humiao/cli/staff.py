"""Operators and the audit chain."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from humiao.errors import HumiaoError
from humiao.settings import read_settings

operator = typer.Typer(help="Staff who may sign in.", no_args_is_help=True)
audit = typer.Typer(help="The audit chain.", no_args_is_help=True)
console = Console(highlight=False)


@operator.command("add")
def add_operator(
    name: Annotated[str, typer.Argument(help="Sign-in name.")],
    shown_as: Annotated[str, typer.Option("--shown-as", help="Name that colleagues see.")] = "",
    role: Annotated[str, typer.Option("--role", help="operator, supervisor, auditor or admin.")] = "operator",
) -> None:
    """Add somebody; the password is shown once. Example: humiao operator add lin --shown-as 林老师"""
    from cases.operators import add
    from cases.passwords import new_password
    from cases.words import Role
    from humiao.cli.open_store import open_store

    roles = {str(known): known for known in Role}
    if role not in roles:
        raise HumiaoError("HM102", f"there is no role {role!r}", f"one of {', '.join(roles)}")
    password = new_password()
    with open_store(read_settings()).session() as work:
        add(work, name, shown_as or name, roles[role], password)
        work.commit()
    console.print(f"{name}  password: {password}  (shown only now)")


@operator.command("list")
def list_operators() -> None:
    """Who may sign in. Example: humiao operator list"""
    from cases.operators import everybody
    from humiao.cli.open_store import open_store

    table = Table("name", "shown as", "role", "state")
    with open_store(read_settings()).session(reading=True) as work:
        for person in everybody(work):
            table.add_row(
                person.name, person.shown_as, str(person.role), "disabled" if person.disabled_at else "active"
            )
    console.print(table)


@operator.command("disable")
def disable_operator(name: Annotated[str, typer.Argument(help="Sign-in name.")]) -> None:
    """End somebody's access at once. Example: humiao operator disable lin"""
    from cases.errors import NotFound
    from cases.operators import by_name, disable
    from humiao.cli.open_store import open_store

    with open_store(read_settings()).session() as work:
        try:
            disable(work, by_name(work, name))
        except NotFound as error:
            raise HumiaoError("HM103", f"there is no operator {name!r}", "humiao operator list") from error
        work.commit()
    console.print(f"{name} can no longer sign in")


@audit.command("verify")
def verify_audit(
    expect: Annotated[str, typer.Option("--expect", help="A head noted earlier: its rows must still be there.")] = "",
) -> None:
    """Check that no audit row was changed or removed. Example: humiao audit verify"""
    from cases.audit import Head, verify
    from humiao.cli.open_store import open_store

    with open_store(read_settings()).session(reading=True) as work:
        result = verify(work, expect=Head.parse(expect) if expect else None)
    console.print(f"{result.checked} rows checked; head {result.head}")
    if not result.ok:
        raise HumiaoError(
            "HM060", f"the audit chain is broken at row {result.first_bad}", "keep the store and tell the supervisor"
        )
    console.print("the chain is whole", style="green")
