"""The language of the search field: words, what must not be there, and facts such as 级别:红.

爸爸 打我            both stand somewhere in the case
"爸爸打我"           for words with a blank or a colon in them
-学校                stands nowhere in the case
级别:红,黄 状态:未结 负责:我 主题:欺凌 渠道:网页 地区:4301 时钟:超时 从:2026-11-01 到:2026-11-21 人工:是
HM261121-0007        the case with this number
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from cases.search.forms import SHORTEST, folded
from cases.search.query import ME, NOBODY, Clocked, Query, Stage
from console import words
from humiao.vocabulary import RiskLevel

_PART = re.compile(r"""(?P<minus>[-－])?(?:["“”](?P<quoted>[^"“”]*)["“”]?|(?P<bare>[^\s"“”]+))""")
_FACT = re.compile(r"(?P<key>[^:：]{1,2})[:：](?P<values>.+)")
_NUMBER = re.compile(r"HM\d{0,6}(?:-\d*)?", re.IGNORECASE | re.ASCII)
_BETWEEN = re.compile(r"[,，、]")

LEVELS = {"红": RiskLevel.RED, "黄": RiskLevel.YELLOW, "蓝": RiskLevel.BLUE, "无": RiskLevel.NONE}
CLOCKS = {"超时": Clocked.LATE, "在走": Clocked.RUNNING}
STAGES = {"未结": Stage.OPEN, "已结": Stage.ENDED}


class Unclear(Exception):
    """What was typed means nothing; the text is the sentence to show."""


def parse(typed: str, names: Mapping[str, str]) -> Query:
    """What is looked for; ``names`` are the people an owner may be, name to id. Raises Unclear."""
    query = Query()
    for found in _PART.finditer(typed):
        part = found["quoted"] if found["quoted"] is not None else found["bare"]
        fact = _FACT.fullmatch(part) if found["quoted"] is None and not found["minus"] else None
        if fact and fact["key"] in _FACTS:
            values = [value for value in _BETWEEN.split(fact["values"]) if value]
            query = replace(query, **_FACTS[fact["key"]](query, values, names))
        elif found["quoted"] is None and not found["minus"] and _NUMBER.fullmatch(part):
            query = replace(query, number=part.upper())
        else:
            query = _with_words(query, part, unwanted=bool(found["minus"]))
    return query


def written(query: Query, names: Mapping[str, str]) -> str:
    """The query as one would type it."""
    return " ".join(_pieces(query, {id: name for name, id in names.items()}))


def _with_words(query: Query, part: str, *, unwanted: bool) -> Query:
    if not folded(part) and not unwanted:
        return query
    if len(folded(part)) < SHORTEST:
        raise Unclear(f"“{part}”太短：正文里要找的词至少两个字。")
    if unwanted:
        return replace(query, without=(*query.without, part))
    return replace(query, phrases=(*query.phrases, part))


def _among(known: Mapping[str, Any], value: str, what: str) -> Any:
    if value not in known:
        raise Unclear(f"没有“{value}”这个{what}。可以写：{'、'.join(list(known)[:12])}。")
    return known[value]


def _states(query: Query, values: list[str], names: Mapping[str, str]) -> dict[str, Any]:
    known = {**STAGES, **_turned(words.STATUSES)}
    found = [_among(known, value, "状态") for value in values]
    stages = [state for state in found if isinstance(state, Stage)]
    statuses = tuple(state for state in found if not isinstance(state, Stage))
    return {"stage": stages[-1] if stages else query.stage, "statuses": query.statuses + statuses}


def _owner(query: Query, values: list[str], names: Mapping[str, str]) -> dict[str, Any]:
    return {"owner": _among({"我": ME, "无": NOBODY, **names}, values[-1] if values else "", "接单人")}


def _clock(query: Query, values: list[str], names: Mapping[str, str]) -> dict[str, Any]:
    return {"clock": _among(CLOCKS, values[-1] if values else "", "时钟")}


def _many(field: str, what: str, known: Callable[[], Mapping[str, Any]]) -> Callable[..., dict[str, Any]]:
    def read(query: Query, values: list[str], names: Mapping[str, str]) -> dict[str, Any]:
        return {field: (*getattr(query, field), *(_among(known(), value, what) for value in values))}

    return read


def _topics(query: Query, values: list[str], names: Mapping[str, str]) -> dict[str, Any]:
    """A part of a name means every topic that has it: 欺凌."""
    found = [topic for topic, name in words.TOPICS.items() if any(value in name for value in values)]
    if not found:
        raise Unclear(f"没有“{'、'.join(values)}”这个主题。")
    return {"topics": (*query.topics, *found)}


def _day(field: str) -> Callable[..., dict[str, Any]]:
    def read(query: Query, values: list[str], names: Mapping[str, str]) -> dict[str, Any]:
        try:
            return {field: date.fromisoformat(values[-1] if values else "")}
        except ValueError:
            raise Unclear("日期请写成 2026-11-21 这样。") from None

    return read


def _area(query: Query, values: list[str], names: Mapping[str, str]) -> dict[str, Any]:
    if not values or not re.fullmatch(r"\d{2,12}", values[-1], re.ASCII):
        raise Unclear("地区请写行政区划代码，例如 430181，或它的前几位。")
    return {"area": values[-1]}


def _turned(names: Mapping[Any, str]) -> dict[str, Any]:
    return {name: word for word, name in names.items()}


_FACTS: Mapping[str, Callable[..., dict[str, Any]]] = {
    "单号": lambda query, values, names: {"number": values[-1].upper() if values else ""},
    "级别": _many("levels", "级别", lambda: LEVELS),
    "状态": _states,
    "主题": _topics,
    "渠道": _many("channels", "渠道", lambda: _turned(words.CHANNELS)),
    "负责": _owner,
    "地区": _area,
    "从": _day("since"),
    "到": _day("until"),
    "时钟": _clock,
    "人工": lambda query, values, names: {"asked_for_human": True},
}


def _pieces(query: Query, people: Mapping[str, str]) -> Iterator[str]:
    yield from (_quoted(phrase) for phrase in query.phrases)
    yield from (f"-{_quoted(phrase)}" for phrase in query.without)
    if query.number:
        yield query.number
    if query.levels:
        yield f"级别:{','.join(_turned(LEVELS)[level] for level in query.levels)}"
    states = ([_turned(STAGES)[query.stage]] if query.stage else []) + [words.STATUSES[s] for s in query.statuses]
    if states:
        yield f"状态:{','.join(states)}"
    if query.topics:
        yield f"主题:{','.join(words.TOPICS[topic] for topic in query.topics)}"
    if query.channels:
        yield f"渠道:{','.join(words.CHANNELS[channel] for channel in query.channels)}"
    if query.owner:
        yield f"负责:{({ME: '我', NOBODY: '无'} | dict(people)).get(query.owner, query.owner)}"
    if query.area:
        yield f"地区:{query.area}"
    if query.clock:
        yield f"时钟:{_turned(CLOCKS)[query.clock]}"
    if query.since:
        yield f"从:{query.since}"
    if query.until:
        yield f"到:{query.until}"
    if query.asked_for_human:
        yield "人工:是"


def _quoted(phrase: str) -> str:
    plain = _PART.fullmatch(phrase) and not _FACT.fullmatch(phrase) and not _NUMBER.fullmatch(phrase)
    return phrase if plain and not phrase.startswith(("-", "－", '"', "“", "”")) else f'"{phrase}"'
