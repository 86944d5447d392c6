"""What in a written case could lead to the child: looked for by machine, decided by a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cases.figures.alike import ENOUGH
from knowledge.masked_spans import pieces

QUOTED = 10
"""Characters in a row that are the caller's own: by its words a child is known again."""

_DAY = re.compile(
    r"[0-9０-９一二三四五六七八九十]{1,3}月[0-9０-９一二三四五六七八九十]{1,3}[日号]|(?:上|本|这|下)?(?:周|星期|礼拜)[一二三四五六日天]"
    r"|[0-9]{1,2}[:：点][0-9]{2}|20[0-9]{2}年"
)
_PLAIN = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class Risk:
    """Something to take out, or to give a reason for; ``sure``: only taking it out will do."""

    kind: str
    words: str
    why: str
    sure: bool = False

    @property
    def id(self) -> str:
        """The same words are the same risk, however often the form is sent."""
        return sha256(f"{self.kind}/{self.words}".encode()).hexdigest()[:10]


def risks(texts: Sequence[str], known: Iterable[str], said: Iterable[str], like: int) -> list[Risk]:
    """``known``: names, numbers and places of the profile; ``said``: the caller's messages; ``like``: cases alike."""
    whole = "\n".join(texts)
    found = [*_known(whole, known), *_masked(texts), *_days(whole), *_quoted(whole, said), *_rare(like)]
    return list({risk.id: risk for risk in found}.values())


def _known(text: str, known: Iterable[str]) -> Iterator[Risk]:
    for words in known:
        if len(words) > 1 and words in text:
            yield Risk("本案资料", words, "来访者资料里就有这几个字。", sure=True)


def _masked(texts: Sequence[str]) -> Iterator[Risk]:
    for text in texts:
        for piece in pieces(text):
            yield Risk(piece.kind, piece.words, "看起来是可以找到人的内容。")


def _days(text: str) -> Iterator[Risk]:
    for match in _DAY.finditer(text):
        yield Risk("时间", match[0], "具体的日子和钟点会让知情的人认出来。")


def _quoted(text: str, said: Iterable[str]) -> Iterator[Risk]:
    plain = _PLAIN.sub("", text)
    for message in said:
        words = _PLAIN.sub("", message)
        for start in range(len(words) - QUOTED + 1):
            piece = words[start : start + QUOTED]
            if piece in plain:
                yield Risk("原话", piece, "是求助者自己的话，请改用自己的话转述。")
                break


def _rare(like: int) -> Iterator[Risk]:
    if like < ENOUGH:
        yield Risk(
            "少见的组合", f"{like} 件", f"这样的年龄、地区、主题和时间，全部案件里只有 {like} 件。请说得笼统一些。"
        )
