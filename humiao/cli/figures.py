"""Reports from the command line, as they are given out: without small numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from humiao.errors import HumiaoError
from humiao.settings import read_settings

app = typer.Typer()
console = Console(highlight=False)


@app.command("figures")
def figures(
    period: Annotated[str, typer.Option("--period", help="2026-W47, 2026-11 or 2026-Q4; it must be over.")],
    out: Annotated[Path, typer.Option("--out", help="File to write: .xlsx or .pdf.")],
) -> None:
    """Write the report of a week, month or quarter. Example: humiao figures --period 2026-W47 --out week.pdf"""
    from cases import audit
    from cases.errors import NotAllowed
    from cases.figures.period import Period
    from console.figures.paper import as_pdf
    from console.figures.report import given_out
    from console.figures.workbook import as_workbook
    from humiao.cli.open_store import open_store

    writers = {".xlsx": as_workbook, ".pdf": as_pdf}
    write = writers.get(out.suffix.lower())
    if write is None:
        raise HumiaoError("HM166", f"{out.name} is neither .xlsx nor .pdf", "name the file so")
    try:
        wanted = Period.parse(period)
    except ValueError as error:
        raise HumiaoError("HM167", f"{period!r} is no period", "write 2026-W47, 2026-11 or 2026-Q4") from error
    store = open_store(read_settings())
    try:
        made = given_out(store, wanted)
    except NotAllowed as error:
        raise HumiaoError("HM168", f"{period} is not over", "its report is made when it has ended") from error
    with store.session() as work:
        audit.append(work, "cli", "figures:exported", f"report/{wanted}")
        work.commit()
    out.write_bytes(write(made))
    console.print(f"{out} written", markup=False, soft_wrap=True)
