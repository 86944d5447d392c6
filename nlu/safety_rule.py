"""What a safety rule is: cues in order or side by side, guards that silence it, and its reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from humiao.vocabulary import RiskLevel, Topic

USUAL_GAP = 3
WIDEST_GAP = 40
_TOKEN = re.compile(r"~(?P<gap>\d{1,2})(?!\S)|(?P<step>(?:\{[a-z0-9_|]+\}|[^\s{}~&])+)")
_CHOICE = re.compile(r"\{(?P<cues>[a-z0-9_|]+)\}|(?P<literal>[^{}|]+)")


class Within(Enum):
    """How far apart the parts of a pattern may lie."""

    CLAUSE = "clause"
    SENTENCE = "sentence"
    MESSAGE = "message"


class Guard(Enum):
    """What makes danger words harmless; a rule names the guards it is deaf to under ``despite``."""

    NEGATED = "negated"
    ASKED = "asked"
    PLAYED = "played"
    SUPPOSED = "supposed"
    OVER = "over"
    EXAGGERATED = "exaggerated"


ONLY_WHEN_HEEDED = frozenset({Guard.EXAGGERATED})
"""Guards that silence only the rules that ask for them under ``heeds``."""


@dataclass(frozen=True)
class Step:
    """Any of ``cues``, at most ``gap`` characters after the step before it."""

    cues: tuple[str, ...]
    gap: int


Sequence = tuple[Step, ...]


@dataclass(frozen=True)
class Pattern:
    """Sequences that must all occur near each other, in any order."""

    parts: tuple[Sequence, ...]


@dataclass(frozen=True)
class Rule:
    """One reviewed rule, as written in data/safety."""

    id: str
    topic: Topic
    level: RiskLevel
    patterns: tuple[Pattern, ...]
    within: Within
    deaf_to: frozenset[Guard]
    unless: tuple[str, ...]
    check_in: bool
    sure: bool
    reason: str
    source: str
    fires: tuple[str, ...]
    quiet: tuple[str, ...]
    file: str


def literal_cue(word: str) -> str:
    """The name under which a word written inside a pattern is looked up."""
    return f"={word}"


def parse_pattern(text: str) -> Pattern:
    """Reads ``{adult} ~4 摸|碰 {me} & {night}``: raises ValueError with what is wrong."""
    return Pattern(tuple(_sequence(part) for part in text.split("&")))


def _choices(text: str) -> Iterator[str]:
    """The cues of one step: ``{family|keeper}|邻居`` may mix names and words."""
    for choice in _CHOICE.finditer(text):
        if choice["cues"]:
            yield from choice["cues"].split("|")
        else:
            yield literal_cue(choice["literal"])


def _sequence(text: str) -> Sequence:
    steps: list[Step] = []
    gap = USUAL_GAP
    if _TOKEN.sub("", text).strip():
        raise ValueError(f"pattern {text.strip()!r} has something that is no cue, gap or word")
    for token in _TOKEN.finditer(text):
        if token["gap"]:
            gap = int(token["gap"])
            if gap > WIDEST_GAP:
                raise ValueError(f"a gap of {gap} is wider than {WIDEST_GAP}")
            continue
        steps.append(Step(tuple(_choices(token["step"])), gap))
        gap = USUAL_GAP
    if not steps:
        raise ValueError(f"pattern {text.strip()!r} is empty")
    return tuple(steps)
