"""References to an article in somebody's own spelling: 未保法11条, 刑法236条之一, 《…》第十一条."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from humiao.errors import HumiaoError
from knowledge.numerals import NUMBER, article_number, to_int
from knowledge.spelling import fold

PREFIX = "中华人民共和国"
_ENDS = "法典|法|条例|规定|办法|解释|细则|意见|规则|决定"
_NUMBER = (
    rf"第?(?P<number>{NUMBER})(?:条(?:之(?P<sub>{NUMBER}))?|之(?P<sub2>{NUMBER})条|(?=$|[^0-9年月日岁个次天万元]))"
)
_FILLER = re.compile(
    r"(?:请|帮我?|给我?|我?想|我?要|麻烦|你|能不能|可以|能|把|看看|看|查查|查询|查|找|发|显示|读|知道|一下|下|原文|原话|全文|条文"
    r"|法条|法律|内容|具体|是什么|是啥|什么|啥|怎么|规定|写|说|讲|意思|解释|中|里|的|了|是|吗|呢|吧|么|来|出来|哪|在"
    rf"|第(?:{NUMBER})[款项]|[\s,.;:!?，。；：！？、~“”\"'()（）])*"
)


@dataclass(frozen=True)
class Reference:
    """A law as somebody wrote it (``law`` is None when we do not have it) and an article of it."""

    law: str | None
    article_no: str
    rest: str
    """What the person wrote besides the reference."""

    @property
    def only_asks(self) -> bool:
        """True when nothing but a request to show the article is left."""
        return _FILLER.fullmatch(self.rest) is not None


class References:
    """Finds references to articles; knows full names, names without the prefix and aliases."""

    def __init__(self, names: Mapping[str, str], not_ours: Iterable[str] = ()) -> None:
        self._names = {fold(name): law for name, law in names.items()}
        spelled = "|".join(map(re.escape, sorted(self._names, key=len, reverse=True)))
        self._known = re.compile(rf"(?:《(?P<quoted>[^《》]+)》|(?P<name>{spelled}))的?{_NUMBER}")
        self._unknown = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{1,20}}(?:{_ENDS}))的?{_NUMBER}")
        self._not_ours = tuple(map(fold, not_ours))

    def law(self, name: str) -> str | None:
        """The full name of the law that ``name`` means, or None."""
        return self._names.get(fold(name).strip("《》"))

    def find(self, text: str) -> Reference | None:
        """The first reference in ``text``; its law is None when it is not one of ours."""
        text = fold(text)
        match = self._known.search(text) or self._unknown.search(text)
        number = to_int(match["number"]) if match else None
        if match is None or number is None:
            return None
        sub = match["sub"] or match["sub2"]
        if sub and to_int(sub) is None:
            return None
        law, before = self._law_of(match, text)
        return Reference(law, article_number(number, to_int(sub) if sub else None), before + text[match.end() :])

    def _law_of(self, match: re.Match[str], text: str) -> tuple[str | None, str]:
        before = text[: match.start()]
        foreign = next((word for word in self._not_ours if before.rstrip("的").endswith(word)), None)
        if foreign is not None:
            return None, before[: before.rindex(foreign)]
        name = match.groupdict().get("quoted") or match["name"]
        return self._names.get(name), before


def load_references(path: Path, laws: Iterable[str]) -> References:
    """Reads the alias table; raises HM041 when it is broken or names a law that is not there."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        aliases: dict[str, list[str]] = data["aliases"]
        not_ours: list[str] = data["not_ours"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise HumiaoError("HM041", f"{path.name} cannot be used", str(error).split("\n")[0]) from error
    names = {spelling: law for law in laws for spelling in (law, law.removeprefix(PREFIX))}
    if unknown := sorted(set(aliases) - set(laws)):
        raise HumiaoError("HM041", f"{path.name} names laws that are not there", "、".join(unknown))
    for law, shorts in aliases.items():
        for short in shorts:
            if names.setdefault(short, law) != law:
                raise HumiaoError("HM041", f"{path.name}: {short} means two laws", f"{names[short]}、{law}")
    return References(names, not_ours)
