"""The signs that nobody named: characters and pairs of them that the labelled sentences tell apart by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from nlu.safety_reading import Reading, read

OFTEN = 8
"""Sentences in which a pair must stand before it may be a sign: of fewer nothing can be learnt."""
LEAST = 3
"""Points below which a pair is not worth its place."""
TELL, TALK = "chars_tell", "chars_talk"


def without_pairs(signs: Mapping[str, Any]) -> dict[str, Any]:
    """The signs that people chose."""
    families = {name: entry for name, entry in signs["families"].items() if name not in (TELL, TALK)}
    return {**signs, "families": families}


def with_candidates(signs: Mapping[str, Any], readings: Iterable[Reading]) -> dict[str, Any]:
    """The same with one more family: all that is common enough and no sign yet."""
    counts = Counter(piece for reading in readings for piece in _pieces(reading.text))
    taken = {
        read(form).text
        for entry in signs["families"].values()
        for forms in entry["words"].values()
        for form in forms.split()
    }
    pieces = sorted(piece for piece, count in counts.items() if count >= OFTEN and piece not in taken)
    family = {"reason": "候选", "words": {0: " ".join(pieces)}}
    return {**signs, "families": {**signs["families"], TELL: family}}


def with_pairs(signs: Mapping[str, Any], fitted: Mapping[str, Any]) -> dict[str, Any]:
    """``signs`` with those candidates whose points in ``fitted`` are far enough from nothing."""
    rows = {int(points): forms for points, forms in fitted["families"][TELL]["words"].items()}
    tell = " ".join(forms for points, forms in rows.items() if points >= LEAST)
    talk = " ".join(forms for points, forms in rows.items() if points <= -LEAST)
    told = {"reason": "诉说中的用字", "only": "danger", "words": {0: tell}}
    talked = {"reason": "闲谈中的用字", "only": "harmless", "words": {0: talk}}
    return {**signs, "families": {**signs["families"], TELL: told, TALK: talked}}


def _pieces(text: str) -> set[str]:
    every = [text[start : start + size] for size in (1, 2) for start in range(len(text) - size + 1)]
    return {piece for piece in every if all("\u4e00" <= char <= "\u9fff" or char > "\U0001f000" for char in piece)}
