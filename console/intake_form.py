"""The form of a call: what was typed becomes a call, or the sentences that say what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar
from uuid import uuid4

from cases.callers import Profile
from cases.callers.by_hand import Call
from cases.callers.words import Consent, Gender, Speaking, Way
from humiao.message import BY_HAND, Channel
from humiao.vocabulary import RiskLevel, Sender, Word

W = TypeVar("W", bound=Word)

LONGEST = 8_000
"""Characters of what a caller said: a long letter."""
LINE = 200
FIELDS = (
    "key channel relation name phone shared age gender area where speaking words summary consent wish "
    "contact_way contact_times avoid_phone avoid_guardian warning level reason"
).split()


class BadForm(Exception):
    """Something typed cannot be right; ``problems`` say so in Chinese."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True)
class _Reader:
    form: Mapping[str, str]
    problems: list[str]

    def text(self, name: str, longest: int = LINE) -> str:
        value = self.form.get(name, "").strip()
        if len(value) > longest:
            self.problems.append(f"有一栏太长：最多 {longest} 个字。")
        return value

    def word(self, name: str, words: type[W]) -> W | None:
        """The chosen word; None when nothing was chosen."""
        value = self.form.get(name, "")
        if value and value not in {str(word) for word in words}:
            self.problems.append("有一栏选的不是表上的内容，请重新选。")
            return None
        return words(value) if value else None


def empty_form(area: str) -> dict[str, str]:
    """A fresh form: its key makes one call of it, however often it is sent."""
    return {
        **dict.fromkeys(FIELDS, ""),
        "key": str(uuid4()),
        "channel": str(Channel.PHONE),
        "area": area[:6],
        "consent": str(Consent.NOT_ASKED),
    }


def read_call(form: Mapping[str, str]) -> Call:
    """Raises BadForm naming everything that is wrong."""
    read = _Reader(form, [])
    channel = read.word("channel", Channel)
    words = read.text("words", LONGEST)
    if channel not in BY_HAND or channel is None:
        read.problems.append("请选渠道：电话、来访或来信。")
    if not words:
        read.problems.append("请写下对方的原话；没有说话的，写“（没有说话）”和听到的声音。")
    level, reason = read.word("level", RiskLevel), read.text("reason", 2_000)
    known, summary, key = _profile(read), read.text("summary", 2_000), read.text("key", 36)
    if read.problems or channel is None:
        raise BadForm(read.problems)
    return Call(key or str(uuid4()), channel, words, known, summary, level, reason, shared=form.get("shared") == "1")


def read_profile(form: Mapping[str, str]) -> Profile:
    """The caller's profile alone; raises BadForm."""
    read = _Reader(form, [])
    known = _profile(read)
    if read.problems:
        raise BadForm(read.problems)
    return known


def _profile(read: _Reader) -> Profile:
    return Profile(
        area=_area(read),
        age=_age(read),
        gender=read.word("gender", Gender),
        relation=read.word("relation", Sender),
        name=read.text("name"),
        phone=read.text("phone", 40),
        where=read.text("where"),
        speaking=read.word("speaking", Speaking),
        consent=read.word("consent", Consent) or Consent.NOT_ASKED,
        wish=read.text("wish", 500),
        contact_way=read.word("contact_way", Way),
        contact_times=read.text("contact_times"),
        avoid_phone=read.form.get("avoid_phone") == "1",
        avoid_guardian=read.form.get("avoid_guardian") == "1",
        warning=read.text("warning"),
    )


def _area(read: _Reader) -> str:
    area = read.text("area")
    if area and not (area.isascii() and area.isdecimal() and len(area) == 6):
        read.problems.append("地区是六位数字的行政区划代码；不知道就留空。")
        return ""
    return area


def _age(read: _Reader) -> int | None:
    age = read.text("age").removesuffix("岁")
    if not age:
        return None
    if not (age.isdecimal() and int(age) <= 120):
        read.problems.append("年龄写周岁的数字；不知道就留空。")
        return None
    return int(age)
