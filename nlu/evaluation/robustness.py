"""What is lost when the same red sentences come disguised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from humiao.vocabulary import RiskLevel
from nlu.evaluation.judging import Judged, Judges
from nlu.evaluation.levels import red_figures
from nlu.evaluation.shares import Figures

Track = Callable[[Sequence[Judged], str], Iterable[Judged]]
"""Goes through a list and may show how far it is; the text says what is being done."""


def disguise_figures(
    judged: Sequence[Judged], judge: Judges, disguises: Mapping[str, Callable[[str], str]], track: Track
) -> Figures:
    """Red recall and red-or-yellow recall under each disguise; ``loss`` is what the undisguised have more.

    Every red counts under every disguise, also where it finds nothing to change: so many of all callers who
    write so would be missed. ``changed_loss`` counts the changed sentences alone, and so is harder.
    """
    reds = [one for one in judged if one.is_red]
    rows = {
        name: _row([_disguised(one, disguise, judge) for one in track(reds, name)])
        for name, disguise in disguises.items()
    }
    return {"undisguised": _figures(one.found.level for one in reds), "disguised": rows}


@dataclass(frozen=True)
class _Twice:
    """What a red sentence was called as it is, and disguised."""

    plain: RiskLevel
    disguised: RiskLevel
    changed: bool


def _disguised(one: Judged, disguise: Callable[[str], str], judge: Judges) -> _Twice:
    text, level = disguise(one.example.text), one.found.level
    changed = text != one.example.text
    # The same text has the same judgement; asking again would only take time.
    return _Twice(level, judge.assess(text).level if changed else level, changed)


def _row(found: Sequence[_Twice]) -> Figures:
    changed = [one for one in found if one.changed]
    return {
        **_figures(one.disguised for one in found),
        "loss": _loss(found),
        "changed": len(changed),
        "changed_loss": _loss(changed),
    }


def _loss(found: Sequence[_Twice]) -> dict[str, float | None]:
    before, after = _figures(one.plain for one in found), _figures(one.disguised for one in found)
    return {key: before[key]["share"] - after[key]["share"] if found else None for key in before}


def _figures(levels: Iterable[RiskLevel]) -> Figures:
    return red_figures([(RiskLevel.RED, level) for level in levels])
