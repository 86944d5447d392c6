"""The web chat: a page, and the few addresses that its scripts talk to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles

from actions.replies import Replies
from bot.intake import Intake, Taken
from bot.web_feed import Asked, Feed, Page, said
from bot.web_forms import CHARACTERS, Sent, TooBig, TooLong, Unreadable, declared, read_file, read_message
from bot.web_headers import Headers
from bot.web_pace import Pace
from bot.web_page import render
from bot.web_room import NoRoom, Room, disk
from bot.web_visitor import Visitors
from cases.errors import StoreDown
from cases.store import Store
from humiao.clock import now
from humiao.message import Channel, Inbound
from humiao.settings import Settings

PAGES = Path(__file__).parent / "pages"
WAIT = 25.0
"""The longest wait of a page for news, in seconds: proxies cut silent connections after 30."""
LOOK = 0.5
"""Seconds between looks: a reply is on the page half a second after it is said."""
WAITING = 1000
"""Pages that may wait at once; the next is answered at once and asks again by itself, later."""
Finite = Annotated[float, Query(allow_inf_nan=False)]
"""Not a number is never over: a page that waited so long would wait for ever."""
T = TypeVar("T")


def build_chat(
    intake: Intake, store: Store, settings: Settings, replies: Replies, *, room: Room | None = None
) -> FastAPI:
    """The chat as an application of its own, to be mounted at "/" after everything else."""
    room = room or Room(disk(settings.path("var")), settings.number("upload_mb"))
    chat = Chat(intake, Feed(store, settings.number("web_chat_days")), settings, replies, room)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.add_middleware(Headers)
    app.get("/")(chat.page)
    guarded = [Depends(chat.visitors.from_own_page)]
    app.post("/chat/begin", dependencies=guarded)(chat.begin)
    app.post("/chat/messages", dependencies=guarded)(chat.message)
    app.post("/chat/files", dependencies=guarded)(chat.file)
    app.get("/chat/messages", dependencies=guarded)(chat.news)
    app.post("/chat/leave", dependencies=[Depends(chat.visitors.may_leave)])(chat.leave)
    app.mount("/chat/static", StaticFiles(directory=PAGES / "static"))
    return app


class Chat:
    """The endpoints. Taking a message in and looking for news run in threads of their own pools, so
    that a thousand waiting pages never keep a message from being taken in."""

    def __init__(self, intake: Intake, feed: Feed, settings: Settings, replies: Replies, room: Room) -> None:
        self.visitors = Visitors(settings)
        self.pace = Pace()
        self._room = room
        self._intake = intake
        self._feed = feed
        self._replies = replies
        self._html = render(PAGES, settings, replies)
        self._megabytes = settings.number("upload_mb")
        self._taking, self._looking = CapacityLimiter(16), CapacityLimiter(8)
        self._waiting = 0

    async def page(self) -> Response:
        """The page, the same for everybody: nothing a person wrote is ever in it."""
        return HTMLResponse(self._html)

    async def begin(self, request: Request) -> Response:
        """The page is about to send its first message: whoever has no cookie of an open chat gets one.

        A known one is never set again: this answer could arrive after the quick exit and undo it.
        """
        response = Response(status_code=204)
        if await self._known(request) is None:
            self.visitors.remember(response, self.visitors.new_token())
        return response

    async def message(self, request: Request) -> Response:
        """Takes a typed message in; the answer says whether it is kept."""
        return await self._take(request, read_message)

    async def file(self, request: Request) -> Response:
        """Takes a photo, a recording or a file in."""
        address = _address(request)
        try:
            # Before a byte is read. What says it is bigger than any file may be is declined as too big, later.
            self._room.check(address, min(declared(request), self._room.greatest))
            async with self._room.place(address):
                return await self._take(request, self._read_file)
        except NoRoom as error:
            return _refused(error.status, str(error))

    async def _read_file(self, request: Request) -> Sent:
        sent = await read_file(request, self._megabytes)
        self._room.take(_address(request), len(sent.upload.content) if sent.upload else 0)
        return sent

    async def leave(self, request: Request) -> Response:
        """The quick exit: this browser is no longer known here. The conversation stays with the desk."""
        response = Response(status_code=204)
        self.visitors.forget(response)
        return response

    async def news(self, request: Request, after: int = 0, wait: Finite = 0, conversation: str = "") -> Response:
        """What is new after a place, waiting up to ``wait`` seconds for it."""
        token = self.visitors.token(request)
        if token is None:
            return JSONResponse(_listed(Page(None)))
        asked = Asked(conversation or None, max(after, 0), tuple(request.headers.get("x-keys", "").split(",")[:50]))
        try:
            await self._look(self._feed.confirm, token, asked)
            return JSONResponse(_listed(await self._wait_for_news(request, token, asked, min(wait, WAIT))))
        except StoreDown:
            return JSONResponse({"problem": "暂时连不上，会自动再试。"}, status_code=503)

    async def _wait_for_news(self, request: Request, token: str, asked: Asked, wait: float) -> Page:
        until = asyncio.get_running_loop().time() + (wait if self._waiting < WAITING else 0)
        self._waiting += 1
        try:
            while True:
                page = await self._look(self._feed.read, token, asked)
                over = asyncio.get_running_loop().time() >= until
                if page.is_news(asked) or over or await request.is_disconnected():
                    return page
                await asyncio.sleep(LOOK)
        finally:
            self._waiting -= 1

    async def _take(self, request: Request, read: Callable[[Request], Awaitable[Sent]]) -> Response:
        try:
            sent = await read(request)
        except TooLong:
            return _refused(413, f"这一条太长了，一次最多 {CHARACTERS} 个字。你写的都还在，可以分成几条发。")
        except TooBig:
            return _refused(413, self._replies.say("too_big", megabytes=str(self._megabytes)).text)
        except Unreadable as error:
            return _refused(422, str(error))
        known = await self._known(request)
        token = known or self.visitors.new_token()
        inbound = Inbound(Channel.WEB, token, sent.key, now(), sent.text, sent.kind, sent.upload)
        async with self.pace.kept(token, _address(request)):
            taken = await to_thread.run_sync(self._intake.receive, inbound, limiter=self._taking)
        response = _taken(taken)
        # Whoever is leaving gets no cookie back. Nor is a known one set again: the answer to the last
        # message could arrive after the quick exit and undo it.
        if known is None and "x-leaving" not in request.headers:
            self.visitors.remember(response, token)
        return response

    async def _known(self, request: Request) -> str | None:
        """The token, unless its chat is over. Fails open: a store that is down must not part anybody
        from an open conversation."""
        token = self.visitors.token(request)
        try:
            over = token is not None and await self._look(self._feed.expired, token)
        except StoreDown:
            over = False
        return None if over else token

    async def _look(self, question: Callable[..., T], *about: object) -> T:
        return await to_thread.run_sync(question, *about, limiter=self._looking)


def _address(request: Request) -> str:
    """Who is at the other end, as uvicorn says: behind a proxy it reads that from a trusted header."""
    return request.client.host if request.client else ""


def _taken(taken: Taken) -> JSONResponse:
    """Not kept: the page must keep it and send it again."""
    emergency: dict[str, Any] | None = None
    if taken.emergency is not None:
        emergency = said(taken.emergency.text, taken.emergency.choices, taken.emergency.numbers)
    return JSONResponse({"kept": taken.kept, "emergency": emergency}, status_code=200 if taken.kept else 503)


def _refused(status: int, problem: str) -> JSONResponse:
    return JSONResponse({"kept": False, "problem": problem}, status_code=status)


def _listed(page: Page) -> dict[str, Any]:
    return {"conversation": page.conversation, "messages": page.messages}
