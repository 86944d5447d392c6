"""The form beside the search field: what is chosen there is written into the field's own language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from console import words
from console.search_language import CLOCKS, LEVELS, STAGES

_CHOSEN = ("级别", "状态", "主题", "渠道", "负责", "地区", "时钟", "从", "到", "人工")


def composed(form: Mapping[str, str]) -> str:
    """What was typed with what was chosen behind it: one text, and one reader for both."""
    chosen = (f"{name}:{value}" for name in _CHOSEN if (value := form.get(name, "").strip().replace(" ", "")))
    return " ".join((form.get("q", "").strip(), *chosen)).strip()


def choices(people: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    """What each list of the form offers."""
    return {
        "级别": tuple(LEVELS),
        "状态": (*STAGES, *words.STATUSES.values()),
        "主题": tuple(words.TOPICS.values()),
        "渠道": tuple(words.CHANNELS.values()),
        "时钟": tuple(CLOCKS),
        "负责": ("我", "无", *people),
    }
