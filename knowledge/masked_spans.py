"""What masking would take out of a text, piece by piece: for somebody who has to look at each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.masking import mask

_MARK = re.compile(r"【([^】]{1,4})】")


@dataclass(frozen=True)
class Piece:
    """A stretch of the text and what masking takes it for, such as 姓名."""

    words: str
    kind: str


def pieces(text: str) -> list[Piece]:
    """In the order of the text; what masking and the text have in common lies between them."""
    plain = " ".join(text.replace("【", "[").replace("】", "]").split())
    parts = _MARK.split(mask(plain))
    found, at = [], len(parts[0])
    for kind, kept in zip(parts[1::2], parts[2::2], strict=True):
        end = plain.find(kept, at) if kept else len(plain)
        end = len(plain) if end < 0 else end
        found.append(Piece(plain[at:end], kind))
        at = end + len(kept)
    return [piece for piece in found if piece.words]
