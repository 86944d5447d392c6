"""What staff read for the counts of a report: titles of tables, names of rows and columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cases.callers.words import AgeBand, Gender, NonData
from cases.clocks.rules import clocks
from cases.figures.families import UNKNOWN, families
from cases.figures.period import Period, Span
from cases.followup.words import Condition
from cases.gaps import GapKind
from cases.referral.agencies import agencies
from cases.referral.words import FlagKind, Organ, ReferralState
from console import words
from console.areas import area_name
from humiao.names import SENDERS

SPANS = {Span.WEEK: "周调度", Span.MONTH: "月分析", Span.QUARTER: "季总结"}
BEFORE = {Span.WEEK: "上周", Span.MONTH: "上月", Span.QUARTER: "上季"}

LEVELS = {"red": "红", "yellow": "黄", "blue": "蓝", "none": "无"}
STEPS = {
    "60s": "60 秒内",
    "180s": "3 分钟内",
    "30min": "30 分钟内",
    "24h": "24 小时内",
    "later": "更久",
    "nobody": "还没有人接",
}
FLOW = {"start": "期初在办", "opened": "新收", "reopened": "重新打开", "closed": "结案", "end": "期末在办"}
DAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")

_AGES = {
    AgeBand.UNDER_8: "未满 8 岁",
    AgeBand.FROM_8: "8–13 岁",
    AgeBand.FROM_14: "14–15 岁",
    AgeBand.FROM_16: "16–17 岁",
    AgeBand.ADULT: "成年人",
}
_STATES = {
    ReferralState.SENT: "已发出",
    ReferralState.ACKNOWLEDGED: "已收到",
    ReferralState.ACCEPTED: "已接受",
    ReferralState.REJECTED: "不接受",
    ReferralState.DONE: "已办结",
    ReferralState.REVOKED: "已撤回",
}
_ORGANS = {
    Organ.POLICE: "公安",
    Organ.CIVIL_AFFAIRS: "民政",
    Organ.EDUCATION: "教育",
    Organ.PROSECUTION: "检察",
    Organ.OTHER: "其他部门",
}
_GAPS = {
    GapKind.NO_ANSWER: "没有答案",
    GapKind.UNSURE: "没有把握",
    GapKind.UNHELPFUL: "说没帮上",
    GapKind.ESCALATED: "转了人工",
}
_NON_DATA = {
    NonData.SILENT: "无声",
    NonData.HARASSING: "骚扰",
    NonData.TEST: "测试",
    NonData.THANKS: "致谢",
    NonData.WRONG_NUMBER: "打错",
}
_CONDITIONS = {
    Condition.BETTER: "好转",
    Condition.SAME: "没有变化",
    Condition.WORSE: "变差",
    Condition.LOST: "失联",
    Condition.OTHER: "其他",
}


def _table(known: Mapping[Any, str]) -> Callable[[str], str]:
    plain = {str(key): name for key, name in known.items()}
    return lambda key: plain.get(key, key)


NAMES: Mapping[str, Callable[[str], str]] = {
    "age": _table(_AGES),
    "area": lambda key: area_name(key).replace(" · ", " "),
    "asked": _table({"yes": "要求人工", "no": "没有要求"}),
    "channel": _table(words.CHANNELS),
    "clock": lambda key: clocks().by_id[key].name if key in clocks().by_id else key,
    "clock_end": _table({"kept": "按时", "breached": "超时"}),
    "condition": _table(_CONDITIONS),
    "family": lambda key: families().names.get(key, key),
    "flow": _table(FLOW),
    "followup": _table(
        {
            "in_time": "按时完成",
            "late": "迟于一天完成",
            "missed": "没有回应",
            "declined": "对方不要",
            "open": "还没有做",
        }
    ),
    "gap": _table(_GAPS),
    "gap_family": lambda key: families().names.get(key, key),
    "gender": _table({Gender.GIRL: "女", Gender.BOY: "男"}),
    "green": _table({"yes": "走绿色通道", "no": "普通"}),
    "hour": lambda key: f"{key} 时",
    "level": _table(LEVELS),
    "nondata": _table(_NON_DATA),
    "outcome": _table({**words.OUTCOMES, "erased": "按本人要求删除"}),
    "referral_kind": lambda key: agencies().kinds[key].name if key in agencies().kinds else key,
    "referral_state": _table(_STATES),
    "relation": _table(SENDERS),
    "relevel": _table({"raised": "人工调高", "lowered": "人工调低"}),
    "report": _table(_ORGANS),
    "report_answer": _table({"answered": "已有答复", "waiting": "还没有答复"}),
    "report_flag": _table({FlagKind.PREVENTED: "报告被阻止", FlagKind.NOT_REPORTED: "决定不报告"}),
    "topic": words.topic,
    "wait": _table(STEPS),
    "weekday": lambda key: DAYS[int(key)],
}
"""How a row of each kind is called."""

AXES = {
    "family_level": ("family", "level"),
    "area_level": ("area", "level"),
    "wait_level": ("wait", "level"),
    "referral": ("referral_kind", "referral_state"),
    "clock_kept": ("clock", "clock_end"),
    "hours": ("weekday", "hour"),
}
"""What the rows and columns of a table by two things are."""


def name_of(kind: str, key: str) -> str:
    """The name of a row or column; unknown ones are called so."""
    return "未知" if key == UNKNOWN else NAMES[kind](key)


def period_name(period: Period) -> str:
    """Such as 2026年第47周（11月16日—11月22日）, 2026年11月, 2026年第4季度."""
    first, last = period.first, period.last
    if period.span is Span.WEEK:
        year, week, _ = first.isocalendar()
        return f"{year}年第{week}周（{first.month}月{first.day}日—{last.month}月{last.day}日）"
    if period.span is Span.MONTH:
        return f"{first.year}年{first.month}月"
    return f"{first.year}年第{first.month // 3 + 1}季度"


def short_name(period: Period) -> str:
    """The same for the foot of a chart: 第47周, 11月, 26年4季."""
    if period.span is Span.WEEK:
        return f"{period.first.month}/{period.first.day}"
    if period.span is Span.MONTH:
        return f"{period.first.month}月"
    return f"{period.first.year % 100}年{period.first.month // 3 + 1}季"


def duration(seconds: float) -> str:
    """A wait as people say it."""
    if seconds < 90:
        return f"{seconds:.0f} 秒"
    if seconds < 5_400:
        return f"{seconds / 60:.0f} 分钟"
    return f"{seconds / 3_600:.1f} 小时" if seconds < 172_800 else f"{seconds / 86_400:.1f} 天"
