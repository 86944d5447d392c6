"""Signing in and out; an unknown name and a wrong password look and take the same."""

from __future__ import annotations

import re

from starlette.responses import RedirectResponse, Response

from cases import operators, second_factor
from cases.errors import SignInFailed
from cases.sessions import CODE, ENROLMENT
from cases.store import Work
from cases.tables import Operator
from console.answers import SECOND_STEPS
from console.door import FORM, STAFF, form_token_fits, new_form_token, set_cookie
from console.gate import Busy, Gate, origin
from console.here import may_leave
from console.home import home_of
from console.pages import Pages, SignedIn
from console.visit import BASE, Visit
from humiao.settings import Settings

_CASE = re.compile(rf"{BASE}/cases/HM\d{{6}}-\d{{4,}}")
"""The only pages to go on to after signing in: a link must not lead out of the console."""

WRONG = "登录名或密码不对。连续输错五次，这个账号在您这个网络地址上会停用十五分钟。"
BUSY = "现在登录的人太多，请一分钟后再试。已经登录的人不受影响。"


def register(pages: Pages) -> None:
    gate = Gate()

    @pages.page("/sign-in", public=True)
    def form(visit: Visit) -> Response:
        return _form(visit, onward=visit.request.query_params.get("next", ""))

    @pages.page("/sign-in", public=True, method="POST")
    async def sign_in(visit: Visit) -> Response:
        if not form_token_fits(visit):
            return _form(visit, "页面已过期，请再登录一次。", status=403)
        address = origin(visit.request.client.host if visit.request.client else None)
        try:
            admitted = await gate.passed(address, lambda: _admit(visit, address))
        except Busy:
            answer = _form(visit, BUSY, status=503)
            answer.headers["Retry-After"] = "60"
            return answer
        if admitted is None:
            return _form(visit, WRONG, status=401)
        operator, token, step = admitted
        answer = RedirectResponse(_then(operator, step, visit.field("next")), status_code=303)
        set_cookie(visit, answer, STAFF, token, _seconds(visit.desk.settings))
        answer.delete_cookie(FORM, path=BASE)
        return answer

    @pages.page("/sign-out", needs=SignedIn.ANYBODY, method="POST")
    def sign_out(visit: Visit) -> Response:
        if not may_leave(visit):
            return RedirectResponse(f"{BASE}/leaving", status_code=303)
        with visit.desk.store.session() as work:
            operators.end_session(work, visit.request.cookies[STAFF])
            work.commit()
        answer = RedirectResponse(f"{BASE}/sign-in", status_code=303)
        answer.delete_cookie(STAFF, path=BASE)
        answer.headers["Clear-Site-Data"] = '"storage"'
        return answer


def _admit(visit: Visit, address: str) -> tuple[Operator, str, str | None] | None:
    """Who it is, a fresh session's token and the second step it waits for; None when the password was refused."""
    settings = visit.desk.settings
    with visit.desk.store.session() as work:
        try:
            operator = operators.authenticate(work, visit.field("name"), visit.form.get("password", ""), address)
        except SignInFailed:
            return None
        step = _second_step(work, operator, settings)
        token, _ = operators.start_session(work, operator, settings.number("session_hours"), waits_for=step)
        work.commit()
        return operator, token, step


def _second_step(work: Work, operator: Operator, settings: Settings) -> str | None:
    """Who has set up a second factor is asked for it, whatever the setting says."""
    if second_factor.enrolled(work, operator):
        return CODE
    return ENROLMENT if settings["totp"] == "required" else None


def _form(visit: Visit, problem: str = "", status: int = 200, onward: str = "") -> Response:
    # A form opened in a second tab must not make the first one useless: the token is kept.
    token = visit.request.cookies.get(FORM) or new_form_token()
    answer = visit.page(
        "sign_in.html",
        status,
        problem=problem,
        token=token,
        name=visit.field("name"),
        onward=onward or visit.field("next"),
    )
    set_cookie(visit, answer, FORM, token)
    return answer


def _then(operator: Operator, step: str | None, wanted: str) -> str:
    if step is None:
        return onward(operator, wanted)
    return f"{BASE}{SECOND_STEPS[step]}" + (f"?next={wanted}" if _CASE.fullmatch(wanted) else "")


def onward(operator: Operator, wanted: str) -> str:
    """Where somebody goes who has signed in: the case they wanted, or their first page."""
    return wanted if _CASE.fullmatch(wanted) else BASE + home_of(operator)


def _seconds(settings: Settings) -> int:
    return settings.number("session_hours") * 3600
