"""The agency's side of a referral: a link without an account, mounted at /r, away from the console.

How each guard fails, in words: closed. An unknown, used-up or revoked link gets the same page. Who
asks too often from one address waits a minute. Nothing of the child is shown before the code that
was told on the telephone; five wrong codes end the link. The address of a link never comes from the
request, so another Host header changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from cases.errors import CaseError, NotAllowed, ReasonNeeded, StoreDown
from cases.referral.content import content_of
from cases.referral.letter import letterhead
from cases.referral.links import LinkDead, WrongCode, check_code, opened
from cases.referral.moves import MOVES
from cases.referral.sending import ANSWERS, answer, kind_of
from cases.referral.tables import Referral
from cases.referral.words import ReferralState
from cases.store import Store, Work
from console import handing_words
from console.agency_pace import Pace
from console.forms import TooLarge, read_form
from console.gate import origin
from console.headers import SecureHeaders
from console.looks import environment
from console.static_files import FOLDER
from humiao.settings import Settings

MOUNT = "/r"
LONGEST = 1_000
"""Characters of what an agency writes."""


def link_address(settings: Settings, token: str) -> str:
    """Where the agency answers, by the address that people use for this desk (HUMIAO_PUBLIC_URL)."""
    parts = urlsplit(settings.url)
    return f"{parts.scheme}://{parts.netloc}{MOUNT}/{token}"


def build_agency_side(store: Store) -> FastAPI:
    """An application of its own: it knows no sign-in, no session and no page of the console."""
    letterhead()  # broken, it stops the start and not the first agency
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.add_middleware(SecureHeaders)
    side = AgencySide(store)
    style = (FOLDER / "agency.css").read_text(encoding="utf-8")
    app.add_route("/agency.css", lambda request: Response(style, media_type="text/css"), methods=["GET"])
    app.add_route("/{token}", side.show, methods=["GET"])
    app.add_route("/{token}", side.act, methods=["POST"])
    for failure in (404, 405):
        app.add_exception_handler(failure, lambda request, error: _dead())
    return app


@dataclass(frozen=True)
class Shown:
    """What the page shows; ``code`` and ``summary`` are empty until the code was right."""

    number: str
    state: ReferralState
    kind: str
    agency: str
    asks: str
    code: str = ""
    summary: str = ""
    problem: str = ""

    @property
    def acts(self) -> list[tuple[ReferralState, str]]:
        """What may be answered now."""
        return [(state, name) for state, name in handing_words.ANSWERS.items() if state in MOVES[self.state]]


class AgencySide:
    """The two pages behind a link."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pace = Pace()

    async def show(self, request: Request) -> Response:
        return await self._guarded(request, lambda: self._show(request))

    async def act(self, request: Request) -> Response:
        try:
            form = await read_form(request)
        except TooLarge:
            return _page("agency_over.html", 413, sentence="内容太长，请缩短后再试。")
        posted = {name: value.strip()[:LONGEST] for name, value in form.items()}
        return await self._guarded(request, lambda: self._act(request, posted))

    async def _guarded(self, request: Request, handle: Callable[[], Response]) -> Response:
        if self._pace.too_fast(_address(request)):
            return _page("agency_over.html", 429, sentence="打开得太频繁，请一分钟后再试。")
        try:
            return await run_in_threadpool(handle)
        except LinkDead:
            return _dead()
        except StoreDown:
            return _page("agency_over.html", 503, sentence="系统暂时不能用，请直接打电话告诉我们。")

    def _show(self, request: Request) -> Response:
        with self._store.session() as work:
            referral, _ = opened(work, _token(request), self._origin(request))
            shown = _shown(work, referral)
            work.commit()
        return _drawn(shown)

    def _act(self, request: Request, form: dict[str, str]) -> Response:
        """Acknowledging needs the link alone; everything else needs the code too."""
        act, code, problem, right = form.get("act", ""), form.get("code", ""), "", False
        with self._store.session() as work:
            referral, link = opened(work, _token(request), self._origin(request), note=False)
            try:
                if act != ReferralState.ACKNOWLEDGED:
                    check_code(work, referral, link, code, self._origin(request))
                    right = True
                if act != "look":
                    _answer(work, referral, act, form.get("text", ""))
            except LinkDead:
                work.commit()  # the wrong tries count, or guessing would be free
                raise
            except WrongCode as error:
                problem = f"核验码不对，还可以试 {error.left} 次。请打电话向我们核对。"
            except ReasonNeeded:
                problem = "请写明理由或办理结果。"
            except CaseError:
                problem = "这一步已经办过，或者现在不能办。下面是现在的状态。"
            shown = _shown(work, referral, code if right else "", problem)
            work.commit()
        return _drawn(shown, 200 if not problem else 409)

    def _origin(self, request: Request) -> str:
        """The address, hashed with the store's key: who opened it can be compared, not read."""
        return self._store.master.pseudonym("referral origin", _address(request))


def _shown(work: Work, referral: Referral, code: str = "", problem: str = "") -> Shown:
    content = content_of(work, referral)
    if content is None:
        raise LinkDead("erased")
    return Shown(
        number=referral.number,
        state=referral.state,
        kind=kind_of(referral.kind).name,
        agency=content.agency.name,
        asks=content.asks,
        code=code,
        summary=content.summary if code else "",
        problem=problem,
    )


def _answer(work: Work, referral: Referral, act: str, text: str) -> None:
    if act not in set(ANSWERS):
        raise NotAllowed("no such answer")
    answer(work, referral, ReferralState(act), by=None, text=text)


def _drawn(shown: Shown, status: int = 200) -> Response:
    return _page("agency.html", status, shown=shown, states=handing_words.TO_AGENCY)


def _dead() -> Response:
    """One page for all that opens nothing: nobody learns which links there are, or were."""
    return _page("agency_over.html", 404, sentence="这个链接不存在，或者已经失效。")


def _page(template: str, status: int, **values: Any) -> Response:
    head = letterhead()
    page = environment().get_template(template).render(mount=MOUNT, head=head, **values)
    return HTMLResponse(page, status_code=status, headers={"X-Robots-Tag": "noindex, nofollow"})


def _token(request: Request) -> str:
    return str(request.path_params["token"])


def _address(request: Request) -> str:
    return origin(request.client.host if request.client else None)
