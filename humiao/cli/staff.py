"""Operators and the audit chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from humiao.errors import HumiaoError
from humiao.settings import read_settings

if TYPE_CHECKING:
    from cases.store import Work
    from cases.tables import Operator

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
    from cases.errors import NotAllowed
    from cases.operators import add
    from cases.passwords import new_password
    from cases.words import Role
    from humiao.cli.open_store import open_store

    roles = {str(known): known for known in Role}
    if role not in roles:
        raise HumiaoError("HM102", f"there is no role {role!r}", f"one of {', '.join(roles)}")
    password = new_password()
    with open_store(read_settings()).session() as work:
        try:
            made = add(work, name, shown_as or name, roles[role], password)
        except NotAllowed as error:
            raise HumiaoError("HM110", f"{name!r} cannot be added: {error}", "humiao operator list") from error
        work.commit()
    _show_password(made.name, password)


@operator.command("list")
def list_operators() -> None:
    """Who may sign in, and how many wrong passwords came since they last did. Example: humiao operator list"""
    from cases.operators import everybody
    from humiao.cli.open_store import open_store

    table = Table("name", "shown as", "role", "state", "wrong passwords since")
    with open_store(read_settings()).session(reading=True) as work:
        for person in everybody(work):
            state = "disabled" if person.disabled_at else "active"
            table.add_row(Text(person.name), Text(person.shown_as), str(person.role), state, str(person.failures))
    console.print(table)


@operator.command("password")
def new_operator_password(name: Annotated[str, typer.Argument(help="Sign-in name.")]) -> None:
    """Give a new password, shown once; unlocks, and signs out everywhere. Example: humiao operator password lin"""
    from cases.errors import NotAllowed
    from cases.operators import set_password
    from cases.passwords import new_password
    from humiao.cli.open_store import open_store

    password = new_password()
    with open_store(read_settings()).session() as work:
        person = _person(work, name)
        try:
            set_password(work, person, password)
        except NotAllowed as error:
            raise HumiaoError("HM111", f"{name!r} gets no password: {error}", "humiao operator add") from error
        work.commit()
    _show_password(person.name, password)


@operator.command("totp-reset")
def reset_second_factor(name: Annotated[str, typer.Argument(help="Sign-in name.")]) -> None:
    """Forget a lost phone and its paper codes: the next sign-in sets up. Example: humiao operator totp-reset lin"""
    from cases.second_factor import reset
    from humiao.cli.open_store import open_store

    with open_store(read_settings()).session() as work:
        reset(work, _person(work, name), actor="cli")
        work.commit()
    console.print(f"{name} sets up a second factor at the next sign-in", markup=False)


@operator.command("disable")
def disable_operator(name: Annotated[str, typer.Argument(help="Sign-in name.")]) -> None:
    """End somebody's access at once. Example: humiao operator disable lin"""
    from cases.operators import disable
    from humiao.cli.open_store import open_store

    with open_store(read_settings()).session() as work:
        disable(work, _person(work, name))
        work.commit()
    console.print(f"{name} can no longer sign in", markup=False)


def _person(work: Work, name: str) -> Operator:
    from cases.errors import NotFound
    from cases.operators import by_name

    try:
        return by_name(work, name)
    except NotFound as error:
        raise HumiaoError("HM103", f"there is no operator {name!r}", "humiao operator list") from error


def _show_password(name: str, password: str) -> None:
    # A name may hold what rich takes for markup.
    console.print(f"{name}  password: {password}  (shown only now)", markup=False, soft_wrap=True)


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
