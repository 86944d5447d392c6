"""A new referral: which kind of agency, what is sent, on which basis; what a rule forbids says so at once."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from cases import reach
from cases.access import Permission
from cases.callers.profile import Profile, profile
from cases.errors import RuleForbids
from cases.fields import veil
from cases.referral.agencies import AgencyKind, agencies
from cases.referral.content import Content, Ground, compose
from cases.referral.script import GENDERS
from cases.referral.sending import draft, kind_of
from cases.referral.words import Basis, Consent, Told
from cases.store import Work
from cases.tables import Ticket
from console import handing_words, words
from console.agency_rows import agencies_for, area_of, chosen_agency, key
from console.handing_on import chosen
from console.pages import Pages
from console.visit import Visit

LONGEST_AGE = 3
"""Digits of an age."""


def register(pages: Pages) -> None:
    @pages.page("/cases/{number}/refer", needs=Permission.CASE_REFER)
    def form(visit: Visit) -> Response:
        """The kinds to choose from; with ``kind`` the form of that kind, filled from the case."""
        with visit.desk.store.session() as work:
            ticket = reach.read(work, visit.path("number"), visit.operator)
            known = veil(work, visit.operator, ticket, profile(work, ticket.conversation))
            kind, area = agencies().kinds.get(visit.request.query_params.get("kind", "")), area_of(visit, work, ticket)
            work.commit()
        rows = agencies_for(visit, kind.duty, kind.numbers, area) if kind else ()
        return visit.page(
            "refer.html",
            w=handing_words,
            number=ticket.number,
            kinds=[(one, one.block(ticket.level, ticket.topics)) for one in agencies().kinds.values()],
            kind=kind,
            block=kind.block(ticket.level, ticket.topics) if kind else None,
            rows=[(key(row), row) for row in rows],
            fields=_fields(kind, _known(known, ticket)) if kind else [],
            age=known.age,
            warnings=known.warnings,
            consent=known.consent,
        )

    @pages.page("/cases/{number}/refer", needs=Permission.CASE_REFER, method="POST")
    def make(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            ticket = reach.reached(work, visit.path("number"), visit.operator)
            kind = kind_of(visit.field("kind"))
            facts = _facts(visit)
            content = _content(visit, work, ticket, kind, facts)
            green = visit.field("green") == "1"
            made = draft(work, ticket, visit.operator, kind, facts, content, green=green)
            work.commit()
        return visit.go(f"/cases/{ticket.number}/referrals/{made.id}")


def _content(visit: Visit, work: Work, ticket: Ticket, kind: AgencyKind, facts: Mapping[str, str]) -> Content:
    ground = ground_of(visit)
    if ground.by is Consent.GUARDIAN and profile(work, ticket.conversation).avoid_guardian:
        raise RuleForbids("这个单写明不要联系家长：不能用家长的同意，请改用法定义务或紧急情况。")
    rows = agencies_for(visit, kind.duty, kind.numbers, area_of(visit, work, ticket))
    return Content(
        agency=chosen_agency(visit, rows),
        summary=compose(facts, agencies().fields),
        asks=visit.field("asks"),
        ground=ground,
        told=chosen(Told, visit.field("told")),
        told_words=visit.field("told_words"),
    )


def ground_of(visit: Visit) -> Ground:
    """The posted basis; an age that is no number counts as unknown."""
    basis = chosen(Basis, visit.field("basis"))
    age = visit.field("consent_age")
    return Ground(
        basis=basis,
        words=visit.field("ground"),
        by=chosen(Consent, visit.field("consent_by")) if basis is Basis.CONSENT else None,
        age=int(age) if age.isascii() and age.isdecimal() and len(age) <= LONGEST_AGE else None,
        not_suspected=visit.field("not_suspected") == "1",
    )


def _facts(visit: Visit) -> dict[str, str]:
    """What was ticked and filled."""
    return {id: visit.field(id) for id in agencies().fields if visit.field(f"send_{id}") == "1" and visit.field(id)}


def _fields(kind: AgencyKind, known: Mapping[str, str]) -> list[tuple[str, str, str, str, bool]]:
    """Id, name, question, what is known and whether it is ticked; what is never sent is not offered."""
    fields = agencies().fields.items()
    return [(id, f.name, f.ask, known.get(id, ""), id in kind.sends) for id, f in fields if id not in kind.never]


def _known(known: Profile, ticket: Ticket) -> dict[str, str]:
    return {
        "age": f"约{known.age}岁" if known.age is not None else "",
        "gender": GENDERS[known.gender] if known.gender else "",
        "happened": "涉及" + "、".join(words.topic(name) for name in ticket.topics) if ticket.topics else "",
        "wish": known.wish,
        "contact": known.contact_times,
        "place": known.where,
        "name": known.name,
    }
