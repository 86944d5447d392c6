"""data/safety/signs.yml as it is written: read whole, given new points, and written back in the same form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from nlu.safety_reading import read

WIDTH = 90
"""Characters of words in a line."""


@dataclass(frozen=True)
class Points:
    """What a fit gives: the start, once and again of each family by name, and the points of each word."""

    start: int
    once: Mapping[str, int]
    again: Mapping[str, int]
    words: Mapping[str, int]


def with_points(signs: Mapping[str, Any], points: Points) -> dict[str, Any]:
    """The same families and words under new points. A word of two families keeps its own points in the first."""
    given: set[str] = set()
    families = {}
    for name, entry in signs["families"].items():
        words: dict[int, list[str]] = {}
        for form in (form for forms in entry["words"].values() for form in str(forms).split()):
            word = read(form).text
            words.setdefault(0 if word in given else points.words.get(word, 0), []).append(form)
            given.add(word)
        kept = {key: entry[key] for key in ("reason", "topic", "only") if key in entry}
        sums = {"once": points.once.get(name, 0), "again": points.again.get(name, 0)}
        rows = {worth: " ".join(sorted(words[worth])) for worth in sorted(words, reverse=True)}
        families[name] = {**kept, **{key: worth for key, worth in sums.items() if worth}, "words": rows}
    return {"start": points.start, "bars": dict(signs["bars"]), "families": families}


def read_signs(text: str) -> tuple[str, dict[str, Any]]:
    """The remarks at the head of the file, and what it says."""
    head = "".join(line for line in text.splitlines(keepends=True) if line.startswith("#"))
    return head, yaml.safe_load(text)["signs"]


def written(head: str, signs: Mapping[str, Any]) -> str:
    """The file, always in the same form, so that a change of points shows line by line."""
    bars = ", ".join(f"{name}: {points}" for name, points in signs["bars"].items())
    lines = ["signs:", f"  start: {signs['start']}", f"  bars: {{{bars}}}", "  families:"]
    for name, entry in signs["families"].items():
        lines.append(f"    {name}:")
        lines += [f"      {key}: {value}" for key, value in entry.items() if key != "words"]
        lines.append("      words:")
        for points, forms in entry["words"].items():
            lines.append(f"        {points}: >-")
            lines += [f"          {line}" for line in _wrapped(forms.split())]
    return head + "\n".join(lines) + "\n"


def _wrapped(words: list[str]) -> Iterator[str]:
    line = ""
    for word in words:
        if line and len(line) + 1 + len(word) > WIDTH:
            yield line
            line = ""
        line = f"{line} {word}".lstrip()
    yield line
