"""Rules below statute level as records: what we know of each in our own words, never compared with the original."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from humiao.errors import HumiaoError
from humiao.yaml_text import read_yaml
from knowledge.numerals import NUMBER, article_number, to_int
from knowledge.references import References
from knowledge.spelling import fold

UNVERIFIED = "未核对原文"
_SIGNS = re.compile(r"[《》“”\"'()（）〔〕\[\]【】、,，·\s]|关于|试行")
_SPAN = re.compile(rf"({NUMBER})条?(?:至第?({NUMBER}))?")


@dataclass(frozen=True)
class RuleArticle:
    """What an article of a rule says, in our words; ``article`` is empty when the number is not known."""

    article: str
    gist: str

    def covers(self, article_no: str) -> bool:
        """True for the number itself, one of 第一条、第三条 or one inside 第四条至第十四条."""
        if not self.article.endswith("条"):
            return False
        numbers = (number for span in _SPAN.finditer(self.article) for number in _of(span))
        return article_no in map(article_number, numbers)


@dataclass(frozen=True)
class RuleRecord:
    """A rule; a date that is None is not known for certain."""

    id: str
    name: str
    short: tuple[str, ...]
    number: str
    issuer: str
    issued: date | None
    in_force_from: date | None
    source: str
    articles: tuple[RuleArticle, ...]
    verified: str = UNVERIFIED

    def article(self, article_no: str) -> RuleArticle | None:
        return next((one for one in self.articles if one.covers(article_no)), None)

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.short)


class Rules:
    """The register of all rules that answers may name."""

    def __init__(self, records: Sequence[RuleRecord]) -> None:
        self.records = tuple(records)
        self._by_name = {_bare(name): record for record in records for name in record.names}
        self._by_id = {record.id: record for record in records}
        spelled = {name: record.id for record in records for name in record.names}
        self._references = References(spelled)

    def find(self, name: str) -> RuleRecord | None:
        """The rule that the name, or a question naming one, means; None when none or more than one may be meant."""
        bare = _bare(name)
        if bare in self._by_name:
            return self._by_name[bare]
        if (asked := self._references.find(name)) and asked.law:
            return self._by_id[asked.law]
        found = {record.id for known, record in self._by_name.items() if bare and (known in bare or bare in known)}
        return self._by_id[found.pop()] if len(found) == 1 else None

    def asked(self, query: str) -> tuple[RuleRecord, RuleArticle | None] | None:
        """The rule and the article that 网络保护条例26条 means; the article is None when we have nothing of it."""
        reference = self._references.find(query)
        if reference is None or reference.law is None:
            return None
        record = self._by_id[reference.law]
        return record, record.article(reference.article_no)

    def matching(self, query: str) -> tuple[RuleRecord, ...]:
        """Every rule with the words in a name or its number; all of them when ``query`` is empty."""
        bare = _bare(query)
        return tuple(one for one in self.records if any(bare in _bare(text) for text in (*one.names, one.number)))

    def knows(self, name: str, number: str = "") -> bool:
        """True when the name is a rule's, short or whole, with or without 《》, and a number given is its own."""
        record = self._by_name.get(_bare(name)) or self.find(name)
        return record is not None and (not number or _bare(number) == _bare(record.number))


def load_rules(path: Path) -> Rules:
    """Reads data/rules.yml; raises HM047 naming the record that is wrong."""
    name = ""
    try:
        records = []
        for row in read_yaml(path.read_text(encoding="utf-8"))["rules"]:
            name = str(row.get("id", ""))
            records.append(_record(row))
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise HumiaoError("HM047", f"{path.name} cannot be used", f"{name} {error}".split("\n")[0].strip()) from error
    taken = [_bare(spelled) for record in records for spelled in {_bare(one): one for one in record.names}]
    if twice := sorted({spelled for spelled in taken if taken.count(spelled) > 1}):
        raise HumiaoError("HM047", f"{path.name}: a name means two rules", "、".join(twice))
    return Rules(records)


def _record(row: dict[str, Any]) -> RuleRecord:
    id, name, number, issuer, source = (str(row[key] or "") for key in ("id", "name", "number", "issuer", "source"))
    articles = tuple(RuleArticle(str(one["article"] or ""), str(one["gist"])) for one in row["articles"])
    days = (_day(row, "issued"), _day(row, "in_force_from"))
    return RuleRecord(id, name, tuple(row["short"]), number, issuer, *days, source, articles)


def _day(row: dict[str, Any], key: str) -> date | None:
    day = row[key]
    if day is None or isinstance(day, date):
        return day
    raise TypeError(f"{key} is not a date")


def _bare(text: str) -> str:
    """Without signs, 关于 and 试行, which are written or left out at will; 第50号 is 50号."""
    return re.sub(r"第(?=\d+号)", "", _SIGNS.sub("", fold(text)))


def _of(span: re.Match[str]) -> range:
    first = to_int(span[1]) or 1
    last = to_int(span[2]) if span[2] else None
    return range(first, (last or first) + 1)
