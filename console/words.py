"""What the operators read: the Chinese words for states and changes, beside those of ``humiao.names``."""

from __future__ import annotations

from cases.words import Author, Outcome, OutgoingState, Role, TaskKind, TicketStatus
from humiao.message import Channel, MessageKind
from humiao.names import ACTS as ACTS
from humiao.names import LEVELS as LEVELS
from humiao.names import SOURCES as SOURCES
from humiao.names import TOPICS as TOPICS
from humiao.names import topic as topic

STATUSES = {
    TicketStatus.RECEIVED: "待接单",
    TicketStatus.CLAIMED: "处理中",
    TicketStatus.WAITING: "等待外部回复",
    TicketStatus.FOLLOW_UP: "回访中",
    TicketStatus.CLOSED: "已结案",
}

OUTCOMES = {
    Outcome.HELPED: "已得到帮助",
    Outcome.REFERRED: "已转介",
    Outcome.RESCUED: "已救助脱险",
    Outcome.INFORMED: "已解答",
    Outcome.UNREACHABLE: "联系不上",
    Outcome.FALSE_ALARM: "误报",
}

TASKS = {
    TaskKind.MANDATORY_REPORT: "强制报告",
    TaskKind.FOLLOW_UP: "回访",
    TaskKind.SEND_BY_HAND: "回复没有送达，请人工联系",
    TaskKind.OTHER: "其他待办",
}

CHANNELS = {Channel.WEB: "网页", Channel.TELEGRAM: "Telegram", Channel.TERMINAL: "终端"}

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
