"""The figures as one page that opens anywhere: no script, no address, nothing beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from nlu.evaluation.names import shown
from nlu.evaluation.shares import Figures

WORST = 20
"""Misses on the page: enough to see what they have in common, and still one sheet of paper."""
SIDE = 100
"""Length of the calibration plot's sides, in units of its own."""
LEAST, MOST = 1.2, 4.0
"""Radius of its smallest and largest dot."""


def page(figures: Figures, made: date, *, held_out: bool) -> str:
    """HTML in Chinese for who runs the hotline; everything is escaped.

    ``held_out`` says that the sentences are ours: only then may the page say that nobody real wrote them.
    """
    return (
        _environment()
        .get_template("page.html")
        .render(figures=figures, made=made, held_out=held_out, worst=WORST, dots=_dots(figures["calibration"]))
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(shown=shown, percent=_percent, points=_points, reach=_reach, whole=_whole)
    return made


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.0%}"


def _reach(share: Figures) -> str:
    if share["share"] is None:
        return ""
    return f"{share['low'] * 100:.0f}–{share['high'] * 100:.0f}% · {share['hits']}/{share['of']}"


def _whole(share: Figures) -> str:
    """A share with its range and count, in words: what a bar shows, for who cannot see it."""
    if share["share"] is None:
        return "没有句子可算"
    reach = f"可信范围 {share['low']:.0%} 到 {share['high']:.0%}"
    return f"{share['share']:.0%}，{reach}，{share['of']} 句中 {share['hits']} 句"


def _points(loss: float | None) -> str:
    if loss is None:
        return "无从比较"
    return "没有变化" if abs(loss) < 0.0005 else f"{'少' if loss > 0 else '多'}找到 {abs(loss):.0%}"


def _dots(calibration: Figures | None) -> Sequence[Figures]:
    """Where the bands with sentences lie in the plot; the area of a dot grows with their number."""
    bands = [band for band in (calibration or {"bands": []})["bands"] if band["found"]["of"]]
    largest = max((band["found"]["of"] for band in bands), default=1)
    return [
        {
            "x": round(band["predicted"] * SIDE, 1),
            "y": round((1 - band["found"]["share"]) * SIDE, 1),
            "low": round((1 - band["found"]["low"]) * SIDE, 1),
            "high": round((1 - band["found"]["high"]) * SIDE, 1),
            "r": round(max(LEAST, MOST * (band["found"]["of"] / largest) ** 0.5), 1),
            "title": f"模型说 {band['predicted']:.0%}，实际 {_whole(band['found'])}",
        }
        for band in bands
    ]
