"""The tab 安全: what was asked about safety, and the plan that was made with the child."""

from __future__ import annotations

from datetime import datetime

from cases.casework import safety, sheets
from cases.casework.sheets import SheetText
from cases.casework.words import SheetKind
from cases.moves import is_open
from cases.store import Work
from cases.tables import Ticket
from console.casework import Field, Form, acts, common, moment, save_form, seen
from console.casework_words import ANSWERS, FACTS
from console.pages import Pages
from console.sections import Section
from console.visit import Visit

TAB = "safety"
_YES_NO = tuple(ANSWERS.items())
FACT_FORM = Form(
    SheetKind.SAFETY,
    "安全事实",
    TAB,
    [
        one
        for fact, label in FACTS.items()
        for one in (Field(fact, label, "choice", _YES_NO), Field(f"{fact}_words", f"{label}：原话"))
    ],
)
PLAN_FORM = Form(
    SheetKind.SAFETY_PLAN,
    "安全计划",
    TAB,
    [
        Field("signs", "快要难受起来的信号", hint="孩子自己感觉得到的：身体、念头、事情"),
        Field("helps", "自己能做的、会好一点的事"),
        Field("people", "可以找的人", hint="孩子自己信任的人；不写让孩子害怕的人"),
        Field("places", "可以去的地方", hint="有人、安全、晚上也开着的地方"),
        Field("numbers", "可以打的电话"),
        Field("desk", "我们会做什么", hint="只写一定做得到的，写明时间"),
    ],
)


def register(pages: Pages) -> None:
    acts(pages, TAB, (("safety-facts", record),), FACT_FORM)
    acts(pages, TAB, (("safety-plan", save_form(PLAN_FORM)),), PLAN_FORM)


def record(visit: Visit, work: Work, ticket: Ticket) -> None:
    posted = FACT_FORM.read(visit)
    safety.record(work, ticket, visit.operator, posted, seen=seen(visit), asked=moment(visit.field("asked")))


def draw(visit: Visit, work: Work, ticket: Ticket) -> str:
    facts = sheets.versions(work, ticket, SheetKind.SAFETY)
    plans = sheets.versions(work, ticket, SheetKind.SAFETY_PLAN)
    now = facts[0] if facts else SheetText()
    level = safety.suggested(now.fields)
    raised = level if is_open(ticket.status) and level.rank > ticket.level.rank else None
    plan = plans[0] if plans else SheetText()
    return visit.html(
        "_safety.html",
        facts=[(fact, label, now[fact], now[f"{fact}_words"], _asked(now, fact)) for fact, label in FACTS.items()],
        sheet=now,
        earlier=facts[1:],
        labels=FACTS,
        answers=ANSWERS,
        raised=raised,
        plan_form=PLAN_FORM,
        plan=plan,
        plan_text=plan_text(plan),
        earlier_plans=plans[1:],
        **common(visit, ticket),
    )


def plan_text(plan: SheetText) -> str:
    """The plan as the child reads it; empty when nothing is written."""
    parts = [f"{field.label}：\n{plan[field.name]}" for field in PLAN_FORM.fields if plan[field.name]]
    return "这是我们一起想好的：\n\n" + "\n\n".join(parts) if parts else ""


def _asked(sheet: SheetText, fact: str) -> datetime | None:
    written = sheet[f"{fact}_asked"]
    return datetime.fromisoformat(written) if written else None


SECTION = Section(TAB, "安全", draw)
