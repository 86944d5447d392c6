"""The NLU server: training, serving, explaining, checking the sentences; measuring is in ``measuring``."""

from __future__ import annotations

import json
import os
from typing import Annotated

import typer
from rich.console import Console

from humiao.cli import measuring
from humiao.cli.corrections import corrections
from humiao.errors import HumiaoError
from humiao.settings import read_settings

app = typer.Typer(help="Understanding: the Rasa model.", no_args_is_help=True)
app.command("corrections")(corrections)
console = Console(highlight=False)
Json = Annotated[bool, typer.Option("--json", help="For a program to read.")]


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


@app.command("explain")
def explain_text(text: Annotated[str, typer.Argument(help="A message.")], as_json: Json = False) -> None:
    """Say in Chinese how one message is judged and why. Example: humiao nlu explain 他们天天堵我"""
    from nlu.batch import Judge
    from nlu.evaluation.judging import Heard
    from nlu.explaining import explain
    from nlu.serve import serving

    settings = read_settings()
    with serving(settings.number("nlu_port")) as client:
        heard = Heard(client.parse) if client else None
        judge = Judge.load(settings.path("data"), heard, degraded=client is None)
        if as_json:
            console.print_json(json.dumps(judge.row({"id": "1", "text": text}), ensure_ascii=False))
            return
        found = judge.assess(text)
    for line in explain(text, found, heard.last if heard else None):
        console.print(line, markup=False, soft_wrap=True)


@app.command("lint")
def lint_sentences(as_json: Json = False) -> None:
    """Look for faults in the labelled sentences, and count them. Example: humiao nlu lint"""
    from nlu.lint import counts, findings
    from nlu.lint_report import report, show
    from nlu.sentences import read_examples

    data = read_settings().path("data")
    trained, held_out = read_examples(data / "nlu"), read_examples(data / "heldout")
    found = findings(trained, held_out)
    if as_json:
        console.print_json(json.dumps(report(found, counts(trained), counts(held_out)), ensure_ascii=False))
    else:
        show(found, counts(trained), counts(held_out), console)
    if found:
        raise typer.Exit(1)


app.registered_commands += measuring.app.registered_commands
