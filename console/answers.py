"""The answers that are not a page: refusals, expired sessions, faults.

Missing and forbidden are one and the same answer, without anything of the visitor in it.
"""

from __future__ import annotations

from urllib.parse import quote

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from cases.errors import AlreadyClaimed, CaseError, Erased, NotAllowed, ReasonNeeded, RuleForbids, StillOwed
from cases.sessions import CODE, ENROLMENT
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
    "only a closed case is told to others": "结案以后才能写成典型案例。",
    "the ledger is too long": "这段时间的单太多，一次最多五万行。请缩短日期。",
    "this colleague is not at the desk": "这位同事不在线，不能把对话交给不在的人。请换一位，或指定为第二责任人。",
    "this colleague is away": "这位同事现在离开了座位，请换一位。",
    "this colleague has as many chats as they can carry": "这位同事手上的对话已经满了，请换一位。",
    "this person cannot take the case": "不能交给这个人。请在名单里选一位同事。",
    "this offer no longer stands": "这次请求已经失效：可能已收回、过期，或别人已经接手。",
    "a red case is handed over with risk, promises and next step": "红色单移交前，请写明风险、答应过对方的事和下一步。",
    "this person has a shift at that time already": "这个人那段时间已经有班。",
    "a shift lasts at most 36 hours": "班次的结束要晚于开始，最长三十六小时。",
    "this person does not work cases": "这个账号不办案，不能排班。",
    "merge into the one that can be answered": "请把能在网上回复的那个单作为主单，免得孩子写了没有人回。",
    "it was merged already": "这个单已经并入过别的单，请先撤销那次合并。",
    "both belong to one conversation already": "这两个单本来就是同一个对话。",
    "the conversation has an open ticket already": "这位求助者另有一个没有结案的单，请到那个单里继续。",
}
"""Refusals of the store that deserve a sentence of their own; any other gets the general one."""

SECOND_STEPS = {CODE: "/sign-in/code", ENROLMENT: "/sign-in/enrol"}
"""The page of each second step."""

_REFUSALS: dict[type[CaseError], tuple[int, str]] = {
    ReasonNeeded: (400, "请先把内容或理由写上（不超过两千字），再提交。"),
    NotAllowed: (409, "您的角色，或这个单现在的状态，不允许这样做。"),
    Erased: (410, "对话内容已按本人的要求删除，不能再显示或写入。"),
}


def not_found(request: Request | None = None, error: Exception | None = None) -> Response:
    """Not here, or not for this person: nobody can tell which."""
    sentence = "可能是地址有误，也可能不在您的职责范围内。值班员和督导必须看某个单时，可以用“紧急查阅”，写明理由。"
    return _plain(404, "没有这个页面", sentence, more=("/break-glass", "紧急查阅"))


def signed_out(request: Request) -> Response:
    """To the sign-in page and back again; a script is told so."""
    if wants_json(request):
        return JSONResponse({"ok": False, "problem": "登录已过期，请重新登录。"}, status_code=401)
    if request.method != "GET":
        return RedirectResponse(f"{BASE}/sign-in", status_code=303)
    return RedirectResponse(f"{BASE}/sign-in?next={quote(request.url.path)}", status_code=303)


def halfway(request: Request, waits_for: str) -> Response:
    """To the page of the second step, for somebody whose password was right."""
    if wants_json(request):
        return JSONResponse({"ok": False, "problem": "请先完成登录的第二步。"}, status_code=401)
    return RedirectResponse(f"{BASE}{SECOND_STEPS[waits_for]}", status_code=303)


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
    if isinstance(error, RuleForbids):
        return _problem(visit.request, 409, str(error))
    if isinstance(error, StillOwed):
        sentence = (
            "还不能结案："
            + " ".join(error.sentences)
            + " 做完，或在“结果告知”里写明怎样、何时告知（不能告知的写明原因）。"
        )
        return _problem(visit.request, 400, sentence)
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


def _plain(status: int, title: str, sentence: str, more: tuple[str, str] | None = None) -> Response:
    page = environment().get_template("plain.html").render(base=BASE, title=title, sentence=sentence, more=more)
    return HTMLResponse(page, status_code=status)
