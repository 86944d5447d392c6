"""The two forms about school: bullying 学生欺凌, and drop-out 一生一案."""

from __future__ import annotations

from cases.casework.words import SheetKind
from console.casework import Field, Form
from console.casework_words import ANSWERS

TAB = "service"
GRADES = (("sign", "苗头"), ("plain", "一般"), ("serious", "严重"))
STEPS = (("registered", "登记"), ("persuaded", "劝返"), ("reported", "书面报告"), ("returned", "复学"))
"""未成年人保护法 第二十八条: the school registers, persuades, and reports in writing when that was in vain."""
_YES_NO = tuple(ANSWERS.items())

BULLYING_FORM = Form(
    SheetKind.BULLYING,
    "学生欺凌",
    TAB,
    [
        Field("grade", "程度", "choice", GRADES),
        Field("between", "发生在学生之间", "choice", _YES_NO),
        Field("deliberate", "蓄意或者恶意", "choice", _YES_NO),
        Field("harm", "造成身体、财物或精神损害", "choice", _YES_NO),
        Field(
            "facts", "经过", hint="时间、地点、方式（打、骂、抢、排挤、网上）、几次；写事实，不写结论。一次也可能是欺凌"
        ),
        Field("stopped", "学校已制止", "choice", _YES_NO),
        Field("guardians", "已通知双方家长", "choice", _YES_NO),
        Field("determined", "学校已认定", "choice", _YES_NO),
        Field("counselling", "双方已得到心理辅导", "choice", _YES_NO),
        Field("reported", "学校已报公安和教育部门", "choice", _YES_NO, "严重的必须报"),
        Field("handling", "处理结果和下一步"),
    ],
)
DROPOUT_FORM = Form(
    SheetKind.DROPOUT,
    "控辍保学 · 一生一案",
    TAB,
    [
        Field("since", "从哪天起没有上学", "date"),
        Field("why", "原因", hint="孩子自己怎么说，家长怎么说，分开写"),
        Field("where", "现在在哪里、做什么"),
        Field("registered", "学校登记日期", "date"),
        Field("persuaded", "最近一次劝返日期", "date"),
        Field("persuasion", "劝返记录", hint="每次：日期、谁去、见到谁、结果"),
        Field("reported", "书面报告日期", "date", hint="劝返无效时，由学校报教育行政部门"),
        Field("reported_to", "报告给谁", "line"),
        Field("returned", "复学日期", "date"),
        Field("support", "复学后谁陪、怎么帮"),
    ],
)


def step_reached(fields: dict[str, str]) -> str | None:
    """The last step of the drop-out file that has a day."""
    return next((step for step, _ in reversed(STEPS) if fields.get(step)), None)
