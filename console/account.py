"""One's own sign-in: fresh paper codes, another phone, or a second step where the office does not ask for one."""

from __future__ import annotations

from starlette.responses import Response

from cases import second_factor
from cases.errors import SignInFailed
from console.pages import Pages, SignedIn
from console.second_step import WRONG
from console.visit import BASE, Visit


def register(pages: Pages) -> None:
    @pages.page("/account", needs=SignedIn.ANYBODY)
    def mine(visit: Visit) -> Response:
        return _mine(visit)

    @pages.page("/account/codes", needs=SignedIn.ANYBODY, method="POST")
    def codes(visit: Visit) -> Response:
        """Ten fresh codes for the paper, for somebody who has the phone at hand."""
        with visit.desk.store.session() as work:
            try:
                second_factor.check(work, visit.operator, visit.field("code"))
            except SignInFailed:
                return _mine(visit, WRONG)
            fresh = second_factor.renew_codes(work, visit.operator)
            work.commit()
        return visit.page("second_codes.html", codes=fresh, onward=f"{BASE}/account")

    @pages.page("/account/phone", needs=SignedIn.ANYBODY, method="POST")
    def phone(visit: Visit) -> Response:
        """Another phone: a last code of the old one, or one from paper, then setting up anew."""
        with visit.desk.store.session() as work:
            try:
                second_factor.check(work, visit.operator, visit.field("code"))
            except SignInFailed:
                return _mine(visit, WRONG)
            second_factor.reset(work, visit.operator, actor=visit.operator.id)
            work.commit()
        return visit.go("/sign-in/enrol")


def _mine(visit: Visit, problem: str = "") -> Response:
    with visit.desk.store.session(reading=True) as work:
        enrolled = second_factor.enrolled(work, visit.operator)
        left = second_factor.codes_left(work, visit.operator)
    return visit.page("account.html", 401 if problem else 200, enrolled=enrolled, left=left, problem=problem)
