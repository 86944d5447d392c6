"""The tab 服务: plan of help, relief, visits, people, bullying, school drop-out, attention."""

from __future__ import annotations

from typing import Any

from cases import fields
from cases.casework import attention, items, people, sheets, visits
from cases.casework.items import NewItem
from cases.casework.people import Named
from cases.casework.visits import Report
from cases.casework.words import AttentionLevel, HelpList, Relief, SheetKind, Side, VisitKind
from cases.errors import NotAllowed
from cases.fields import Field as Ruled
from cases.store import Work
from cases.tables import Ticket
from console.casework import acts, common, day, save_form, seen, word
from console.casework_content import bullying, service_plan
from console.casework_words import ATTENTION, ATTENTION_EVERY, RELIEFS, SIDES, VISITS
from console.pages import Pages
from console.school_forms import BULLYING_FORM, DROPOUT_FORM, STEPS, TAB, step_reached
from console.sections import Section
from console.visit import Visit


def register(pages: Pages) -> None:
    acts(pages, TAB, ACTS)
    acts(pages, TAB, (("bullying", save_form(BULLYING_FORM, lambda f: f["grade"] or None)),), BULLYING_FORM)
    acts(pages, TAB, (("dropout", save_form(DROPOUT_FORM, step_reached)),), DROPOUT_FORM)


def item_add(visit: Visit, work: Work, ticket: Ticket) -> None:
    wanted = word(HelpList, visit.field("list"))
    known = [kind.id for kind in _kinds(visit)] if wanted is HelpList.PLAN else list(map(str, Relief))
    if visit.field("category") not in known:
        raise NotAllowed("no such kind of help")
    yuan = visit.field("yuan")
    if yuan and not (yuan.isdecimal() and len(yuan) < 9):
        raise NotAllowed("no such amount")
    new = NewItem(
        wanted,
        visit.field("category"),
        visit.field("what"),
        visit.field("who"),
        int(yuan) if yuan else None,
        day(visit.field("due")),
    )
    items.add(work, ticket, visit.operator, new)


def item_end(visit: Visit, work: Work, ticket: Ticket) -> None:
    dropped = visit.field("how") == "dropped"
    items.end(work, ticket, visit.operator, visit.field("item"), visit.field("result"), dropped=dropped)


def visit_plan(visit: Visit, work: Work, ticket: Ticket) -> None:
    kind, on = word(VisitKind, visit.field("kind")), day(visit.field("on")) or visit.desk.today
    visits.plan(work, ticket, visit.operator, kind, on, visit.field("what"))


def visit_report(visit: Visit, work: Work, ticket: Ticket) -> None:
    found = Report(visit.field("who"), visit.field("seen_whom"), visit.field("findings"), visit.field("next"))
    on = day(visit.field("on")) or visit.desk.today
    visits.report(work, ticket, visit.operator, visit.field("visit"), on, found)


def visit_cancel(visit: Visit, work: Work, ticket: Ticket) -> None:
    visits.cancel(work, ticket, visit.operator, visit.field("visit"), visit.field("reason"))


def person_add(visit: Visit, work: Work, ticket: Ticket) -> None:
    named = Named(visit.field("name"), visit.field("relation"), visit.field("phone"), visit.field("note"))
    unsafe = visit.field("unsafe") == "1"
    people.add(work, ticket, visit.operator, word(Side, visit.field("side")), named, unsafe=unsafe)


def person_judge(visit: Visit, work: Work, ticket: Ticket) -> None:
    who, unsafe = visit.field("person"), visit.field("unsafe") == "1"
    people.judge(work, ticket, visit.operator, who, unsafe=unsafe, reason=visit.field("reason"))


def person_remove(visit: Visit, work: Work, ticket: Ticket) -> None:
    people.remove(work, ticket, visit.operator, visit.field("person"))


def attention_set(visit: Visit, work: Work, ticket: Ticket) -> None:
    level = word(AttentionLevel, visit.field("attention"))
    leader, reason = visit.field("leader"), visit.field("reason")
    attention.set_attention(work, ticket, visit.operator, level, leader, seen=seen(visit), reason=reason)


ACTS = (
    ("help-add", item_add),
    ("help-end", item_end),
    ("visit-plan", visit_plan),
    ("visit-report", visit_report),
    ("visit-cancel", visit_cancel),
    ("person-add", person_add),
    ("person-judge", person_judge),
    ("person-remove", person_remove),
    ("attention", attention_set),
)


def draw(visit: Visit, work: Work, ticket: Ticket) -> str:
    due = visits.next_due(work, ticket)
    plan = items.items(work, ticket, HelpList.PLAN)
    return visit.html(
        "_service.html",
        plan=[(kind, [item for item in plan if item.category == kind.id]) for kind in _kinds(visit)],
        done=sum(item.ended_at is not None for item in plan),
        planned=len(plan),
        relief=items.items(work, ticket, HelpList.RELIEF),
        reliefs=RELIEFS,
        visits=visits.visits(work, ticket),
        visit_kinds=VISITS,
        next_due=due,
        visit_late=due is not None and due < visit.desk.today,
        people=_people(visit, work, ticket),
        sides=SIDES,
        attention=attention.attention(work, ticket),
        attentions=ATTENTION,
        every=ATTENTION_EVERY,
        **_school(visit, work, ticket),
        **common(visit, ticket),
    )


def _school(visit: Visit, work: Work, ticket: Ticket) -> dict[str, Any]:
    grades = bullying(visit.desk.settings.path("data"))
    found = sheets.latest(work, ticket, SheetKind.BULLYING)
    return {
        "bullying_form": BULLYING_FORM,
        "bullying": found,
        "grade": next((grade for grade in grades if grade.id == found.mark), None),
        "grades": grades,
        "dropout_form": DROPOUT_FORM,
        "dropout": sheets.latest(work, ticket, SheetKind.DROPOUT),
        "steps": STEPS,
    }


def _people(visit: Visit, work: Work, ticket: Ticket) -> list[tuple[people.PersonText, str, str]]:
    """Everybody with the name and number as this person may see them; that somebody is unsafe is always said."""

    def shown(ruled: Ruled, value: str) -> str:
        return fields.shown(work, visit.operator, ticket, ruled, value)

    return [
        (person, shown(Ruled.NAME, person.named.name), shown(Ruled.PHONE, person.named.phone))
        for person in people.people(work, ticket)
    ]


def _kinds(visit: Visit) -> Any:
    return service_plan(visit.desk.settings.path("data"))


SECTION = Section(TAB, "服务", draw)
