"""What editors read: names of fields and states, refusals, and the findings of the check in plain Chinese."""

from __future__ import annotations

import re

from knowledge.check import FEWEST_QUESTIONS as FEWEST_QUESTIONS
from knowledge.desk.errors import Conflict, DeskError, NotNow, OwnWork, Refused
from knowledge.desk.overview import Stage
from knowledge.desk.regression import Verdict
from knowledge.desk.tables import Origin, State

FIELDS = {
    "title": "标题",
    "topic": "主题",
    "floor": "最低级别",
    "questions": "问法",
    "child": "给孩子",
    "adult": "给成年人",
    "steps": "步骤",
    "citations": "法条",
    "rules": "其他规定",
    "contacts": "电话",
    "related": "相关答案",
    "never": "不许这样答",
    "review_by": "复核期限",
}

STAGES = {
    Stage.DRAFT: "草稿",
    Stage.SUBMITTED: "待审",
    Stage.RETURNED: "退回",
    Stage.COMING: "已批准",
    Stage.LIVE: "使用中",
    Stage.RETIRED: "已停用",
}

STATES = {
    State.DRAFT: "草稿",
    State.SUBMITTED: "待审",
    State.RETURNED: "退回",
    State.APPROVED: "已批准",
}

ORIGINS = {Origin.SHIPPED: "随程序", Origin.DESK: "本台编写", Origin.IMPORTED: "导入"}

VERDICTS = {Verdict.WORSE: "变差", Verdict.OTHER: "变了", Verdict.BETTER: "变好"}

_REFUSALS: dict[type[DeskError], str] = {
    OwnWork: "您参与写了这一稿，要请另一个人来审。",
    NotNow: "这一稿现在的状态不允许这样做，请刷新页面再看。",
}

_PROBLEMS = (
    (r"title is empty", "标题还没有写"),
    (r"child is empty", "给孩子的话还没有写"),
    (r"adult is empty", "给成年人的话还没有写"),
    (r"author is empty", "没有写明作者"),
    (r"needs at least (\d+) questions, all different", r"至少要写 \1 种问法，而且各不相同"),
    (r"has no steps", "还没有写步骤"),
    (r"cites no statute", "还没有引用法条"),
    (r"shows more than three numbers", "电话最多三个：害怕的孩子不会从一串号码里挑"),
    (r"shows numbers that the directory does not know: (.+)", r"号码本里没有这些号码：\1"),
    (r"uses (.+)", r"用了不许用的说法 \1"),
    (r"names (.+) without citing it", r"正文提到了\1，法条里没有引用"),
    (r"is related to (.+), which is no other entry", r"相关答案“\1”不存在，或就是这一条自己"),
    (r"cites (.+), which does not exist", r"引用的\1不存在"),
    (r"cites (.+), which is not in force on (.+)", r"引用的\1在 \2 没有效力"),
    (r"cites (.+), whose text changed", r"引用的\1条文已改动，超过宽限期没有重新审过"),
    (r"has too short an anchor for (.+)", r"\1的依据原话太短，至少四个字"),
    (r"has an anchor that is not in (.+?): (.*)", r"\1里没有这句原话：“\2”"),
    (r"was to be reviewed by (.+)", r"复核期限 \1 已到"),
)
"""The sentences of knowledge/check.py; tests/console/test_entry_words.py goes through all of them."""


def problem(text: str) -> str:
    """A finding of the check as a sentence for the editor; one that is not known stays as it is."""
    for pattern, sentence in _PROBLEMS:
        if found := re.fullmatch(pattern, text):
            return found.expand(sentence)
    return text


def refusal(error: DeskError) -> str:
    """Why the desk refused, in one sentence."""
    if isinstance(error, Conflict):
        return f"别人刚刚保存了第 {error.latest} 版，请刷新后对着新的一版再做。"
    if isinstance(error, Refused):
        return "还不能这样做：" + "；".join(problem(text) for text in error.problems) + "。"
    return _REFUSALS.get(type(error), "这一步没有完成，请刷新后再试。")
