"""The second step of signing in: a code from the app, or setting the app up for the first time."""

from __future__ import annotations

import segno
from starlette.responses import RedirectResponse, Response

from cases import second_factor
from cases.errors import SignInFailed
from cases.sessions import CODE, complete
from console.door import STAFF, set_cookie
from console.pages import Pages, SignedIn
from console.sign_in import onward
from console.visit import BASE, Visit

WRONG = "验证码不对，或已经用过。请等应用显示下一个再输入；连续五次不对，要等十五分钟。"


def register(pages: Pages) -> None:
    @pages.page("/sign-in/code", needs=SignedIn.HALFWAY)
    def ask(visit: Visit) -> Response:
        if visit.staff.waits_for != CODE:
            return RedirectResponse(f"{BASE}/sign-in", status_code=303)
        return _ask(visit)

    @pages.page("/sign-in/code", needs=SignedIn.HALFWAY, method="POST")
    def check(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            try:
                second_factor.check(work, visit.operator, visit.field("code"))
            except SignInFailed:
                return _ask(visit, WRONG)
            token, _ = complete(work, visit.staff, visit.desk.settings.number("session_hours"))
            work.commit()
        return _signed_in(visit, RedirectResponse(_next(visit), status_code=303), token)

    @pages.page("/sign-in/enrol", needs=SignedIn.HALFWAY)
    def enrol(visit: Visit) -> Response:
        return _enrol(visit)

    @pages.page("/sign-in/enrol", needs=SignedIn.HALFWAY, method="POST")
    def confirm(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            try:
                codes = second_factor.confirm(work, visit.operator, visit.field("code"))
            except SignInFailed:
                return _enrol(visit, WRONG)
            token, _ = complete(work, visit.staff, visit.desk.settings.number("session_hours"))
            work.commit()
        return _signed_in(visit, visit.page("second_codes.html", codes=codes, onward=_next(visit)), token)


def _ask(visit: Visit, problem: str = "") -> Response:
    return visit.page("second_code.html", 401 if problem else 200, problem=problem, onward=_wanted(visit))


def _enrol(visit: Visit, problem: str = "") -> Response:
    with visit.desk.store.session() as work:
        if second_factor.enrolled(work, visit.operator):
            return RedirectResponse(_next(visit), status_code=303)
        secret, address = second_factor.begin(work, visit.operator)
        work.commit()
    picture = segno.make(address, error="m", micro=False).svg_inline(omitsize=True, light="white", svgclass="qr")
    grouped = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    return visit.page(
        "second_enrol.html",
        401 if problem else 200,
        problem=problem,
        picture=picture,
        secret=grouped,
        onward=_wanted(visit),
    )


def _signed_in(visit: Visit, answer: Response, token: str) -> Response:
    set_cookie(visit, answer, STAFF, token, visit.desk.settings.number("session_hours") * 3600)
    return answer


def _next(visit: Visit) -> str:
    return onward(visit.operator, _wanted(visit))


def _wanted(visit: Visit) -> str:
    return visit.field("next") or visit.request.query_params.get("next", "")
