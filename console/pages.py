"""Every page of the console is registered here, with the permission it needs or as public.

Closed by construction: a path that came into the application by another way, or without saying
who may use it, stops the start.
"""

from __future__ import annotations

import hmac
import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import cast

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from cases.access import Permission, allows
from cases.errors import CaseError, NotFound
from cases.tables import StaffSession
from console.answers import expired_form, halfway, not_found, refused, signed_out, too_large
from console.door import session_of
from console.forms import LARGEST_FILE, TooLarge, read_form, read_upload
from console.visit import Desk, Visit
from knowledge.desk.errors import DeskError, Missing


class SignedIn(Enum):
    """Not a permission: for the few pages that are open to whoever is signed in."""

    ANYBODY = "anybody signed in"
    HALFWAY = "whoever typed the right password"
    """The pages of the second step; a session that still waits for it opens no other."""


Needs = Permission | SignedIn
Handler = Callable[[Visit], Response] | Callable[[Visit], Awaitable[Response]]


@dataclass(frozen=True)
class Route:
    """One page or act as it was registered; ``needs`` None: public."""

    method: str
    path: str
    needs: Needs | None


class OpenRoute(Exception):
    """A route without a stated permission: the console does not start with it."""


class Pages:
    """The only door through which routes enter ``app``."""

    def __init__(self, app: FastAPI, desk: Desk) -> None:
        self._app = app
        self._desk = desk
        self._known: set[int] = set()
        self.routes: list[Route] = []

    def page(
        self,
        path: str,
        *,
        needs: Needs | None = None,
        public: bool = False,
        method: str = "GET",
        takes_file: bool = False,
        megabytes: str = "",
    ) -> Callable[[Handler], Handler]:
        """Registers a handler; raises OpenRoute when it neither needs a permission nor is public.

        ``megabytes`` names the setting with the largest file; empty: ``LARGEST_FILE``.
        """
        if (needs is None) != public:
            raise OpenRoute(f"{method} {path} must need a permission or be public")

        largest = self._desk.settings.number(megabytes) * 1024 * 1024 if megabytes else LARGEST_FILE

        def register(handler: Handler) -> Handler:
            endpoint = self._guarded(handler, needs, largest if takes_file else 0)
            self._app.add_route(path, endpoint, methods=[method])
            self._known.add(id(self._app.routes[-1]))
            self.routes.append(Route(method, path, needs))
            return handler

        return register

    def refuse_others(self) -> None:
        """Raises OpenRoute when the application has a route that was not registered here."""
        for route in self._app.routes:
            if id(route) not in self._known:
                raise OpenRoute(f"{getattr(route, 'path', route)} was not registered as a page")

    def _guarded(
        self, handler: Handler, needs: Needs | None, largest_file: int
    ) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            session = await run_in_threadpool(session_of, self._desk, request) if needs else None
            if needs and session is None:
                return signed_out(request)
            if session and session.waits_for and needs is not SignedIn.HALFWAY:
                return halfway(request, session.waits_for)
            # A file is read only for somebody who may send one.
            permitted = session is not None and isinstance(needs, Permission) and allows(session.operator, needs)
            try:
                form, file = await _posted(request, largest_file if permitted else 0)
            except TooLarge:
                return too_large(request)
            if session and request.method == "POST" and not _token_fits(request, form.get("csrf", ""), session):
                return expired_form(request)
            if session and isinstance(needs, Permission) and not allows(session.operator, needs):
                return not_found()
            return await _answer(handler, Visit(self._desk, request, form, session, file))

        return endpoint


async def _posted(request: Request, largest_file: int) -> tuple[Mapping[str, str], bytes]:
    if request.method != "POST":
        return {}, b""
    return await read_upload(request, largest_file) if largest_file else (await read_form(request), b"")


async def _answer(handler: Handler, visit: Visit) -> Response:
    try:
        if inspect.iscoroutinefunction(handler):
            return await cast(Callable[[Visit], Awaitable[Response]], handler)(visit)
        return await run_in_threadpool(cast(Callable[[Visit], Response], handler), visit)
    except (NotFound, Missing):
        return not_found()
    except (CaseError, DeskError) as error:
        return refused(visit, error)


def _token_fits(request: Request, field: str, session: StaffSession) -> bool:
    sent = request.headers.get("x-csrf") or field
    return hmac.compare_digest(sent.encode(), session.csrf.encode())
