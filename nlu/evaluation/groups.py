"""The same figures for parts of the sentences: by sender, topic, length and dialect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from nlu.evaluation.dialects import Dialects
from nlu.evaluation.judging import Judged
from nlu.evaluation.levels import pairs_of, red_figures
from nlu.evaluation.shares import Figures, share
from nlu.evaluation.topics import topic_right

LENGTHS = ((14, "2-14"), (35, "15-35"), (70, "36-70"))
"""The most characters of a band, and its name. A hint is short, a story is long: each fails in its own way."""
LONGEST = "71+"
STANDARD = "standard"
UNKNOWN = "unknown"


def group_figures(judged: Sequence[Judged], dialects: Dialects) -> Figures:
    """Rows by kind of group; inside a kind the largest group first, lengths in their order."""
    lengths = [name for _, name in LENGTHS] + [LONGEST]
    by_length = _rows(judged, lambda one: length_band(one.example.text))
    return {
        "sender": _rows(judged, lambda one: one.example.sender or UNKNOWN),
        "topic": _rows(judged, lambda one: one.example.intent),
        "length": {name: by_length[name] for name in lengths if name in by_length},
        "dialect": _rows(judged, lambda one: dialects.name(one.example.text) or STANDARD),
    }


def length_band(text: str) -> str:
    """The band into which the characters of ``text`` fall."""
    return next((name for most, name in LENGTHS if len(text) <= most), LONGEST)


def _rows(judged: Sequence[Judged], key: Callable[[Judged], str]) -> Figures:
    parts: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        parts[key(one)].append(one)
    ordered = sorted(parts.items(), key=lambda item: (-len(item[1]), item[0]))
    return {name: _row(part) for name, part in ordered}


def _row(part: Sequence[Judged]) -> Figures:
    return {
        "sentences": len(part),
        **red_figures(pairs_of(part)),
        "topic_right": share(topic_right(one) for one in part),
    }
