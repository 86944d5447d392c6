"""The NLU server: training, serving, measuring, explaining."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from humiao.errors import HumiaoError
from humiao.settings import read_settings

app = typer.Typer(help="Understanding: the Rasa model.", no_args_is_help=True)
console = Console(highlight=False)


@app.command("train")
def train_model() -> None:
    """Train the model when sentences or pipeline changed. Example: humiao nlu train"""
    from nlu.train import train

    done = train(lambda line: console.print(line, markup=False))
    console.print("trained" if done else "the model is current")


@app.command("serve")
def serve_model() -> None:
    """Run the NLU server in the foreground. Example: humiao nlu serve"""
    from nlu.serve import command, environment

    found = command(read_settings().number("nlu_port"))
    if found is None:
        raise HumiaoError("HM070", "there is no NLU environment or model", "make setup")
    os.execve(found[0], found, environment(dict(os.environ)))  # noqa: S606 - our own server, in our place


@app.command("evaluate")
def evaluate_model(
    out: Annotated[Path | None, typer.Option("--out", help="Write the figures as JSON here too.")] = None,
) -> None:
    """Measure on the held-out sentences. Example: humiao nlu evaluate --out figures.json"""
    from nlu.batch import Judge
    from nlu.evaluate import evaluate, show
    from nlu.serve import serving

    settings = read_settings()
    if out is not None and not out.parent.is_dir():  # before the minutes of measuring, not after
        raise HumiaoError("HM101", f"there is no folder {out.parent}", "make it first")
    with serving(settings.number("nlu_port")) as client:
        if client is None:
            raise HumiaoError("HM070", "there is no NLU environment or model", "make setup")
        figures = evaluate(settings.path("data") / "heldout", Judge.load(settings.path("data"), client.parse))
    show(figures, console)
    if out is not None:
        try:
            out.write_text(json.dumps(figures, ensure_ascii=False, indent=2), encoding="utf-8")
        except OSError as error:
            raise HumiaoError("HM101", f"{out} cannot be written ({error.strerror})", "check the folder") from error


@app.command("explain")
def explain_text(text: Annotated[str, typer.Argument(help="A message.")]) -> None:
    """Show level, topics and reasons of one message. Example: humiao nlu explain 他们天天堵我"""
    from nlu.batch import Judge
    from nlu.serve import serving

    settings = read_settings()
    with serving(settings.number("nlu_port")) as client:
        judge = Judge.load(settings.path("data"), client.parse if client else None, degraded=client is None)
        row = judge.row({"id": "1", "text": text})
    console.print_json(json.dumps(row, ensure_ascii=False))
