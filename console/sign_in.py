"""Signing in and out; an unknown name and a wrong password look and take the same."""

from __future__ import annotations

import re

from starlette.responses import RedirectResponse, Response

from cases import operators
from cases.errors import SignInFailed
from cases.tables import Operator
from console.door import FORM, STAFF, form_token_fits, new_form_token, set_cookie
from console.gate import Busy, Gate, origin
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
        operator, token = admitted
        answer = RedirectResponse(_onward(operator, visit.field("next")), status_code=303)
        set_cookie(visit, answer, STAFF, token, _seconds(visit.desk.settings))
        answer.delete_cookie(FORM, path=BASE)
        return answer

    @pages.page("/sign-out", needs=SignedIn.ANYBODY, method="POST")
    def sign_out(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            operators.end_session(work, visit.request.cookies[STAFF])
            work.commit()
        answer = RedirectResponse(f"{BASE}/sign-in", status_code=303)
        answer.delete_cookie(STAFF, path=BASE)
        answer.headers["Clear-Site-Data"] = '"storage"'
        return answer


def _admit(visit: Visit, address: str) -> tuple[Operator, str] | None:
    """Who signed in and a fresh session's token; None when the name and the password do not fit or are locked out."""
    settings = visit.desk.settings
    with visit.desk.store.session() as work:
        try:
            operator = operators.authenticate(work, visit.field("name"), visit.form.get("password", ""), address)
        except SignInFailed:
            return None
        token, _ = operators.start_session(work, operator, settings.number("session_hours"))
        work.commit()
        return operator, token


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


def _onward(operator: Operator, wanted: str) -> str:
    return wanted if _CASE.fullmatch(wanted) else BASE + home_of(operator)


def _seconds(settings: Settings) -> int:
    return settings.number("session_hours") * 3600
