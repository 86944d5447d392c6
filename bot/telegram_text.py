"""What is written into a Telegram message: replies in parts that fit, alerts without content."""

from __future__ import annotations

from cases.clocks.rules import clocks
from humiao.message import Reply
from humiao.vocabulary import RiskLevel

MOST_UNITS = 4096
"""Telegram's limit for one message, counted in UTF-16 units: an emoji is two."""
RESENT = "（重发）"
_ENDS = "。！？!?；;…\n"
_CLOSING = "”’」』）)】》\"'"
"""Belong to the sentence that they follow."""

_ALERT = {
    RiskLevel.RED: "红色警报",
    RiskLevel.YELLOW: "黄色提醒",
    RiskLevel.BLUE: "蓝色提醒",
    RiskLevel.NONE: "新的单子",
}


def units(text: str) -> int:
    """The length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split_text(text: str, limit: int = MOST_UNITS) -> list[str]:
    """The text in parts of at most ``limit`` units, cut after a line or sentence where there is one.

    Nothing is left out but blank space at the cuts.
    """
    parts = []
    rest = text.strip()
    while units(rest) > limit:
        cut = _cut(rest, limit)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [part for part in (*parts, rest) if part]


def reply_text(reply: Reply, *, resend: bool = False) -> str:
    """The words, with those numbers to dial that they do not name already."""
    text = (RESENT if resend else "") + reply.text
    missing = [number for number in reply.numbers if number not in reply.text]
    return f"{text}\n\n电话：{'、'.join(missing)}" if missing else text


def alert_text(number: str | None, level: RiskLevel | None, *, clock: str | None = None, resend: bool = False) -> str:
    """Number and level: a group chat on private phones is no place for more."""
    mark = RESENT if resend else ""
    if clock and clock in clocks().by_id:
        return f"{mark}【护苗·升级】“{clocks().by_id[clock].name}”已超时，单号 {number or '未知'}。请到工作台处理。"
    return f"{mark}【护苗】{_ALERT[level or RiskLevel.NONE]}，单号 {number or '未知'}。请到工作台处理。"


def _cut(text: str, limit: int) -> int:
    """Where to cut: after the last end in the second half of what fits, else where it is full."""
    full = _fitting(text, limit)
    for place in range(full, full // 2, -1):
        if text[place - 1] in _ENDS and not _goes_on(text, place):
            return place
        if text[place - 1] in _CLOSING and text[place - 2] in _ENDS and not _goes_on(text, place):
            return place
    return full


def _goes_on(text: str, place: int) -> bool:
    """Whether the sentence's end continues: 。” or ？！ or …… stay together."""
    return place < len(text) and text[place] in _ENDS.replace("\n", "") + _CLOSING


def _fitting(text: str, limit: int) -> int:
    """How many characters fit into ``limit`` units; at least one, so that cutting always ends."""
    used = 0
    for count, character in enumerate(text):
        used += 2 if ord(character) > 0xFFFF else 1
        if used > limit:
            return max(1, count)
    return len(text)
