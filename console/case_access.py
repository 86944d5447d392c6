"""The tab about access to a case: its area, the seal 封存, and who reads it by which right."""

from __future__ import annotations

from starlette.responses import Response

from cases import areas, grants, hiding, reach
from cases.access import Permission, allows
from cases.reach_rules import rules
from cases.store import Work
from cases.tables import Ticket
from cases.words import ENDED
from console.areas import area_name
from console.pages import Pages
from console.visit import Visit

TAB = "access"


def register(pages: Pages) -> None:
    @pages.page("/cases/{number}/area", needs=Permission.CASE_WORK, method="POST")
    def set_area(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            ticket = reach.reached(work, visit.path("number"), visit.operator)
            areas.set_area(work, ticket, visit.operator, visit.field("area"))
            work.commit()
        return visit.go(f"/cases/{ticket.number}?tab={TAB}")

    @pages.page("/cases/{number}/hide", needs=Permission.CASE_HIDE, method="POST")
    def hide(visit: Visit) -> Response:
        """The case is out of reach from now on, for the supervisor who did it too."""
        with visit.desk.store.session() as work:
            ticket = reach.reached(work, visit.path("number"), visit.operator)
            hiding.hide(work, ticket, visit.operator, visit.field("reason"))
            work.commit()
        return visit.go("/")

    @pages.page("/cases/{number}/show-again", needs=Permission.CASE_HIDE, method="POST")
    def show_again(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            ticket = reach.reached(work, visit.path("number"), visit.operator)
            hiding.show_again(work, ticket, visit.operator, visit.field("reason"))
            work.commit()
        return visit.go(f"/cases/{ticket.number}?tab={TAB}")


def draw(visit: Visit, work: Work, ticket: Ticket) -> str:
    mine = ticket.owner_id == visit.operator.id
    days = rules().after_closing.get(visit.operator.role)
    return visit.html(
        "_access.html",
        ticket=ticket,
        area=areas.area(work, ticket),
        area_name=area_name,
        ended=ticket.status in ENDED,
        days=days,
        until=grants.standing(work, ticket, visit.operator),
        may_place=mine or allows(visit.operator, Permission.CASE_ANY_MANAGE),
        may_hide=allows(visit.operator, Permission.CASE_HIDE),
    )
