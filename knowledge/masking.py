"""A caller's question without what tells who it was: names, numbers, places, schools, dates of birth.

Rather too much than too little: an editor needs the sense of a question. What people are to each
other (妈妈, 班主任) stays. It does not replace a page's permission: no list of words knows every name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from knowledge.masked_names import name_spans
from knowledge.masked_numbers import mask_numbers
from knowledge.masked_places import join_places, place_spans
from knowledge.masked_words import Span, tokens

_MARK = re.compile(r"(【[^】]{1,4}】)")


def mask(text: str) -> str:
    """The text as an editor may read it."""
    # What a caller wrote in our own brackets must not look like a mark.
    plain = " ".join(text.replace("【", "[").replace("】", "]").split())
    pieces = _MARK.split(mask_numbers(plain))
    return join_places("".join(piece if _MARK.fullmatch(piece) else _words(piece) for piece in pieces))


def _words(text: str) -> str:
    found = tokens(text)
    spans = merged([*name_spans(text, found), *place_spans(text, found)])
    for span in reversed(list(spans)):
        text = text[: span.start] + span.label + text[span.end :]
    return text


def merged(spans: Iterable[Span]) -> Iterator[Span]:
    """Overlapping stretches made one, under the label of the longest part."""
    last: Span | None = None
    longest = 0
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if last is None or span.start >= last.end:
            if last is not None:
                yield last
            last, longest = span, span.end - span.start
            continue
        size = span.end - span.start
        last = Span(last.start, max(last.end, span.end), span.label if size > longest else last.label)
        longest = max(longest, size)
    if last is not None:
        yield last
