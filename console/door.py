"""The cookies of the console: who is signed in, and that a sign-in form was really ours."""

from __future__ import annotations

import hmac
import secrets

from starlette.requests import Request
from starlette.responses import Response

from cases.operators import session
from cases.tables import StaffSession
from console.visit import BASE, Desk, Visit

STAFF = "desk"
"""Holds the token of the session; the store keeps only its hash."""

FORM = "desk_form"
"""Pairs a sign-in form with the browser that was given it: there is no session to hold its token yet."""


def session_of(desk: Desk, request: Request) -> StaffSession | None:
    """The valid sign-in of this request, if there is one."""
    token = request.cookies.get(STAFF)
    if not token:
        return None
    with desk.store.session(reading=True) as work:
        return session(work, token)


def set_cookie(visit: Visit, answer: Response, name: str, value: str, seconds: int | None = None) -> None:
    """No script can read it, no other site can send it, no plain line carries it where TLS is set up."""
    secure = visit.desk.settings.url.startswith("https:")
    answer.set_cookie(name, value, max_age=seconds, path=BASE, secure=secure, httponly=True, samesite="strict")


def new_form_token() -> str:
    return secrets.token_urlsafe(32)


def form_token_fits(visit: Visit) -> bool:
    given = visit.request.cookies.get(FORM, "")
    return bool(given) and hmac.compare_digest(given.encode(), visit.field("csrf").encode())
