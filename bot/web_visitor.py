"""Who is on the page: the chat cookie, and whether a request comes from our own page."""

from __future__ import annotations

import re
import secrets
from urllib.parse import urlsplit

from fastapi import HTTPException, Request, Response

from humiao.settings import Settings

COOKIE = "chat"
SECONDS = 400 * 86_400
"""As long as browsers keep a cookie at all. It is never renewed, since a late answer that sets it again
would undo the quick exit; the store says when a chat is over, HUMIAO_WEB_CHAT_DAYS after its last message."""
_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)


class Visitors:
    """Gives and reads the one cookie there is: a random token that is the person's address here."""

    def __init__(self, settings: Settings) -> None:
        self._secure = settings.url.startswith("https:")
        self._origin = _origin(settings.url)

    def token(self, request: Request) -> str | None:
        """The token the browser sent; None when there is none or it is not one of ours."""
        sent = request.cookies.get(COOKIE, "")
        return sent if _TOKEN.fullmatch(sent) else None

    def new_token(self) -> str:
        return secrets.token_urlsafe(32)

    def remember(self, response: Response, token: str) -> None:
        """Sets the cookie: only for somebody new, never again for a token that the browser sent."""
        response.set_cookie(
            COOKIE, token, max_age=SECONDS, path="/", secure=self._secure, httponly=True, samesite="strict"
        )

    def forget(self, response: Response) -> None:
        """Takes the cookie away, and whatever else the browser kept of this site."""
        response.delete_cookie(COOKIE, path="/", secure=self._secure, httponly=True, samesite="strict")
        # Browsers obey this over https (and on localhost) only; the line above works everywhere.
        response.headers["Clear-Site-Data"] = '"cookies", "storage"'

    async def from_own_page(self, request: Request) -> None:
        """Refuses (403) what another site made the browser send.

        Fails closed on a wrong or missing X-Chat, which no other site can set without our consent.
        Given X-Chat, fails open when the browser tells neither Sec-Fetch-Site nor Origin: an old
        browser must still be able to call for help.
        """
        if request.headers.get("x-chat") != "1" or self._from_elsewhere(request):
            raise HTTPException(403, "这个请求不是从聊天页发来的。")

    async def may_leave(self, request: Request) -> None:
        """Refuses (403) only what is known to come from another site: leaving must not fail.

        Fails open on everything unknown; the worst that an intruder gains is an empty page.
        """
        if self._from_elsewhere(request):
            raise HTTPException(403, "这个请求不是从聊天页发来的。")

    def _from_elsewhere(self, request: Request) -> bool:
        site = request.headers.get("sec-fetch-site")
        if site:
            return site != "same-origin"
        origin = request.headers.get("origin", "")
        if origin in ("", "null"):  # a beacon under no-referrer says "null"
            return False
        return origin != self._origin and urlsplit(origin).netloc != request.headers.get("host")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
