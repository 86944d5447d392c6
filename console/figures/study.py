"""A closed case told without its child 典型案例: written by a supervisor, checked, and only then given out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from cases import reach
from cases.access import Permission
from cases.callers.profile import profile
from cases.changes import note_change
from cases.contacts import lock_conversation
from cases.errors import Erased, NotAllowed
from cases.figures.alike import ENOUGH, Detail, Facts, Told, alike, facts_of
from cases.figures.families import families
from cases.moves import is_open
from cases.store import Work
from cases.tables import Ticket
from cases.transcript import messages_after
from cases.words import Author
from console import words
from console.areas import PROVINCES, area_name
from console.figures.study_check import Risk, risks
from console.figures.study_paper import as_docx
from console.figures.words import NAMES, name_of
from console.files import given
from console.pages import Pages
from console.visit import Visit
from humiao.clock import local

PARTS = {"background": "背景", "done": "做了什么", "outcome": "结果", "lesson": "启示"}
CHOICES = {
    "age": ("年龄", ("年龄段", "只说是未成年人或成年人", "不写")),
    "place": ("地区", ("县（区）", "省", "不写")),
    "topic": ("问题", ("主题", "类别", "不写")),
    "time": ("时间", ("年月", "年", "不写")),
}
LONGEST = 4_000
SHORTEST_REASON = 10
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def register(pages: Pages) -> None:
    @pages.page("/cases/{number}/study", needs=Permission.CASE_EXPORT)
    def write(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            ticket = _case(visit, work, reading=True)
            work.commit()
            texts = {**dict.fromkeys(PARTS, ""), **_started(ticket)}
        return _page(visit, ticket, texts, dict.fromkeys(CHOICES, Detail.ROUGH), None, {})

    @pages.page("/cases/{number}/study", needs=Permission.CASE_EXPORT, method="POST")
    def check(visit: Visit) -> Response:
        """Shows what was found; with nothing left to decide, and asked for, gives the document out."""
        texts, chosen = {name: visit.field(name)[:LONGEST] for name in PARTS}, _chosen(visit)
        with visit.desk.store.session() as work:
            ticket = _case(visit, work, reading=False)
            facts = facts_of(work, ticket)
            found = _risks(work, ticket, facts, Told(**chosen), list(texts.values()))
            reasons = {risk.id: visit.field(f"why-{risk.id}") for risk in found}
            if visit.field("act") != "export" or not _settled(found, reasons):
                return _page(visit, ticket, texts, chosen, found, reasons)
            kept = (
                "；".join(f"{risk.kind}“{risk.words}”：{reasons[risk.id]}" for risk in found) or "没有发现可识别的内容"
            )
            note_change(work, ticket, "study", by=visit.operator, reason=kept)
            document = as_docx(_told(ticket, facts, chosen), [(PARTS[name], text) for name, text in texts.items()])
            work.commit()
        return given(document, "case-study.docx", _WORD)


def _case(visit: Visit, work: Work, *, reading: bool) -> Ticket:
    """The closed case; raises NotFound, NotAllowed while it is open, Erased without words."""
    reached = reach.read if reading else reach.reached
    ticket = reached(work, visit.path("number"), visit.operator)
    if not reading:
        lock_conversation(work, ticket.conversation_id)
    if is_open(ticket.status):
        raise NotAllowed("only a closed case is told to others")
    if ticket.conversation.key_wrapped is None:
        raise Erased("the conversation was erased")
    return ticket


def _risks(work: Work, ticket: Ticket, facts: Facts, told: Told, texts: list[str]) -> list[Risk]:
    known = profile(work, ticket.conversation)
    turns = messages_after(work, ticket.conversation, 0, ticket.conversation.last_seq or 1)
    said = [turn.text for turn in turns if turn.author is Author.CALLER]
    return risks(texts, (known.name, known.phone, known.where), said, alike(work, facts, told))


def _settled(found: list[Risk], reasons: Mapping[str, str]) -> bool:
    return all(not risk.sure and len(reasons[risk.id]) >= SHORTEST_REASON for risk in found)


def _chosen(visit: Visit) -> dict[str, Detail]:
    return {name: next((d for d in Detail if d == visit.field(name)), Detail.NOTHING) for name in CHOICES}


def _started(ticket: Ticket) -> dict[str, str]:
    """The beginning of each part from what is counted anyway; never a word that somebody said or wrote."""
    channel, level = words.CHANNELS[ticket.conversation.channel], ticket.level.zh
    outcome = words.OUTCOMES[ticket.outcome] if ticket.outcome else ""
    return {"background": f"求助者通过{channel}求助，定为{level}色。", "outcome": f"{outcome}。" if outcome else ""}


def _told(ticket: Ticket, facts: Facts, chosen: Mapping[str, Detail]) -> list[tuple[str, str]]:
    """The facts as exactly as they were chosen to be told; what is not told has no row."""
    opened = local(facts.opened_at)
    age = facts.age and str(facts.age)
    exact = {
        "age": NAMES["age"](age) if age else "",
        "place": area_name(facts.county) if facts.county else "",
        "topic": words.topic(facts.topic) if facts.topic else "",
        "time": f"{opened.year}年{opened.month}月",
    }
    rough = {
        "age": ("成年人" if age == "adult" else "未成年人") if age else "",
        "place": PROVINCES.get(facts.county[:2], ""),
        "topic": name_of("family", families().family(facts.topic)) if facts.topic else "",
        "time": f"{opened.year}年",
    }
    told = {Detail.EXACT: exact, Detail.ROUGH: rough}
    rows = [(CHOICES[name][0], told[detail][name]) for name, detail in chosen.items() if detail in told]
    return [row for row in rows if row[1]]


def _page(
    visit: Visit,
    ticket: Ticket,
    texts: Mapping[str, str],
    chosen: Mapping[str, Detail],
    found: list[Risk] | None,
    reasons: Mapping[str, str],
) -> Response:
    values: dict[str, Any] = {
        "number": ticket.number,
        "parts": [(name, title, texts[name]) for name, title in PARTS.items()],
        "choices": [(n, t, list(zip(Detail, shown, strict=True)), chosen[n]) for n, (t, shown) in CHOICES.items()],
        "risks": found,
        "reasons": reasons,
        "enough": ENOUGH,
        "longest": LONGEST,
        "shortest": SHORTEST_REASON,
    }
    return visit.page("study.html", **values)
