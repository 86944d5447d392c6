"""Kinds of agencies and the rules of each, as data that is checked before anything relies on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from cases.referral.desk_file import read_desk
from humiao.vocabulary import RiskLevel, Topic


@dataclass(frozen=True)
class Article:
    """What an article of law says, in short; ``line`` is how a letter cites it."""

    law: str
    article: str
    says: str

    @property
    def line(self) -> str:
        return f"《{self.law}》{self.article}：{self.says}"


@dataclass(frozen=True)
class Field:
    """Something that can be passed on, and the question that the operator answers."""

    name: str
    ask: str


@dataclass(frozen=True)
class Days:
    """Calendar days until a reminder, from the last move."""

    acknowledge: int
    answer: int
    result: int


@dataclass(frozen=True)
class Block:
    """Cases of these topics, from this level on, are not handed to this kind of agency."""

    topics: frozenset[Topic]
    reason: str
    basis: tuple[Article, ...]
    from_level: RiskLevel = RiskLevel.NONE

    @property
    def sentence(self) -> str:
        """The refusal as staff read it, with the articles it rests on."""
        return self.reason + "（" + "；".join(f"《{a.law}》{a.article}" for a in self.basis) + "）"


@dataclass(frozen=True)
class AgencyKind:
    """A kind of agency; ``duty`` and ``numbers`` find its agencies in the directory."""

    id: str
    name: str
    duty: str
    numbers: tuple[str, ...]
    does: str
    basis: tuple[Article, ...]
    sends: tuple[str, ...]
    never: frozenset[str]
    asks: str
    days: Days
    green: str = ""
    blocked: tuple[Block, ...] = ()

    def block(self, level: RiskLevel, topics: Sequence[str]) -> Block | None:
        """Why a case of these topics may not go there; None: it may."""
        return next((b for b in self.blocked if level.rank >= b.from_level.rank and b.topics & set(topics)), None)


@dataclass(frozen=True)
class Agencies:
    fields: Mapping[str, Field]
    kinds: Mapping[str, AgencyKind]


@cache
def agencies() -> Agencies:
    """The rules of this desk, read once; raises HM180."""
    return read_desk("agencies.yml", read_agencies)


def read_agencies(data: dict[str, Any]) -> tuple[Agencies, list[str]]:
    """The rules in a file that was read, and what is wrong with them."""
    fields = {id: Field(**one) for id, one in data["fields"].items()}
    kinds = {id: _kind(id, one) for id, one in data["kinds"].items()}
    return Agencies(fields, kinds), list(_faults(fields, kinds.values()))


def _kind(id: str, one: dict[str, Any]) -> AgencyKind:
    return AgencyKind(
        id=id,
        name=one["name"],
        duty=one["duty"],
        numbers=tuple(one["numbers"]),
        does=one["does"],
        basis=_articles(one["basis"]),
        sends=tuple(one["sends"]),
        never=frozenset(one["never"]),
        asks=one["asks"],
        days=Days(**one["days"]),
        green=one.get("green", ""),
        blocked=tuple(_block(b) for b in one.get("blocked", ())),
    )


def _block(one: dict[str, Any]) -> Block:
    topics = frozenset(Topic(topic) for topic in one["topics"])
    level = RiskLevel(one.get("from_level", RiskLevel.NONE))
    return Block(topics, one["reason"], _articles(one["basis"]), level)


def _articles(rows: list[dict[str, str]]) -> tuple[Article, ...]:
    return tuple(Article(**row) for row in rows)


def _faults(fields: Mapping[str, Field], kinds: Any) -> Iterator[str]:
    for kind in kinds:
        named = {*kind.sends, *kind.never}
        if unknown := named - set(fields):
            yield f"{kind.id}: no such field {', '.join(sorted(unknown))}"
        if both := kind.never & set(kind.sends):
            yield f"{kind.id}: {', '.join(sorted(both))} is sent and never sent"
        if not kind.duty and not kind.numbers:
            yield f"{kind.id}: nobody can be found"
        if not kind.basis:
            yield f"{kind.id}: no basis"
        if min(kind.days.acknowledge, kind.days.answer, kind.days.result) < 1:
            yield f"{kind.id}: a reminder needs at least a day"
