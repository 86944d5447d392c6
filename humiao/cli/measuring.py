"""Measuring the understanding: figures on the held-out sentences, and the check before a release."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import track

from humiao.clock import local, now
from humiao.errors import HumiaoError
from humiao.settings import Settings, read_settings

if TYPE_CHECKING:
    from nlu.batch import Judge
    from nlu.evaluation.judging import Heard
    from nlu.evaluation.release import Comparison
    from nlu.sentences import Example

T = TypeVar("T")
app = typer.Typer()
console = Console(highlight=False)


@app.command("evaluate")
def evaluate_model(
    out: Annotated[Path | None, typer.Option("--out", help="Write the figures as JSON here too.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write them as a page in Chinese here too.")] = None,
    data: Annotated[Path | None, typer.Option("--data", help="Another folder of labelled sentences.")] = None,
    rules_only: Annotated[bool, typer.Option("--rules-only", help="The safety rules alone.")] = False,
    without_disguises: Annotated[bool, typer.Option("--without-disguises", help="Takes a third of the time.")] = False,
) -> None:
    """Measure on the held-out sentences. Example: humiao nlu evaluate --out figures.json --html figures.html"""
    from nlu.disguises import DISGUISES
    from nlu.evaluation.conversations import read_talks
    from nlu.evaluation.dialects import Dialects
    from nlu.evaluation.figures import Scales, evaluate
    from nlu.evaluation.page import page
    from nlu.evaluation.table import show
    from nlu.evaluation.topics import TopicGroups
    from nlu.sentences import read_examples

    settings = read_settings()
    for file in (out, html):
        _check_folder(file)
    home = settings.path("data")
    groups, dialects = TopicGroups.load(home / "topic_groups.yml"), Dialects.load(home / "words" / "dialects.yml")
    scales = Scales(groups, dialects, {} if without_disguises else DISGUISES)
    examples = read_examples(data or home / "heldout")
    talks = read_talks((data or home / "heldout") / "conversations")
    with _judge(settings, rules_only=rules_only) as (judge, heard):
        figures = evaluate(_shown(examples, "sentences"), judge, heard, scales, _shown, talks)
    if out is not None:
        _write(out, json.dumps(figures, ensure_ascii=False, indent=2))
    if html is not None:
        _write(html, page(figures, local(now()).date(), held_out=data is None))
    show(figures, console)


@app.command("verdicts")
def keep_verdicts(
    out: Annotated[Path, typer.Option("--out", help="Where the verdicts go; no sentence is in the file.")],
) -> None:
    """Keep what is made of every sentence, to compare later. Example: humiao nlu verdicts --out before.json"""
    from nlu.evaluation.judging import judge_all
    from nlu.evaluation.verdicts import as_text, verdicts_of

    settings = read_settings()
    _check_folder(out)
    examples = _watched(settings)
    with _judge(settings) as (judge, heard):
        verdicts = verdicts_of(list(judge_all(_shown(examples, "sentences"), judge, heard)))
    _write(out, as_text(verdicts))
    console.print(f"{len(verdicts.by_mark)} verdicts kept in {out}", markup=False)


@app.command("release-check")
def check_release(
    old: Annotated[Path, typer.Argument(help="Verdicts of what is in use.")],
    new: Annotated[Path, typer.Argument(help="Verdicts of what is to replace it.")],
) -> None:
    """Exit 1 when a danger seen before is lost. Example: humiao nlu release-check before.json after.json"""
    from nlu.evaluation.release import compare
    from nlu.evaluation.verdicts import read_verdicts

    before, after = read_verdicts(old), read_verdicts(new)
    found = compare(before, after, _watched(read_settings()))
    for name, versions in (("old", before.versions), ("new", after.versions)):
        console.print(f"{name}: " + ", ".join(f"{part} {version}" for part, version in versions.items()), markup=False)
    _tell(found)
    if found.lost:
        raise typer.Exit(1)


def _tell(found: Comparison) -> None:
    from nlu.evaluation.release import LOSSES, Turn

    for turn in reversed(Turn):  # losses last, where the eye rests
        changes = found.of(turn)
        console.print(f"{turn.value}: {len(changes)}", style="red" if changes and turn in LOSSES else None)
        for change in changes:
            console.print(f"  {change}", markup=False, soft_wrap=True)
    seen = f"{found.compared} sentences compared, {found.fresh} new, {found.dropped} no longer there"
    console.print(f"{seen}; topic right: {found.topics_before} before, {found.topics_after} now")
    console.print(f"high-risk verdicts lost: {found.lost}", style="red" if found.lost else "green")


@contextmanager
def _judge(settings: Settings, *, rules_only: bool = False) -> Iterator[tuple[Judge, Heard | None]]:
    """The triage with its classifier; raises HM070 when that is wanted and not there."""
    from nlu.batch import Judge
    from nlu.evaluation.judging import Heard, insisting
    from nlu.serve import serving
    from nlu.train import is_current

    data = settings.path("data")
    if rules_only:
        yield Judge.load(data, None), None
        return
    with serving(settings.number("nlu_port")) as client:
        if client is None:
            raise HumiaoError("HM070", "there is no NLU environment or model", "make setup")
        if not is_current():
            stale = "the model was not made of the present sentences and words: humiao nlu train makes it anew"
            Console(stderr=True).print(stale, style="yellow")
        heard = Heard(insisting(client.parse))
        yield Judge.load(data, heard), heard


def _watched(settings: Settings) -> list[Example]:
    from nlu.evaluation.verdicts import watched
    from nlu.sentences import read_examples

    data = settings.path("data")
    return watched(read_examples(data / "nlu"), read_examples(data / "heldout"))


def _shown(items: Sequence[T], doing: str) -> Iterable[T]:
    return track(items, description=doing, console=Console(stderr=True), transient=True)


def _check_folder(file: Path | None) -> None:
    """Raises HM101 before the minutes of measuring, not after them."""
    if file is not None and not file.parent.is_dir():
        raise HumiaoError("HM101", f"there is no folder {file.parent}", "make it first")


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise HumiaoError("HM101", f"{file} cannot be written ({error.strerror})", "check the folder") from error
