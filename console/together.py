"""The tab 协作: whose the case is, giving it to somebody, and talking with colleagues about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from cases import reach
from cases.access import Permission, allows
from cases.errors import NotAllowed
from cases.fields import Field, Show, field
from cases.moves import is_open
from cases.roster import deputies, handover, offers, people, silence, suggest, talk
from cases.roster.offers import HandNote, Offer
from cases.roster.people import Person
from cases.roster.rules import Skill, rules, skills
from cases.roster.suggest import Suggestion
from cases.roster.talk import Line
from cases.store import Work
from cases.tables import Operator, Ticket
from console.pages import Pages
from console.sections import Section
from console.visit import Visit

TAB = "together"
Act = Callable[[Visit, Work, Ticket], None]


@dataclass(frozen=True)
class Together:
    """What the tab shows to one person."""

    number: str
    red: bool
    open: bool
    erased: bool
    mine: bool
    may_give: bool
    may_take: bool
    owner: Person | None
    deputy: Operator | None
    offer: Offer | None
    note: HandNote
    asked: bool
    """The offer is for this person to answer."""
    suggestions: Sequence[Suggestion]
    others: Sequence[Person]
    """Everybody else who works cases, for the choice of a deputy."""
    wishes: Sequence[str]
    wishable: Sequence[Skill]
    lines: Sequence[Line]
    told: str


SECTION = Section(TAB, "协作", lambda visit, work, ticket: draw(visit, work, ticket))


def register(pages: Pages) -> None:
    for name, needs, act in ACTS:
        pages.page(f"/cases/{{number}}/{name}", needs=needs, method="POST")(_posted(act))


def draw(visit: Visit, work: Work, ticket: Ticket) -> str:
    return visit.html("_together.html", here=together(work, ticket, visit.operator))


def together(work: Work, ticket: Ticket, operator: Operator) -> Together:
    """Read within the transaction that read the case."""
    offer = next((o for o in offers.open_offers(work) if o.ticket_id == ticket.id), None)
    mine, leads = ticket.owner_id == operator.id, allows(operator, Permission.CASE_ASSIGN)
    asked = offer is not None and offer.to_id == operator.id
    may_read = offer is not None and (asked or mine or leads)
    return Together(
        number=ticket.number,
        red=ticket.level == "red",
        open=is_open(ticket.status),
        erased=ticket.conversation.key_wrapped is None,
        mine=mine,
        may_give=is_open(ticket.status) and (mine or leads),
        may_take=is_open(ticket.status) and leads and not mine,
        owner=people.person(work, ticket.owner_id) if ticket.owner_id else None,
        deputy=deputies.deputy_of(work, ticket),
        offer=offer,
        note=offers.note_of(work, ticket, offer.id) if offer and may_read else HandNote(),
        asked=asked,
        suggestions=suggest.suggest(work, ticket),
        others=[p for p in people.everybody(work) if p.id != ticket.owner_id],
        wishes=suggest.wishes(work, ticket),
        wishable=[skill for skill in skills().values() if skill.asked],
        lines=talk.lines(work, ticket) if field(work, operator, ticket, Field.CHAT) is Show.SHOW else [],
        told=rules().told,
    )


def _posted(act: Act) -> Callable[[Visit], Response]:
    def handle(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            ticket = reach.reached(work, visit.path("number"), visit.operator)
            act(visit, work, ticket)
            work.commit()
        return visit.go(f"/cases/{ticket.number}?tab={TAB}")

    return handle


def offer(visit: Visit, work: Work, ticket: Ticket) -> None:
    note = HandNote(visit.field("risk"), visit.field("promised"), visit.field("next"))
    handover.offer(work, ticket, _colleague(work, visit.field("to")), visit.operator, note)


def accept(visit: Visit, work: Work, ticket: Ticket) -> None:
    handover.accept(work, _offer_of(work, ticket), visit.operator, tell=visit.field("tell") == "1")


def decline(visit: Visit, work: Work, ticket: Ticket) -> None:
    handover.decline(work, _offer_of(work, ticket), visit.operator, visit.field("reason"))


def withdraw(visit: Visit, work: Work, ticket: Ticket) -> None:
    handover.withdraw(work, ticket, visit.operator)


def take_over(visit: Visit, work: Work, ticket: Ticket) -> None:
    handover.take_over(work, ticket, visit.operator, visit.field("reason"))


def deputy(visit: Visit, work: Work, ticket: Ticket) -> None:
    to = visit.field("to")
    deputies.set_deputy(work, ticket, visit.operator, _colleague(work, to) if to else None)


def stand_in(visit: Visit, work: Work, ticket: Ticket) -> None:
    deputies.stand_in(work, ticket, visit.operator)


def still_here(visit: Visit, work: Work, ticket: Ticket) -> None:
    silence.say_still_here(work, ticket, visit.operator)


def wishes(visit: Visit, work: Work, ticket: Ticket) -> None:
    wanted = {skill for skill in skills() if visit.field(f"wish-{skill}") == "1"}
    suggest.set_wishes(work, ticket, visit.operator, wanted)


def say(visit: Visit, work: Work, ticket: Ticket) -> None:
    talk.say_inside(work, ticket, visit.operator, visit.field("text"))


ACTS: tuple[tuple[str, Permission, Act], ...] = (
    ("accept", Permission.CASE_WORK, accept),
    ("decline", Permission.CASE_WORK, decline),
    ("deputy", Permission.CASE_WORK, deputy),
    ("offer", Permission.CASE_WORK, offer),
    ("stand-in", Permission.CASE_WORK, stand_in),
    ("still-here", Permission.CASE_WORK, still_here),
    ("take-over", Permission.CASE_ASSIGN, take_over),
    ("talk", Permission.CASE_NOTES_WRITE, say),
    ("wishes", Permission.CASE_WORK, wishes),
    ("withdraw", Permission.CASE_WORK, withdraw),
)


def _colleague(work: Work, operator_id: str) -> Operator:
    found = work.db.get(Operator, operator_id)
    if found is None:
        raise NotAllowed("this person cannot take the case")
    return found


def _offer_of(work: Work, ticket: Ticket) -> str:
    found = next((o.id for o in offers.open_offers(work) if o.ticket_id == ticket.id), None)
    if found is None:
        raise NotAllowed("this offer no longer stands")
    return found
