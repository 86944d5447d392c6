"""The tab 回访: what is planned, what was asked and answered, and how the caller may be reached."""

from __future__ import annotations

from datetime import timedelta

from cases.callers.profile import profile
from cases.casework import people
from cases.errors import NotAllowed
from cases.fields import Field, shown
from cases.followup import lists, outcomes, planning
from cases.followup.contact_rules import hours_of, rule_of, set_rule
from cases.followup.outcomes import Finding
from cases.followup.planning import WRITABLE, Wish
from cases.followup.wording import wording
from cases.followup.words import FOR_HUMANS, Condition, Safe, Way
from cases.store import Work
from cases.tables import Ticket
from console.casework import acts, common, field_moment, moment, seen, word
from console.casework_words import CONDITIONS, FOLLOW_UPS, SAFES, STEPS, WAYS
from console.pages import Pages
from console.sections import Section
from console.visit import Visit

TAB = "followups"


def register(pages: Pages) -> None:
    acts(pages, TAB, ACTS)


def plan(visit: Visit, work: Work, ticket: Ticket) -> None:
    planning.add(work, ticket, visit.operator, _wish(visit))


def by_level(visit: Visit, work: Work, ticket: Ticket) -> None:
    if not planning.plan_by_level(work, ticket.id):
        raise NotAllowed("nothing to plan")


def change(visit: Visit, work: Work, ticket: Ticket) -> None:
    planning.change(work, ticket, visit.operator, visit.field("followup"), _wish(visit))


def cancel(visit: Visit, work: Work, ticket: Ticket) -> None:
    planning.cancel(work, ticket, visit.operator, visit.field("followup"), visit.field("reason"))


def result(visit: Visit, work: Work, ticket: Ticket) -> None:
    condition, safe = word(Condition, visit.field("condition")), word(Safe, visit.field("safe"))
    finding = Finding(condition, safe, visit.field("text"))
    also = visit.desk.also_alert
    outcomes.finish(work, ticket, visit.operator, visit.field("followup"), finding, also_alert=also)


def rule(visit: Visit, work: Work, ticket: Ticket) -> None:
    given = (visit.field("from_hour"), visit.field("to_hour"))
    if any(text and not (text.isdecimal() and len(text) < 3) for text in given) or bool(given[0]) != bool(given[1]):
        raise NotAllowed("no such hours")
    hours = (int(given[0]), int(given[1])) if all(given) else None
    unsafe, reason = visit.field("unsafe") == "1", visit.field("reason")
    set_rule(work, ticket, visit.operator, unsafe=unsafe, hours=hours, seen=seen(visit), reason=reason)


ACTS = (
    ("followup-add", plan),
    ("followup-level", by_level),
    ("followup-change", change),
    ("followup-cancel", cancel),
    ("followup-result", result),
    ("followup-rule", rule),
)


def draw(visit: Visit, work: Work, ticket: Ticket) -> str:
    kept = rule_of(work, ticket.conversation)
    rows = lists.follow_ups(work, ticket)
    known = [
        (p.id, f"{shown(work, visit.operator, ticket, Field.NAME, p.named.name)} {p.named.relation}".strip(), p.unsafe)
        for p in people.people(work, ticket)
    ]
    tomorrow = work.clock() + timedelta(days=1)
    return visit.html(
        "_follow_ups.html",
        rows=rows,
        planned=any(row.plan == ticket.level for row in rows) or ticket.claimed_at is None,
        rule=kept,
        hours=hours_of(kept),
        warnings=profile(work, ticket.conversation).warnings,
        contact_times=profile(work, ticket.conversation).contact_times,
        writable=ticket.conversation.channel in WRITABLE and not kept.unsafe,
        people=[(id, name) for id, name, unsafe in known if not unsafe],
        avoid=[name for _, name, unsafe in known if unsafe],
        asks=wording().ask,
        ways=WAYS,
        states=FOLLOW_UPS,
        conditions=CONDITIONS,
        safes=SAFES,
        steps=STEPS,
        for_humans=FOR_HUMANS,
        tomorrow=field_moment(tomorrow),
        as_field=field_moment,
        **common(visit, ticket),
    )


def _wish(visit: Visit) -> Wish:
    at = moment(visit.field("at"))
    if at is None:
        raise NotAllowed("no such time")
    return Wish(
        at, word(Way, visit.field("way")), visit.field("note"), visit.field("person"), visit.field("agreed") == "1"
    )


SECTION = Section(TAB, "回访", draw)
