"""Which tables make up which report, and how each is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from cases.figures.period import Span
from humiao.vocabulary import Word


class Drawn(Word):
    BARS = "bars"
    STACKED = "stacked"
    SHARES = "shares"
    """Turned: one bar for each column, divided by the rows."""
    HOURS = "hours"
    TABLE = "table"


@dataclass(frozen=True)
class Part:
    """One table of a report under its title."""

    grid: str
    title: str
    drawn: Drawn
    note: str = ""


WEEK = (
    Part("level", "新收：按级别", Drawn.BARS),
    Part("wait_level", "等了多久才有人接", Drawn.SHARES, "从建单到第一次有人接单；电话和来访由人接待，算 0 秒。"),
    Part("family_level", "新收：按问题类别", Drawn.STACKED, "按建单时的第一个主题归类，一单只算一次。"),
    Part("hours", "来信最多的钟点", Drawn.HOURS, "求助者发来的消息条数，按中国时间。"),
    Part("channel", "新收：按来源", Drawn.BARS),
    Part("clock_kept", "时限", Drawn.STACKED, "按到期时间；还在走的时限不计。"),
    Part("referral_state", "转介走到哪一步", Drawn.BARS, "按发出时间；状态为制表时的状态。"),
    Part("followup", "回访", Drawn.BARS, "按应做时间；取消的不计。"),
)
"""周调度: what the desk has to act on next week. No ages and places: less the month, a few days would remain."""

FULL = (
    *WEEK[:5],
    Part("area_level", "新收：按地区", Drawn.STACKED),
    Part("relation", "谁来求助", Drawn.BARS),
    Part("age", "孩子的年龄", Drawn.BARS),
    Part("gender", "孩子的性别", Drawn.BARS),
    Part("outcome", "结案：结果", Drawn.BARS),
    Part("clock_kept", "时限", Drawn.STACKED, "按到期时间；还在走的时限不计。"),
    Part("referral", "转介：单位和结果", Drawn.STACKED, "按发出时间；状态为制表时的状态。"),
    Part("green", "转介：绿色通道", Drawn.BARS),
    Part("report", "强制报告：报给谁", Drawn.BARS, "按报告时间，一份报告算一次。"),
    Part("report_answer", "强制报告：答复", Drawn.BARS),
    Part("report_flag", "强制报告：需督导过问", Drawn.BARS),
    Part("followup", "回访", Drawn.BARS, "按应做时间；取消的不计。"),
    Part("condition", "回访时的状况", Drawn.BARS),
    Part("relevel", "人工改级", Drawn.BARS, "只算人改的；规则调高的不计。"),
    Part("gap", "没有答上的提问", Drawn.BARS),
    Part("gap_family", "没有答上的提问：类别", Drawn.BARS),
    Part("nondata", "非个案来电来信", Drawn.BARS),
    Part("asked", "要求人工", Drawn.BARS),
    Part("topic", "新收：按主题", Drawn.BARS, "图中只画最多的十六个；全部在数据里。"),
)
"""月分析, 季总结."""


def parts_of(span: Span) -> tuple[Part, ...]:
    return WEEK if span is Span.WEEK else FULL
