"""Batch forms that measurements are made with: one JSON object a line in, one a line out, in order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from humiao.clock import local, now
from humiao.errors import HumiaoError
from humiao.settings import read_settings

app = typer.Typer()
In = Annotated[Path, typer.Option("--jsonl", help='Lines of {"id", "text"}; triage also takes "history".')]
Out = Annotated[Path, typer.Option("--out", help="Where the answers go, a line each.")]


@app.command()
def triage(
    jsonl: In,
    out: Out,
    rules_only: Annotated[bool, typer.Option("--rules-only", help="The safety rules alone.")] = False,
) -> None:
    """Judge many messages. Example: humiao triage --jsonl in.jsonl --out out.jsonl"""
    from nlu.batch import Judge
    from nlu.serve import serving

    settings = read_settings()
    rows = read_rows(jsonl)
    if rules_only:
        judge = Judge.load(settings.path("data"), understand=None)
        write_rows(out, (judge.row(row) for row in _shown(rows)))
        return
    with serving(settings.number("nlu_port")) as client:
        judge = Judge.load(settings.path("data"), understand=client.parse if client else None, degraded=client is None)
        write_rows(out, (judge.row(row) for row in _shown(rows)))


@app.command()
def ask(jsonl: In, out: Out) -> None:
    """Answer many questions. Example: humiao ask --jsonl in.jsonl --out out.jsonl"""
    from actions.asker import load_asker
    from bot.app import build_kit
    from bot.asking import Asking
    from humiao.cli.open_store import store_if_there
    from nlu.batch import Judge
    from nlu.serve import serving

    settings = read_settings()
    rows = read_rows(jsonl)
    kit, data = build_kit(settings, store=store_if_there(settings)), settings.path("data")
    with serving(settings.number("nlu_port")) as client:
        judge = Judge.load(data, client.parse if client else None, degraded=client is None)
        asking = Asking(kit, judge, load_asker(data / "words" / "asker.yml"), local(now()).date())
        write_rows(out, (asking.row(row) for row in _shown(rows)))


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The input lines; raises HM100 naming the first line that is not an object with id and text."""
    try:
        # Only a line feed ends a line: other separators may stand inside a text.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise HumiaoError("HM100", f"{path} cannot be read", str(error)) from error
    return [_row(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _row(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise HumiaoError("HM100", f"{path} line {number} is not JSON", str(error)) from error
    history = row.get("history", []) if isinstance(row, dict) else None
    good = history is not None and "id" in row and isinstance(row.get("text"), str)
    if not good or not isinstance(history, list) or not all(isinstance(text, str) for text in history):
        raise HumiaoError("HM100", f'{path} line {number} needs "id" and a text "text"', "history is a list of texts")
    # A lone half of a character (a broken client) is no character: it would stop every library below.
    whole = row["text"].encode("utf-8", "replace").decode("utf-8")
    return {**row, "text": whole, "history": [text.encode("utf-8", "replace").decode() for text in history]}


def write_rows(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    """Writes beside the target first, so that a broken run leaves no half file under its name."""
    partial = path.with_name(path.name + ".part")
    try:
        # A broken half of a character goes out as it came in, as its JSON escape.
        with partial.open("w", encoding="utf-8", errors="backslashreplace") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        partial.replace(path)
    except OSError as error:
        raise HumiaoError("HM101", f"{path} cannot be written ({error.strerror})", "check the folder") from error


def _shown(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return iter(track(rows, description="working", console=Console(stderr=True)))
