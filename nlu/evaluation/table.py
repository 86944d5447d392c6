"""The figures as tables in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from nlu.evaluation.shares import Figures

WORST = 15
"""Misses shown in a terminal; the JSON file holds all."""


def show(figures: Figures, console: Console) -> None:
    """What a developer looks at first; the JSON and the page hold the rest."""
    console.print(_columns(figures))
    for kind, rows in figures["groups"].items():
        console.print(_groups(kind, rows))
    if figures["conversations"]:
        console.print(_conversations(figures["conversations"]))
    if figures["disguises"]:
        console.print(_disguises(figures["disguises"]))
    for line in _lines(figures):
        console.print(line, markup=False)
    for title, misses in figures["misses"].items():
        console.print(_misses(title, misses))


def percent(share: Mapping[str, float | None]) -> str:
    """Such as ``82% (74-88)``; a dash where there was nothing to count."""
    low, high = share["low"], share["high"]
    if share["share"] is None or low is None or high is None:
        return "–"
    return f"{share['share']:.0%} ({low * 100:.0f}-{high * 100:.0f})"


def _columns(figures: Figures) -> Table:
    columns = figures["columns"]
    table = _table(f"{figures['sentences']} sentences: share (95 % range)", "", *columns)
    for level in next(iter(columns.values()))["levels"]:
        for kind in ("recall", "precision"):
            table.add_row(f"{level} {kind}", *(percent(one["levels"][level][kind]) for one in columns.values()))
    for key, title in (
        ("red_as_red_or_yellow", "red found as red or yellow"),
        ("danger_as_red_or_yellow", "red or yellow found as either"),
        ("none_raised", "none raised to red or yellow"),
        ("none_called_red", "none called red"),
        ("level_right", "level right"),
        ("too_low", "level too low"),
    ):
        table.add_row(title, *(percent(one[key]) for one in columns.values()))
    return table


def _groups(kind: str, rows: Figures) -> Table:
    table = _table(f"by {kind}", kind, "sentences", "red recall", "red as red or yellow", "topic right")
    for name, row in rows.items():
        shares = (percent(row[key]) for key in ("red_recall", "red_or_yellow", "topic_right"))
        table.add_row(name, str(row["sentences"]), *shares)
    return table


def _conversations(kinds: Figures) -> Table:
    table = _table(
        "conversations of several lines", "kind", "talks", "high enough at the end", "too high", "by lines alone"
    )
    for kind, row in kinds.items():
        shares = (percent(row[key]) for key in ("high_enough", "too_high", "lines_alone"))
        table.add_row(kind, str(row["talks"]), *shares)
    return table


def _disguises(figures: Figures) -> Table:
    table = _table(
        "red sentences, disguised (points lost: of all / of those that the disguise changed)",
        *("disguise", "changed", "red recall", "lost", "as red or yellow", "lost"),
    )
    keys = ("red_recall", "red_or_yellow")
    plain = [percent(figures["undisguised"][key]) for key in keys]
    table.add_row("none", "", plain[0], "", plain[1], "")
    for name, row in figures["disguised"].items():
        cells = [
            (percent(row[key]), f"{_points(row['loss'][key])} / {_points(row['changed_loss'][key])}") for key in keys
        ]
        table.add_row(name, str(row["changed"]), *cells[0], *cells[1])
    return table


def _lines(figures: Figures) -> list[str]:
    topics, took, fit = figures["topics"], figures["milliseconds"], figures["calibration"]
    ways = {"main": "", "among": "among those named ", "first_three": "among the first three ", "grouped": "grouped "}
    return [
        "topic or act right: " + ", ".join(way + percent(topics[key]) for key, way in ways.items()),
        "calibration: " + (f"expected error {fit['expected_error']:.3f}" if fit else "no classifier"),
        f"time for one message: median {took['median']:.1f} ms, slowest of a hundred {took['p99']:.1f} ms",
    ]


def _misses(title: str, misses: Sequence[Figures]) -> Table:
    shown = min(WORST, len(misses))
    table = _table(f"{title}: the worst {shown} of {len(misses)}", "danger", "level", "intent", "text")
    for miss in misses[:WORST]:
        danger = "–" if miss["danger"] is None else f"{miss['danger']:.2f}"
        table.add_row(danger, miss["level"], miss["intent"], escape(miss["text"]))
    return table


def _points(loss: float | None) -> str:
    """Percentage points, so that nobody takes 3 for three per cent of what there was."""
    return "–" if loss is None else f"{loss * 100:+.1f}"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title)
    for column in columns:
        table.add_column(column, no_wrap=column == columns[0])
    return table
