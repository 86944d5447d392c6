"""What staff read about the work on a case and its follow-ups: names of states, facts, kinds and changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.casework.words import AttentionLevel, Relief, Side, VisitKind
from cases.followup.words import Condition, FollowUpState, Safe, Way

FACTS = {
    "ideation": "想过不想活吗",
    "plan": "想过具体的打算吗",
    "means": "手边有能伤到自己的东西吗",
    "time": "想好了时间吗（三天内）",
    "safe": "现在安全吗",
}
ANSWERS = {"yes": "是", "no": "否", "unknown": "说不清"}

SIDES = {Side.HOME: "家里", Side.SCHOOL: "学校", Side.OTHER: "其他"}
VISITS = {
    VisitKind.HOME: "入户",
    VisitKind.SCHOOL: "学校",
    VisitKind.COMMUNITY: "村（社区）",
    VisitKind.ELSEWHERE: "其他地点",
}
ATTENTION = {AttentionLevel.RED: "红", AttentionLevel.YELLOW: "黄", AttentionLevel.BLUE: "蓝"}
ATTENTION_EVERY = {
    AttentionLevel.RED: "每周走访一次，明确一名负责领导",
    AttentionLevel.YELLOW: "每月走访两次",
    AttentionLevel.BLUE: "每月走访一次",
}
RELIEFS = {Relief.MONEY: "经济", Relief.MIND: "心理", Relief.GUIDANCE: "帮教", Relief.SCHOOL: "转学"}

WAYS = {Way.CHAT: "原渠道", Way.PHONE: "电话", Way.LETTER: "书信", Way.VISIT: "上门"}
FOLLOW_UPS = {
    FollowUpState.PLANNED: "待到时",
    FollowUpState.SENT: "已询问，等回音",
    FollowUpState.BY_HAND: "请人工回访",
    FollowUpState.ANSWERED: "有回音，请接着说",
    FollowUpState.MISSED: "两次没有回音，请决定",
    FollowUpState.DONE: "已完成",
    FollowUpState.DECLINED: "对方不要回访",
    FollowUpState.CANCELLED: "已取消",
}
CONDITIONS = {
    Condition.BETTER: "好转",
    Condition.SAME: "无变化",
    Condition.WORSE: "变差",
    Condition.LOST: "失联",
    Condition.OTHER: "其他",
}
SAFES = {Safe.YES: "安全", Safe.NO: "不安全", Safe.UNKNOWN: "不清楚"}
STEPS = {"24h": "24 小时", "72h": "72 小时", "3d": "3 天", "7d": "7 天", "14d": "14 天", "30d": "30 天"}

_RULE = {"safe": "可以写给对方", "unsafe": "不要主动写给对方"}
SENTENCES: Mapping[str, tuple[str, Mapping[Any, str]]] = {
    "safety": ("记录安全事实", {}),
    "safety_plan": ("更新安全计划", {}),
    "bullying": ("欺凌认定：{after}", {"sign": "苗头", "plain": "一般", "serious": "严重"}),
    "dropout": (
        "一生一案：{after}",
        {"": "建档", "registered": "已登记", "persuaded": "已劝返", "reported": "已书面报告", "returned": "已复学"},
    ),
    "help_item": ("新增帮助事项", {}),
    "help_done": ("帮助事项已完成", {}),
    "help_dropped": ("帮助事项不做了", {}),
    "visit": ("计划走访：{after}", VISITS),
    "visit_made": ("完成走访：{after}", VISITS),
    "visit_cancelled": ("取消走访：{before}", VISITS),
    "person": ("登记联系人（{after}）", SIDES),
    "person_unsafe": ("登记：绝不联系（{after}）", SIDES),
    "person_safe": ("解除绝不联系（{after}）", SIDES),
    "person_removed": ("移去联系人（{before}）", SIDES),
    "attention": ("关注等级 {before} → {after}", {"": "无", **ATTENTION}),
    "file": ("加入材料", {}),
    "file_copied": ("另存了一份材料", {}),
    "follow_ups": ("按级别安排回访", {}),
    "follow_up": ("安排回访：{after}", WAYS),
    "follow_up_moved": ("改了回访的时间或办法：{after}", WAYS),
    "follow_up_cancelled": ("取消回访", {}),
    "follow_up_sent": ("发出回访询问", {}),
    "follow_up_later": ("对方说不方便，改天再问", {}),
    "follow_up_answered": ("回访有回音", {}),
    "follow_up_missed": ("回访两次没有回音", {}),
    "follow_up_declined": ("对方不要再回访", {}),
    "follow_up_done": ("回访结果：{after}", CONDITIONS),
    "contact_rule": ("联系约定：{after}", _RULE),
}
"""Each kind of change with the table of the words it goes from and to."""
