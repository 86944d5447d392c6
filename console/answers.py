"""The answers that are not a page: refusals, expired sessions, faults.

Missing and forbidden are one and the same answer, without anything of the visitor in it.
"""

from __future__ import annotations

from urllib.parse import quote

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from cases.errors import AlreadyClaimed, CaseError, Erased, NotAllowed, ReasonNeeded
from console.entry_words import refusal
from console.headers import HEADERS
from console.looks import environment
from console.visit import BASE, Visit, wants_json
from knowledge.desk.errors import DeskError

_log = structlog.get_logger(__name__)

_REASONS = {
    "claim the ticket first": "请先接单。",
    "somebody else works on this ticket": "这个单由别人负责，只有接单人或督导可以改。",
    "the ticket is closed": "这个单已经结案。",
    "the conversation has an open ticket already": "这位求助者另有一个没有结案的单，请到那个单里继续。",
}
"""Refusals of the store that deserve a sentence of their own; any other gets the general one."""

_REFUSALS: dict[type[CaseError], tuple[int, str]] = {
    ReasonNeeded: (400, "请先把内容或理由写上（不超过两千字），再提交。"),
    NotAllowed: (409, "您的角色，或这个单现在的状态，不允许这样做。"),
    Erased: (410, "对话内容已按本人的要求删除，不能再显示或写入。"),
}


def not_found(request: Request | None = None, error: Exception | None = None) -> Response:
    """Not here, or not for this person: nobody can tell which."""
    return _plain(404, "没有这个页面", "可能是地址有误，也可能不在您的职责范围内。")


def signed_out(request: Request) -> Response:
    """To the sign-in page and back again; a script is told so."""
    if wants_json(request):
        return JSONResponse({"ok": False, "problem": "登录已过期，请重新登录。"}, status_code=401)
    if request.method != "GET":
        return RedirectResponse(f"{BASE}/sign-in", status_code=303)
    return RedirectResponse(f"{BASE}/sign-in?next={quote(request.url.path)}", status_code=303)


def expired_form(request: Request) -> Response:
    """A form without this session's token: from another site, or from before the sign-in."""
    return _problem(request, 403, "页面已过期，请刷新后再试。")


def too_large(request: Request) -> Response:
    return _problem(request, 413, "内容太长，请缩短后再试。")


def refused(visit: Visit, error: CaseError | DeskError) -> Response:
    """Why a change was not made, in one sentence."""
    if isinstance(error, DeskError):
        return _problem(visit.request, 409, refusal(error))
    if isinstance(error, AlreadyClaimed):
        return _problem(visit.request, 409, f"这个单已经由{error.owner}接手。")
    status, sentence = _REFUSALS.get(type(error), (409, "这一步没有完成，请刷新后再试。"))
    return _problem(visit.request, status, _REASONS.get(str(error), sentence))


def store_down(request: Request, error: Exception) -> Response:
    """The database does not answer: callers' messages wait in the spool, the desk has to telephone."""
    _log.error("console.store_down", kind=type(error).__name__)
    return _problem(request, 503, "数据库暂时连不上。来信会先存到磁盘，不会丢失；请马上告诉值班负责人。")


def fault(request: Request, error: Exception) -> Response:
    """A fault of ours: says nothing of its cause. Made outside of all middleware, so it brings its headers."""
    answer = _problem(request, 500, "系统出错了，这一步可能没有完成。请刷新查看，再次出错请告诉管理员。")
    answer.headers.update(HEADERS)
    return answer


def _problem(request: Request, status: int, sentence: str) -> Response:
    if wants_json(request):
        return JSONResponse({"ok": False, "problem": sentence}, status_code=status)
    return _plain(status, "没有完成", sentence)


def _plain(status: int, title: str, sentence: str) -> Response:
    page = environment().get_template("plain.html").render(base=BASE, title=title, sentence=sentence)
    return HTMLResponse(page, status_code=status)
