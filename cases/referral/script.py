"""What to read out to 110, and as a text message to 12110: only facts on record, the gaps said as gaps."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from cases.callers.profile import Profile, profile
from cases.callers.words import Gender, Speaking
from cases.errors import Erased
from cases.store import Work
from cases.tables import Message, Operator, Ticket
from cases.transcript import text_of
from humiao.message import MessageKind
from humiao.names import topic
from humiao.vocabulary import RiskLevel

UNKNOWN = "不明，正在问"
GENDERS = {Gender.GIRL: "女孩", Gender.BOY: "男孩"}
LONGEST_TEXT = 70
"""Characters of one text message in Chinese: a second one may come late, or not at all."""


@dataclass(frozen=True)
class Script:
    """``call`` is read out, ``text`` is sent to 12110 by somebody who must not be heard."""

    call: str
    text: str


def compose_script(work: Work, ticket: Ticket, operator: Operator, office: str, contact: str) -> Script:
    """From the caller's profile, a location that was sent, and the topics; never the child's own words."""
    known = profile(work, ticket.conversation)
    child, place, what = _child(known), known.where or _location(work, ticket), _what(ticket)
    lines = [
        f"您好，这里是{office}，我是值班员{operator.shown_as}。我要报警：有未成年人可能正处在危险中。",
        f"孩子：{child}",
        f"地点：{place or UNKNOWN}",
        f"正在发生：{what}（求助者所述，未经核实）",
        f"危险程度：{'可能有即时危险' if ticket.level is RiskLevel.RED else '请判断'}",
        f"能否说话：{_speaking(known)}",
        *_careful(known),
        f"请立即出警，并告诉我您的警号和接警编号。我们的联系办法：{contact}。单号：{ticket.number}。",
    ]
    text = f"报警：未成年人有危险，{child}，在{place or '不明'}，{what}。不方便通话，请出警。"
    return Script("\n".join(lines), text[:LONGEST_TEXT])


def _child(known: Profile) -> str:
    age = f"{known.age}岁" if known.age is not None else "年龄不明"
    gender = GENDERS[known.gender] if known.gender else "性别不明"
    return "，".join(filter(None, (known.name, age, gender)))


def _what(ticket: Ticket) -> str:
    return "、".join(topic(name) for name in ticket.topics[:3]) or UNKNOWN


def _speaking(known: Profile) -> str:
    if known.speaking is Speaking.FREELY:
        return "能自由说话"
    return "不方便说话，旁边可能有人" if known.speaking is Speaking.GUARDED else UNKNOWN


def _careful(known: Profile) -> list[str]:
    return ["请注意：" + "；".join(known.warnings)] if known.warnings else []


def _location(work: Work, ticket: Ticket) -> str:
    """The latest location that was sent in the conversation; empty when there is none."""
    sent = select(Message).where(
        Message.conversation_id == ticket.conversation_id, Message.kind == MessageKind.LOCATION
    )
    found = work.db.scalar(sent.order_by(Message.seq.desc()).limit(1))
    if found is None:
        return ""
    try:
        return text_of(work, found)
    except Erased:
        return ""
