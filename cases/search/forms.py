"""The forms in which text is compared: letters, digits and characters alone, width, case and 繁/简 made one."""

from __future__ import annotations

from collections.abc import Sequence

from humiao.text import normalise, plain

SHORTEST = 2
"""Characters of a phrase: one character alone is in nearly every conversation."""


def folded(text: str) -> str:
    """One character after the other, so that a part of a text always folds to a part of its fold."""
    return "".join(char for char in plain(text) if char.isalnum())


def forms(text: str) -> tuple[str, ...]:
    """The fold, and where it differs the fold with characters that were taken apart put together again."""
    found = folded(text)
    whole = folded(normalise(text).text)
    return (found,) if whole == found else (found, whole)


def grams(form: str) -> set[str]:
    """Each pair of neighbouring characters."""
    return {form[i : i + 2] for i in range(len(form) - 1)}


def place_of(text: str, phrase: str) -> tuple[int, int] | None:
    """Where the phrase stands in the text as it was written; None when it does not."""
    wanted = forms(phrase)
    if not any(part in form for part in wanted for form in forms(text)):
        return None
    whole = normalise(text)
    for form, origin in (_traced(text, range(len(text))), _traced(whole.text, whole.origin)):
        for part in wanted:
            at = form.find(part)
            if at >= 0:
                return origin[at], origin[at + len(part) - 1] + 1
    return None


def _traced(text: str, origin: Sequence[int]) -> tuple[str, list[int]]:
    """The fold with the place in the original of every character."""
    kept = [(char, origin[i]) for i, original in enumerate(text) for char in folded(original)]
    return "".join(char for char, _ in kept), [place for _, place in kept]
