"""Reading the weak signs from data/safety: families of words with points, every fault named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from humiao.vocabulary import Topic
from nlu.safety_reading import read
from nlu.safety_signs import Bars, Family, Signs

_FIELDS = {"reason", "topic", "only", "once", "again", "words"}
ONLY = ("danger", "harmless", "")
"""What the words of a family may say: never less than nothing for danger, never more, or either."""


def signs_of(parsed: Mapping[str, Any] | None) -> Signs:
    """The signs written under ``signs``; raises ValueError, KeyError or TypeError with what is wrong.

    Without any, no message reaches a bar and every rule is believed.
    """
    if not parsed:
        return Signs((), 0, Bars(red=1, yellow=1, believed=0))
    bars = Bars(**{name: int(points) for name, points in parsed["bars"].items()})
    if not bars.yellow <= bars.red:
        raise ValueError("the bar of yellow must not lie above that of red")
    families = [_family(str(name), entry) for name, entry in parsed["families"].items()]
    return Signs(families, int(parsed["start"]), bars)


def _family(name: str, entry: Mapping[str, Any]) -> Family:
    if unknown := sorted(set(entry) - _FIELDS):
        raise ValueError(f"family {name} has unknown fields {unknown}")
    words: dict[str, int] = {}
    for points, forms in entry["words"].items():
        for form in str(forms).split():
            word = read(form).text
            if not word or word in words:
                raise ValueError(f"family {name}: {form!r} is empty once normalised, or there twice")
            words[word] = int(points)
    topic = Topic(entry["topic"]) if "topic" in entry else None
    once, again, only = int(entry.get("once", 0)), int(entry.get("again", 0)), str(entry.get("only", ""))
    if only not in ONLY:
        raise ValueError(f"family {name}: only is danger, harmless or left out")
    return Family(name, str(entry["reason"]), topic, once, again, words, only)
