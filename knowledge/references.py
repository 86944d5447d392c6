"""References to an article in somebody's own spelling: 未保法11条, 刑法236条之一, 《…》第十一条."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from humiao.errors import HumiaoError
from knowledge.numerals import article_number, to_int
from knowledge.spelling import fold
from knowledge.written import FILLER, NUMBERED_BEFORE, PARAGRAPH, UNKNOWN, YEAR_BEFORE, after_a_name

PREFIX = "中华人民共和国"
UNMISTAKABLE = 5
"""Characters: a name this long is no other law's last part (the database was looked through)."""


@dataclass(frozen=True)
class Context:
    """What the words before a law's name tell: data/statute_aliases.yml."""

    not_ours: tuple[str, ...] = ()
    may_precede: tuple[str, ...] = ()
    unmistakable: tuple[str, ...] = ()


NO_CONTEXT = Context()


@dataclass(frozen=True)
class Reference:
    """A law as somebody wrote it (``law`` is None when we do not have it) and an article of it."""

    law: str | None
    article_no: str
    rest: str
    """What the person wrote besides the reference."""
    paragraph: int | None = None
    """The 款 that was named; None when the whole article is meant."""
    year: int | None = None
    """The year of the text that was named, as in 治安管理处罚法（2012年修正）."""

    @property
    def only_asks(self) -> bool:
        """True when nothing but a request to show the article is left."""
        return re.fullmatch(FILLER, self.rest) is not None


class References:
    """Finds references to articles; knows full names, names without the prefix and aliases."""

    def __init__(self, names: Mapping[str, str], context: Context = NO_CONTEXT) -> None:
        self._names = {fold(name): law for name, law in names.items()}
        spelled = "|".join(map(re.escape, sorted(_misheard(self._names), key=len, reverse=True)))
        name = rf"(?:《(?P<quoted>[^《》]+)》|(?P<name>{spelled}))"
        self._known = re.compile(name + after_a_name())
        self._reversed = re.compile(NUMBERED_BEFORE + name + r"(?=$|[^\u4e00-\u9fff第0-9])")
        self._not_ours = tuple(map(fold, context.not_ours))
        self._unmistakable = frozenset(map(fold, context.unmistakable))
        self._may_precede = re.compile(rf"(?:^|[^\u4e00-\u9fff]|{'|'.join(map(re.escape, context.may_precede))})$")

    def law(self, name: str) -> str | None:
        """The full name of the law that ``name`` means, or None."""
        return self._names.get(fold(name).strip("《》"))

    def find(self, text: str) -> Reference | None:
        """The first reference in ``text``; its law is None when it is not one of ours."""
        text = fold(text)
        match = self._known.search(text) or self._reversed.search(text) or UNKNOWN.search(text)
        number = to_int(match["number"]) if match else None
        if match is None or number is None:
            return None
        found = match.groupdict()
        sub = found.get("sub")
        if sub and to_int(sub) is None:
            return None
        law, before, year = self._law_of(match, text)
        paragraph = PARAGRAPH.match(text, match.end())
        return Reference(
            law,
            article_number(number, to_int(sub) if sub else None),
            before + text[match.end() :],
            paragraph and to_int(paragraph["paragraph"]),
            year,
        )

    def _law_of(self, match: re.Match[str], text: str) -> tuple[str | None, str, int | None]:
        """The law, what stands before it, and the year of its text when one is named.

        A name inside a longer one is another law: 幼儿教师法 is not 教师法, 日本刑法 is not 刑法.
        """
        before, year = text[: match.start()], match.groupdict().get("year")
        if dated := YEAR_BEFORE.search(before):
            before, year = before[: dated.start()], dated["year"]
        named = match.groupdict().get("quoted") or match["name"]
        law = self._names.get(named) or self._names.get(re.sub("发$", "法", named))
        foreign = next((word for word in self._not_ours if before.rstrip("的").endswith(word)), None)
        if foreign is not None:
            return None, before[: before.rindex(foreign)], None
        if self._may_be_longer(match, named) and not self._may_precede.search(before):
            return None, self._without_the_rest_of_the_name(before), None
        return law, before, _four_digits(year)

    def _may_be_longer(self, match: re.Match[str], named: str) -> bool:
        """True for a short name without 《》 that may be the end of another law's: 仲裁法, 预防法."""
        short = len(named) < UNMISTAKABLE and named not in self._unmistakable
        return short and match.re is self._known and match["quoted"] is None

    def _without_the_rest_of_the_name(self, before: str) -> str:
        while before and not self._may_precede.search(before):
            before = before[:-1]
        return before


def _misheard(names: Iterable[str]) -> set[str]:
    """The names, and those of four characters or more as voice input spells them: 未成年人保护发."""
    known = set(names)
    return known | {f"{name[:-1]}发" for name in known if name.endswith("法") and len(name) >= 4}


def _four_digits(year: str | None) -> int | None:
    """79 is 1979 and 12 is 2012: the laws that we have begin in 1954."""
    if year is None:
        return None
    return int(year) if len(year) == 4 else int(year) + (1900 if int(year) > 50 else 2000)


def load_references(path: Path, laws: Iterable[str], *, complete: bool = True) -> References:
    """Reads the alias table; raises HM041 when it is broken or names a law that is not there.

    ``complete`` False is for a database that may lack laws, such as an older one: their names are left out.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        aliases: dict[str, list[str]] = data["aliases"]
        context = Context(*(tuple(data[key]) for key in ("not_ours", "may_precede", "unmistakable")))
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise HumiaoError("HM041", f"{path.name} cannot be used", str(error).split("\n")[0]) from error
    names = {spelling: law for law in laws for spelling in (law, law.removeprefix(PREFIX))}
    if not complete:
        aliases = {law: shorts for law, shorts in aliases.items() if law in names}
    if unknown := sorted(set(aliases) - set(laws)):
        raise HumiaoError("HM041", f"{path.name} names laws that are not there", "、".join(unknown))
    for law, shorts in aliases.items():
        for short in shorts:
            if names.setdefault(short, law) != law:
                raise HumiaoError("HM041", f"{path.name}: {short} means two laws", f"{names[short]}、{law}")
    return References(names, context)
