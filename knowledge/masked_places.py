"""Places and schools in a text: what stands before 路, 小区, 镇 or 中学 and says which one it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.masked_words import Span, Token, ordinary, words

PLACE, SCHOOL = "【地址】", "【学校】"

_SURE = ("ns", "nr", "nz", "nt", "x", "zg", "ng", "j", "eng", "nrt", "nrfg", "ag", "vg", "tg", "g")
_ANY = ("n", "a", "b", "z")
_NUMBERED = re.compile(r"十?[一二三四五六七八九十][中小]|附[中小]")
_FARTHEST = 4
"""Words before a suffix that may belong to a name."""
_DETAIL = (
    r"(?:[0-9０-９一二三四五六七八九十百零A-Za-z]{1,5}(?:号楼|号院|号|栋|幢|座|单元|室|楼|层|弄|组|队|户|门|期|房))"
)
_STREET = re.compile(
    r"[0-9０-９一二三四五六七八九十]{1,4}(?:号楼|栋|幢|单元|室)(?![长外友])" + rf"(?:{_DETAIL})*|{_DETAIL}{{2,}}"
)


def place_spans(text: str, found: Sequence[Token]) -> Iterator[Span]:
    """Every stretch that names a place; they may overlap."""
    known = words()
    for match in _STREET.finditer(text):
        yield Span(match.start(), match.end(), PLACE)
    for place, token in enumerate(found):
        if token.kind.startswith("ns") and ordinary(token.word) and token.word not in known.keep_places:
            yield Span(token.start, token.end, PLACE)
        for label, suffixes in ((SCHOOL, known.schools), (PLACE, known.places)):
            start = _named(found, place, suffixes)
            if start is not None:
                yield Span(start, token.end, label)


def join_places(text: str) -> str:
    """One mark for an address of many parts, with the numbers that stand in it."""
    return re.sub(
        rf"{PLACE}(?:[\s，,、的]{{0,1}}(?:{PLACE}|{_DETAIL}|[0-9０-９]{{2,5}}(?![0-9元块岁人])))+", PLACE, text
    )


def _named(found: Sequence[Token], place: int, suffixes: frozenset[str]) -> int | None:
    """Where the name begins that ends with this word; None when it names nothing."""
    token = found[place]
    known = words()
    suffix = max((one for one in suffixes if token.word.endswith(one)), key=len, default="")
    if not suffix:
        return None
    own = token.word.removesuffix(suffix)
    if own and (
        own in known.generic
        or (len(own) < 2 and token.kind not in ("ns", "nr", "nz", "nt"))
        or token.kind in ("r", "v", "d", "m")
    ):
        return None
    start, sure = (token.start, True) if own and _naming(own, token.kind, suffix) else (token.start, False)
    for before in reversed(found[max(0, place - _FARTHEST) : place]):
        if before.word in known.describing:
            start = before.start
            continue
        if before.word in known.generic or not before.word.isalnum() or not _naming(before.word, before.kind, suffix):
            break
        start, sure = before.start, True
    return start if sure or _NUMBERED.fullmatch(token.word) else None


def _naming(word: str, kind: str, suffix: str) -> bool:
    known = words()
    if suffix in known.estates and len(word) > 1 and kind.startswith(_ANY):
        return True
    return word in known.naming or kind.startswith(_SURE) or word in known.schools or word in known.places
