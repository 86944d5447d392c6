"""What the forms of the work on a case have in common: posting, dates, and two people at one form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from starlette.responses import JSONResponse, Response

from cases import reach
from cases.access import Permission
from cases.casework import sheets
from cases.casework.words import SheetKind
from cases.errors import NotAllowed, Stale
from cases.store import Work
from cases.tables import Ticket
from console.pages import Pages
from console.visit import Visit
from humiao.clock import LOCAL, local
from humiao.vocabulary import Word

Act = Callable[[Visit, Work, Ticket], None]
W = TypeVar("W", bound=Word)


@dataclass(frozen=True)
class Field:
    """One field of a form: ``kind`` is lines, line, date or choice."""

    name: str
    label: str
    kind: str = "lines"
    choices: Sequence[tuple[str, str]] = ()
    hint: str = ""


@dataclass(frozen=True)
class Form:
    """A form that is kept in versions, on the tab where it is shown."""

    kind: SheetKind
    title: str
    tab: str
    fields: Sequence[Field]

    def read(self, visit: Visit) -> dict[str, str]:
        """What was posted of it; a choice that is not on the form counts as none."""
        return {field.name: _allowed(field, visit.field(field.name)) for field in self.fields}


def acts(pages: Pages, tab: str, listed: Sequence[tuple[str, Act]], form: Form | None = None) -> None:
    """Registers each act as a posted form that leads back to its tab; what stands in ``form`` is shown on conflict."""
    for name, act in listed:
        path = f"/cases/{{number}}/{name}"
        pages.page(path, needs=Permission.CASE_WORK, method="POST")(_posted(tab, act, form))


def save_form(form: Form, mark: Callable[[dict[str, str]], str | None] = lambda fields: None) -> Act:
    """The act that keeps a new version of a form."""

    def act(visit: Visit, work: Work, ticket: Ticket) -> None:
        fields = form.read(visit)
        sheets.save(work, ticket, visit.operator, form.kind, fields, seen=seen(visit), mark=mark(fields))

    return act


def seen(visit: Visit) -> int:
    """The version that was on the page when the form was filled in."""
    text = visit.field("seen")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def word(words: type[W], value: str) -> W:
    """The posted word; one that is not on the form raises NotAllowed."""
    try:
        return words(value)
    except ValueError:
        raise NotAllowed(f"no such {words.__name__}") from None


def day(text: str) -> date | None:
    """A posted day; None when there is none; raises NotAllowed for one that is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise NotAllowed("no such day") from None


def moment(text: str) -> datetime | None:
    """A posted moment by the office clock, as ``2026-11-22T09:30``; None when there is none."""
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        raise NotAllowed("no such time") from None
    return found.replace(tzinfo=LOCAL) if found else None


def field_moment(at: datetime) -> str:
    """The moment as a field of a form holds it."""
    return f"{local(at):%Y-%m-%dT%H:%M}"


def common(visit: Visit, ticket: Ticket) -> dict[str, Any]:
    """What every tab of the work on a case draws from."""
    return {
        "number": ticket.number,
        "erased": ticket.conversation.key_wrapped is None,
        "today": visit.desk.today.isoformat(),
    }


def _posted(tab: str, act: Act, form: Form | None) -> Callable[[Visit], Response]:
    def handle(visit: Visit) -> Response:
        with visit.desk.store.session() as work:
            ticket = reach.reached(work, visit.path("number"), visit.operator)
            try:
                act(visit, work, ticket)
            except Stale as error:
                return _both(visit, work, ticket, tab, form, error)
            work.commit()
        return visit.go(f"/cases/{ticket.number}?tab={tab}")

    return handle


def _both(visit: Visit, work: Work, ticket: Ticket, tab: str, form: Form | None, error: Stale) -> Response:
    """Somebody was faster: their version and what was typed, side by side; nothing was saved."""
    problem = f"{error.who or '有人'}刚刚保存了第 {error.version} 版，您写的还没有保存。请对照后再保存一次。"
    if visit.by_script:
        return JSONResponse({"ok": False, "problem": problem, "version": error.version}, status_code=409)
    theirs = sheets.latest(work, ticket, form.kind) if form else None
    fields = form.fields if form else [Field(name, name) for name in visit.form if name not in ("csrf", "seen")]
    values = {"problem": problem, "number": ticket.number, "tab": tab, "fields": fields, "theirs": theirs}
    here = visit.request.url.path
    return visit.page("conflict.html", status=409, mine=visit.form, act=here, version=error.version, **values)


def _allowed(field: Field, value: str) -> str:
    known = [choice for choice, _ in field.choices]
    return value if not known or value in known else ""
