"""One request to a page: what was asked, by whom, and what it may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from actions.turn import Kit
from cases.access import Permission, allows
from cases.store import Store
from cases.tables import Operator, StaffSession
from console.canned import Canned, load_canned
from console.home import links_of, place_of
from console.listening import Listener, Understand
from console.watch import Watch
from console.workbench import Workbench
from humiao.clock import local
from humiao.settings import Settings

BASE = "/console"
"""Where the integrating application mounts the console; the cookie's path too."""


@dataclass(frozen=True)
class Desk:
    """What every page works with; made once per process."""

    store: Store
    settings: Settings
    templates: Environment
    watch: Watch
    kit: Kit
    understand: Understand | None = None
    """The classifier of the NLU server; None: the safety rules listen alone."""

    @cached_property
    def listener(self) -> Listener:
        """What listens while an operator types."""
        return Listener.load(self.settings.path("data"), self.kit, self.understand)

    @cached_property
    def canned(self) -> tuple[Canned, ...]:
        """Sentences that an operator may take and change."""
        return load_canned(self.settings.path("data") / "desk" / "canned_replies.yml")

    @cached_property
    def workbench(self) -> Workbench:
        """What the pages about the answers work with."""
        return Workbench(self.settings, self.kit)

    @property
    def today(self) -> date:
        """The day in China."""
        return local(self.store.clock()).date()

    @property
    def also_alert(self) -> tuple[str, ...]:
        """Where alerts go beside the desk."""
        return ("telegram",) if self.settings["alert_telegram_chat"] else ()


@dataclass(frozen=True)
class Visit:
    """A request that passed the door; ``session`` is None on public pages only."""

    desk: Desk
    request: Request
    form: Mapping[str, str]
    session: StaffSession | None
    file: bytes = b""
    """What was posted as a file, on pages that take one."""

    @property
    def staff(self) -> StaffSession:
        """The sign-in behind this visit; raises RuntimeError on a public page."""
        if self.session is None:
            raise RuntimeError("a public page asked who is signed in")
        return self.session

    @property
    def operator(self) -> Operator:
        return self.staff.operator

    @property
    def by_script(self) -> bool:
        """Asked by a page's own script, which wants data instead of a whole page."""
        return wants_json(self.request)

    def path(self, name: str) -> str:
        return str(self.request.path_params[name])

    def field(self, name: str) -> str:
        """A posted field without blanks around it; empty when it was not sent."""
        return self.form.get(name, "").strip()

    def html(self, template: str, **values: Any) -> str:
        """A rendered template; the person and the form token are always at hand."""
        csrf = self.session.csrf if self.session else ""
        me = self.session.operator if self.session else None
        here: dict[str, Any] = {"base": BASE, "me": me, "csrf": csrf, "now": self.desk.store.clock()}
        if me:
            links = links_of(me)
            here |= {
                "may_search": allows(me, Permission.SEARCH),
                "links": links,
                "place": place_of(self.request.url.path.removeprefix(BASE), links),
            }
        return self.desk.templates.get_template(template).render(**here, **values)

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        return HTMLResponse(self.html(template, **values), status_code=status)

    def data(self, values: Mapping[str, Any]) -> Response:
        return JSONResponse(dict(values))

    def go(self, path: str, **answer: Any) -> Response:
        """On to another page; a script gets the same answer as data and stays where it is."""
        if self.by_script:
            return JSONResponse({"ok": True, **answer})
        return RedirectResponse(BASE + path, status_code=303)


def wants_json(request: Request) -> bool:
    return request.headers.get("x-console") == "1"
