"""Whether danger that shows only over several lines is seen, and harmless talk of several lines left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from humiao.errors import HumiaoError
from humiao.vocabulary import RiskLevel, highest
from nlu.evaluation.judging import Judges
from nlu.evaluation.shares import Figures, share


@dataclass(frozen=True)
class Talk:
    """A caller's lines, the lowest level acceptable after each, and the highest acceptable at the end."""

    id: str
    kind: str
    lines: tuple[str, ...]
    floors: tuple[RiskLevel, ...]
    ceiling: RiskLevel


@dataclass(frozen=True)
class _Heard:
    """A talk with the level after each line, and the highest that any line reaches by itself."""

    talk: Talk
    reached: tuple[RiskLevel, ...]
    alone: RiskLevel

    @property
    def enough(self) -> bool:
        return self.reached[-1].rank >= self.talk.floors[-1].rank

    @property
    def too_much(self) -> bool:
        return self.reached[-1].rank > self.talk.ceiling.rank


def read_talks(folder: Path) -> list[Talk]:
    """The talks of ``folder/*.yml``, none where there is no such folder; raises HM073 naming a broken file."""
    return [talk for file in sorted(folder.glob("*.yml")) for talk in _read(file)]


def conversation_figures(talks: Sequence[Talk], judge: Judges) -> Figures:
    """For each kind: whether the end is high enough and not too high, and what the lines alone would reach."""
    heard = [_hear(talk, judge) for talk in talks]
    return {
        kind: {
            "talks": sum(one.talk.kind == kind for one in heard),
            "high_enough": share(one.enough for one in heard if one.talk.kind == kind),
            "too_high": share(one.too_much for one in heard if one.talk.kind == kind),
            "each_line": share(
                level.rank >= floor.rank
                for one in heard
                if one.talk.kind == kind
                for level, floor in zip(one.reached, one.talk.floors, strict=True)
            ),
            "lines_alone": share(one.alone.rank >= one.talk.floors[-1].rank for one in heard if one.talk.kind == kind),
        }
        for kind in dict.fromkeys(talk.kind for talk in talks)
    }


def _hear(talk: Talk, judge: Judges) -> _Heard:
    reached = tuple(judge.assess(line, talk.lines[:at]).level for at, line in enumerate(talk.lines))
    return _Heard(talk, reached, highest(judge.assess(line).level for line in talk.lines))


def _read(file: Path) -> list[Talk]:
    try:
        return [_talk(one) for one in yaml.safe_load(file.read_text(encoding="utf-8"))]
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        hint = "a list of id, kind, lines, levels (one for each line) and ceiling"
        raise HumiaoError("HM073", f"{file} is not a file of conversations ({error})", hint) from error


def _talk(one: dict[str, Any]) -> Talk:
    lines, floors = tuple(map(str, one["lines"])), tuple(map(RiskLevel, one["levels"]))
    if not lines or len(lines) != len(floors):
        raise ValueError(f"{one['id']} has {len(lines)} lines and {len(floors)} levels")
    return Talk(str(one["id"]), str(one["kind"]), lines, floors, RiskLevel(one["ceiling"]))
