"""What changed between two texts of an entry, field by field and word by word, for a person to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from knowledge.lexical import split

FIELDS = (
    "title", "topic", "floor", "questions", "child", "adult", "steps", "citations", "rules", "contacts", "related",
    "never", "review_by",
)  # fmt: skip
_ROWS = {"citations": ("law", "article", "anchor"), "rules": ("name", "number", "article", "gist")}


@dataclass(frozen=True)
class Part:
    """A run of text; ``kind`` is same, ins or del."""

    kind: str
    text: str


@dataclass(frozen=True)
class Changed:
    """One field that reads otherwise."""

    field: str
    parts: tuple[Part, ...]


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Changed]:
    """Every field that changed, in the order of the form; empty when both say the same."""
    pairs = ((name, as_text(name, old.get(name)), as_text(name, new.get(name))) for name in FIELDS)
    return [Changed(name, tuple(_parts(before, after))) for name, before, after in pairs if before != after]


def as_text(name: str, value: Any) -> str:
    """A field as lines: a list has one line for each item."""
    if name in _ROWS:
        keys = _ROWS[name]
        return "\n".join(" · ".join(str(row.get(key) or "") for key in keys) for row in value or ())
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return str(value or "").strip()


def _parts(old: str, new: str) -> Iterator[Part]:
    before, after = _words(old), _words(new)
    # Without autojunk: in a long text it would take a frequent word such as 的 for noise.
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Part("same", "".join(before[a:b]))
            continue
        if b > a:
            yield Part("del", "".join(before[a:b]))
        if d > c:
            yield Part("ins", "".join(after[c:d]))


def _words(text: str) -> Sequence[str]:
    """Words, not characters: 第三十九条 changed into 第四十条 reads better whole."""
    return split(text)
