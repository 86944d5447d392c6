"""What a printed case file consists of, part by part, before anything is masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases import fields
from cases.callers.profile import profile
from cases.casefile import history, notes, tasks
from cases.casework import files, items, people, sheets, visits
from cases.casework.words import HelpList, SheetKind
from cases.errors import Erased
from cases.fields import Field as Ruled
from cases.fields import Show
from cases.followup import lists
from cases.operators import everybody
from cases.store import Work
from cases.tables import Operator, Ticket
from cases.transcript import messages_after
from console import words
from console.case_file import sentence
from console.case_safety import FACT_FORM, PLAN_FORM
from console.casework import Form
from console.casework_words import CONDITIONS, FOLLOW_UPS, RELIEFS, SAFES, SIDES, VISITS, WAYS
from console.looks import day_and_time
from console.school_forms import BULLYING_FORM, DROPOUT_FORM


@dataclass(frozen=True)
class Line:
    """One line; ``identity``: it says who somebody is, and is left out when names are hidden.

    ``fact``: chosen or counted, not written by anybody, so there is nothing to mask.
    """

    label: str
    text: str
    identity: bool = False
    fact: bool = False


@dataclass(frozen=True)
class Part:
    """A part of the file; ``facts``: it holds no words that anybody wrote."""

    title: str
    lines: Sequence[Line]
    facts: bool = False


def parts(work: Work, ticket: Ticket, operator: Operator) -> list[Part]:
    """All of the case that this person may read; the talk of an erased one is empty."""

    def shows(name: Ruled) -> bool:
        return fields.field(work, operator, ticket, name) is Show.SHOW

    written = notes(work, ticket) if shows(Ruled.NOTES) else []
    return [
        Part("基本情况", _basics(ticket), facts=True),
        Part("来访者", _caller(work, ticket) if shows(Ruled.PROFILE) else []),
        Part("联系人", [*_people(work, ticket)]),
        _sheet(work, ticket, FACT_FORM),
        _sheet(work, ticket, PLAN_FORM),
        Part("成长守护方案", _items(work, ticket, HelpList.PLAN)),
        Part("多元救助", _items(work, ticket, HelpList.RELIEF)),
        Part("走访", _visits(work, ticket)),
        _sheet(work, ticket, BULLYING_FORM),
        _sheet(work, ticket, DROPOUT_FORM),
        Part("待办", [Line(words.TASKS[t.kind], "已完成" if t.done_at else "未完成") for t in tasks(work, ticket)]),
        Part("备注", [Line(f"{day_and_time(n.at)} {n.author}", n.text or "（已删除）") for n in written]),
        Part("回访", _follow_ups(work, ticket)),
        Part("材料", [Line(f.media_type, f.name, identity=True) for f in files.files(work, ticket)]),
        Part("对话", _talk(work, ticket)),
        Part("经过", _history(work, ticket)),
    ]


def _basics(ticket: Ticket) -> list[Line]:
    return [
        Line("单号", ticket.number),
        Line("级别", words.LEVELS[ticket.level]),
        Line("状态", words.STATUSES[ticket.status]),
        Line("主题", "、".join(words.topic(topic) for topic in ticket.topics)),
        Line("渠道", words.CHANNELS[ticket.conversation.channel]),
        Line("建单", day_and_time(ticket.opened_at)),
        Line("结案", day_and_time(ticket.closed_at) if ticket.closed_at else "—"),
        Line("结果", words.OUTCOMES[ticket.outcome] if ticket.outcome else "—"),
    ]


def _caller(work: Work, ticket: Ticket) -> list[Line]:
    known = profile(work, ticket.conversation)
    told = {
        "姓名": known.name,
        "电话": known.phone,
        "在哪里": known.where,
        "年龄": str(known.age or ""),
        "愿望": known.wish,
    }
    return [Line(label, text, identity=label in ("姓名", "电话", "在哪里")) for label, text in told.items() if text]


def _people(work: Work, ticket: Ticket) -> list[Line]:
    found = people.people(work, ticket)
    warned = {True: "绝不联系 ", False: ""}
    return [
        # Labels are not masked, so what somebody wrote ("李某的妈妈") is in the text.
        Line(
            f"{warned[p.unsafe]}{SIDES[p.side]}",
            f"{p.named.relation} {p.named.name} {p.named.phone} {p.named.note}",
        )
        for p in found
    ]


def _sheet(work: Work, ticket: Ticket, form: Form) -> Part:
    sheet = sheets.latest(work, ticket, SheetKind(form.kind))
    lines = [
        Line(
            field.label,
            dict(field.choices).get(sheet[field.name], sheet[field.name]),
            fact=field.kind in ("choice", "date"),
        )
        for field in form.fields
        if sheet[field.name]
    ]
    return Part(form.title, lines)


def _items(work: Work, ticket: Ticket, wanted: HelpList) -> list[Line]:
    kinds = {str(kind): name for kind, name in RELIEFS.items()} if wanted is HelpList.RELIEF else {}
    return [
        Line(kinds.get(i.category, "事项"), f"{i.what}（{i.who}）{'已结束 ' + i.result if i.ended_at else '进行中'}")
        for i in items.items(work, ticket, wanted)
    ]


def _visits(work: Work, ticket: Ticket) -> list[Line]:
    return [
        Line(
            f"{v.made_on or v.planned_on} {VISITS[v.kind]}",
            f"{v.report.who}；见到 {v.report.seen}；{v.report.findings}；{v.report.next}" if v.report else v.plan,
        )
        for v in visits.visits(work, ticket)
    ]


def _follow_ups(work: Work, ticket: Ticket) -> list[Line]:
    return [
        Line(
            f"{day_and_time(f.due_at)} {WAYS[f.way]}",
            f"{FOLLOW_UPS[f.state]} {CONDITIONS[f.condition] if f.condition else ''}"
            f" {SAFES[f.safe] if f.safe else ''} {f.result}",
        )
        for f in lists.follow_ups(work, ticket)
    ]


def _talk(work: Work, ticket: Ticket) -> list[Line]:
    try:
        turns = messages_after(work, ticket.conversation, 0, ticket.conversation.last_seq or 1)
    except Erased:
        return []
    return [Line(f"{day_and_time(t.at)} {words.AUTHORS[t.author]}", t.text or words.KINDS[t.kind]) for t in turns]


def _history(work: Work, ticket: Ticket) -> list[Line]:
    names = {operator.id: operator.shown_as for operator in everybody(work)}
    return [
        Line(f"{day_and_time(c.at)} {c.who or '助手'}", f"{sentence(c, names)} {c.reason or ''}")
        for c in history(work, ticket)
    ]
