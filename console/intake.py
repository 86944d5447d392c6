"""Taking in a call, a visit or a letter: a form to fill in while talking, with the assistant listening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response

from cases import audit
from cases.access import Permission
from cases.callers import non_data
from cases.callers.by_hand import take_in
from cases.callers.known import calls_from
from cases.callers.words import NonData
from cases.errors import NotAllowed
from console import caller_words
from console.areas import area_name
from console.intake_form import FIELDS, BadForm, empty_form, read_call
from console.pages import Pages
from console.queue import desk_values
from console.visit import Visit
from console.words import LEVELS
from humiao.message import BY_HAND, Channel
from humiao.vocabulary import RiskLevel, Sender

NEEDS = Permission.CASE_INTAKE
SILENT = "（来电没有人说话。听到的声音："
"""What the form begins with after a silent call that may be danger."""


def register(pages: Pages) -> None:
    pages.page("/intake", needs=NEEDS)(show)
    pages.page("/intake", needs=NEEDS, method="POST")(save)
    pages.page("/intake/listen", needs=NEEDS, method="POST")(listen)
    pages.page("/intake/known", needs=NEEDS, method="POST")(known)
    pages.page("/intake/non-data", needs=NEEDS, method="POST")(count)
    pages.page("/intake/non-data/undo", needs=NEEDS, method="POST")(take_back)


def show(visit: Visit) -> Response:
    query = visit.request.query_params
    typed = empty_form(visit.desk.settings["area"])
    if query.get("silent"):
        typed["words"] = SILENT
    return _page(visit, typed, counted=query.get("counted", ""), silent=bool(query.get("silent")))


def save(visit: Visit) -> Response:
    """One transaction; a form that is sent again leads to the case that it opened."""
    try:
        call = read_call(visit.form)
    except BadForm as error:
        return _refused(visit, error.problems)
    # The NLU server is asked before anything is locked.
    found = visit.desk.listener.judge(call.words, call.summary)
    if call.level and call.level.rank < found.level.rank and not call.reason:
        return _refused(visit, [f"助手判为“{LEVELS[found.level]}”，您选的更低，请写明理由。"])
    with visit.desk.store.session() as work:
        ticket = take_in(work, call, found, visit.operator, also_alert=visit.desk.also_alert)
        work.commit()
    return visit.go(f"/cases/{ticket.number}", to=f"/cases/{ticket.number}")


def listen(visit: Visit) -> Response:
    """What the assistant makes of the words so far; nothing is kept, so nothing is audited."""
    words, summary = visit.field("words")[:8_000], visit.field("summary")[:2_000]
    heard = visit.desk.listener.hear(words, summary, visit.desk.today) if words or summary else None
    adult = visit.field("relation") not in ("", str(Sender.CHILD))
    drawn = visit.html("_heard.html", heard=heard, adult=adult, caller_words=caller_words)
    return visit.data({"html": drawn, "level": str(heard.level) if heard else ""})


def known(visit: Visit) -> Response:
    """Who called from this number before, as far as this person may know."""
    with visit.desk.store.session() as work:
        found = calls_from(work, visit.field("phone"), visit.operator)
        audit.append(work, visit.operator.id, "caller:looked-up", "callers", {"found": len(found.tickets)})
        work.commit()
    return visit.data({"html": visit.html("_known.html", known=found, caller_words=caller_words)})


def count(visit: Visit) -> Response:
    kind = next((kind for kind in NonData if kind == visit.field("kind")), None)
    channel = next((channel for channel in BY_HAND if channel == visit.field("channel")), None)
    if kind is None or channel is None:
        raise NotAllowed("no such contact")
    with visit.desk.store.session() as work:
        row = non_data.count(work, visit.operator, channel, kind, phone=visit.field("phone"), note=visit.field("note"))
        work.commit()
    return visit.go(f"/intake?counted={row.id}")


def take_back(visit: Visit) -> Response:
    with visit.desk.store.session() as work:
        non_data.take_back(work, visit.field("id"), visit.operator)
        work.commit()
    return visit.go("/intake")


def _refused(visit: Visit, problems: Sequence[str]) -> Response:
    if visit.by_script:
        return JSONResponse({"ok": False, "problem": "".join(problems)}, status_code=400)
    typed = {name: visit.form.get(name, "") for name in FIELDS}
    return _page(visit, typed, status=400, problems=problems)


def _page(
    visit: Visit,
    typed: Mapping[str, str],
    *,
    status: int = 200,
    problems: Sequence[str] = (),
    counted: str = "",
    silent: bool = False,
) -> Response:
    with visit.desk.store.session(reading=True) as work:
        values: dict[str, Any] = {
            "today": non_data.of_today(work),
            "counted": non_data.counted(work, counted, visit.operator),
        }
    areas = sorted({row.area for row in visit.desk.kit.directory.rows if len(row.area) == 6})
    drawn = visit.html(
        "intake.html",
        **values,
        typed=typed,
        problems=problems,
        silent=silent,
        channels=[channel for channel in Channel if channel in BY_HAND],
        levels=list(reversed(RiskLevel)),
        areas=[(area, area_name(area)) for area in areas],
        caller_words=caller_words,
        # Who is on the telephone still hears of a child in danger, and is still at the desk.
        **desk_values(visit.desk.watch.seen_by(visit.operator)),
    )
    return HTMLResponse(drawn, status_code=status)
