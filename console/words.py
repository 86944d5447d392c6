"""What the operators read: the Chinese words for states and changes, beside those of ``humiao.names``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cases.moves import life
from cases.roster.notices import Notice
from cases.roster.words import HandoverKind, HandoverState, Presence, ShiftKind
from cases.words import Author, Outcome, OutgoingState, Role, TaskKind, TicketStatus
from humiao.message import Channel, MessageKind
from humiao.names import ACTS as ACTS
from humiao.names import LEVELS as LEVELS
from humiao.names import SOURCES as SOURCES
from humiao.names import TOPICS as TOPICS
from humiao.names import topic as topic


class _StatusNames(Mapping[TicketStatus, str]):
    """The names in data/desk/lifecycle.yml, read when the first page wants one: a fault there stops no import."""

    def __getitem__(self, status: TicketStatus) -> str:
        return life().states[status].name

    def __iter__(self) -> Iterator[TicketStatus]:
        return iter(life().states)

    def __len__(self) -> int:
        return len(life().states)


STATUSES = _StatusNames()

OUTCOMES = {
    Outcome.HELPED: "已得到帮助",
    Outcome.REFERRED: "已转介",
    Outcome.RESCUED: "已救助脱险",
    Outcome.INFORMED: "已解答",
    Outcome.UNREACHABLE: "联系不上",
    Outcome.FALSE_ALARM: "误报",
    Outcome.MERGED: "并入",
}

TASKS = {
    TaskKind.MANDATORY_REPORT: "强制报告",
    TaskKind.FOLLOW_UP: "回访",
    TaskKind.SEND_BY_HAND: "回复没有送达，请人工联系",
    TaskKind.OTHER: "其他待办",
}

CHANNELS = {
    Channel.WEB: "网页",
    Channel.TELEGRAM: "Telegram",
    Channel.TERMINAL: "终端",
    Channel.PHONE: "电话",
    Channel.WALK_IN: "来访",
    Channel.LETTER: "来信",
}

AUTHORS = {Author.CALLER: "求助者", Author.BOT: "助手", Author.OPERATOR: "值班员"}

KINDS = {
    MessageKind.TEXT: "文字",
    MessageKind.VOICE: "语音",
    MessageKind.PHOTO: "图片",
    MessageKind.VIDEO: "视频",
    MessageKind.STICKER: "表情",
    MessageKind.FILE: "文件",
    MessageKind.LOCATION: "位置",
    MessageKind.OTHER: "其他",
}

DELIVERIES = {
    OutgoingState.DUE: "待送达",
    OutgoingState.SENDING: "发送中",
    OutgoingState.DELIVERED: "已送达",
    OutgoingState.FAILED: "没有送达",
}

ROLES = {
    Role.OPERATOR: "值班员",
    Role.SUPERVISOR: "督导",
    Role.EDITOR: "编辑",
    Role.REVIEWER: "审稿",
    Role.AUDITOR: "审计",
    Role.ADMIN: "管理员",
}

PRESENCES = {Presence.HERE: "在线", Presence.BUSY: "忙", Presence.AWAY: "离开", Presence.OFF: "不在线"}

SHIFTS = {ShiftKind.DUTY: "值班", ShiftKind.LEAD: "值班长", ShiftKind.SUPERVISION: "督导"}

_ANSWERS = {
    HandoverState.ACCEPTED: "{other}已签收，由对方负责：",
    HandoverState.DECLINED: "{other}没有接，仍由您处理：",
    HandoverState.EXPIRED: "{other}没有按时签收，仍由您处理：",
}


def notice(said: Notice) -> str:
    """What became of a case that its reader had, or gave away; the number follows it."""
    other = said.other or "队列"
    if said.mine:
        return f"{other}没有回应，这个单现在由您负责："
    if said.kind is HandoverKind.TAKE_OVER:
        return f"{other}接管了您的单："
    if said.kind is HandoverKind.STAND_IN:
        return f"您不在线时，第二责任人{other}接替了您的单："
    if said.kind is HandoverKind.SILENCE:
        return f"您没有回应或不在线，这个单转给了{other}："
    return _ANSWERS[said.state].format(other=other)
