"""``humiao demo``: a desk of two weeks to try and to show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from humiao.errors import HumiaoError
from humiao.settings import ROOT, read_settings

console = Console(highlight=False)


def demo(
    into: Annotated[Path, typer.Option(help="Folder of the demonstration; it must be new.")] = ROOT / "var" / "demo",
    many: Annotated[int, typer.Option(min=10, max=5000, help="Conversations.")] = 300,
) -> None:
    """Fill a desk with two weeks of invented callers. Example: humiao demo --into var/demo"""
    from humiao.cli.demo_days import PASSWORD, fill

    if into.exists() and any(into.iterdir()):
        raise HumiaoError("HM149", f"{into} is not empty", "a demonstration never goes into a store with real cases")
    settings = read_settings()
    own = {"var": str(into), "database": "", "master_key": "", "area": "430181"}
    fill(replace(settings, values={**settings.values, **own}), many)
    console.print(f"two weeks with {many} conversations are in {into}", markup=False)
    console.print(f"sign in as zhao, lin, bai, qiao or song with {PASSWORD}", markup=False)
    console.print(
        f"try it: HUMIAO_VAR={into} HUMIAO_AREA=430181 HUMIAO_TOTP=off humiao run", markup=False, soft_wrap=True
    )
