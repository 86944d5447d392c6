"""The page of one entry: the form for who may write, the text itself for everybody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from cases import audit, gaps
from cases.access import Permission, allows
from cases.errors import NotFound
from cases.store import Work
from console.entry_findings import Findings, findings
from console.entry_preview import Card, Shown, card, shown
from console.pages import Pages
from console.visit import Visit
from knowledge.desk import workflow
from knowledge.desk.difference import Changed, difference
from knowledge.desk.drafts import blank, draft_entry, known_ids
from knowledge.desk.overview import Line, Stage, line
from knowledge.desk.tables import State
from knowledge.directory import KNOWN
from knowledge.masking import mask


@dataclass(frozen=True)
class Beside:
    """What stands beside the form: how it will be read, and what was found."""

    shown: Shown
    findings: Findings


@dataclass(frozen=True)
class Clash:
    """Somebody saved meanwhile: who, and what the text typed here changes of theirs."""

    number: int
    by: str
    changes: list[Changed]


@dataclass(frozen=True)
class Sheet:
    """Everything the page of an entry draws from."""

    id: str
    content: Mapping[str, Any]
    parent: int
    line: Line | None
    known: Mapping[str, str]
    cards: tuple[Card, ...]
    contacts: Mapping[str, bool]
    beside: Beside
    asked: tuple[str, ...]
    """Masked questions that the entry was drafted for; gone with whoever has their words erased."""
    may_write: bool
    may_judge: bool
    own: bool

    @property
    def submitted(self) -> bool:
        return self.line is not None and self.line.stage == Stage.SUBMITTED

    @property
    def changes(self) -> list[Changed]:
        """What the newest text changes of the one that is served."""
        if self.line is None or self.line.served is None or self.line.served is self.line.latest:
            return []
        return difference(self.line.served.content, self.line.latest.content)


def register(pages: Pages) -> None:
    @pages.page("/knowledge/new", needs=Permission.KNOWLEDGE_WRITE)
    def new(visit: Visit) -> Response:
        with visit.desk.store.session(reading=True) as work:
            found = sheet(visit, work, "", blank(visit.desk.today), 0)
        return entry_page(visit, found)

    @pages.page("/knowledge/e/{id}", needs=Permission.KNOWLEDGE_READ)
    def entry(visit: Visit) -> Response:
        with visit.desk.store.session(reading=True) as work:
            found = stored_sheet(visit, work, visit.path("id"))
        if found.asked:
            _note_read(visit, len(found.asked))
        return entry_page(visit, found)


def _note_read(visit: Visit, questions: int) -> None:
    with visit.desk.store.session() as work:
        audit.append(work, visit.operator.id, "gaps:read", f"entry/{visit.path('id')}", {"questions": questions})
        work.commit()


def entry_page(visit: Visit, sheet: Sheet, *, status: int = 200, **more: Any) -> Response:
    """The page with the form; ``problems`` and ``clash`` say why something was not done."""
    template = "entry.html" if sheet.may_write else "entry_read.html"
    done = DONE.get(visit.request.query_params.get("done", ""), "")
    plain = {"problems": (), "clash": None, "tried": None, "new_id": "", "why": visit.field("why"), "done": done}
    return visit.page(template, status, sheet=sheet, **{**plain, **more})


DONE = {
    "saved": "已存为草稿。",
    "same": "没有改动，不用再存。",
    "submitted": "已提交，等另一个人来审。",
    "returned": "已退回，理由写在这一版里。",
    "approved": "已批准。",
    "retired": "已设为停用。",
    "restored": "旧的一版已存为新草稿，还要经过审稿。",
}


def stored_sheet(visit: Visit, work: Work, entry_id: str) -> Sheet:
    """The entry as it was saved last; raises NotFound."""
    where = line(work.db, entry_id, visit.desk.today)
    if where is None:
        raise NotFound("entry")
    # A text that was brought in from elsewhere may lack a field that the form has.
    filled = {key: value for key, value in where.latest.content.items() if value is not None}
    return sheet(visit, work, entry_id, {**blank(visit.desk.today), **filled}, where.latest.number, where)


def sheet(
    visit: Visit, work: Work, entry_id: str, content: Mapping[str, Any], parent: int, where: Line | None = None
) -> Sheet:
    """The page's values for a text that may not be saved yet."""
    kit, on = visit.desk.kit, visit.desk.today
    where = where or (line(work.db, entry_id, on) if entry_id else None)
    citations: Sequence[Mapping[str, Any]] = content.get("citations", ())
    numbers = [*content.get("contacts", ()), *sorted(KNOWN - set(content.get("contacts", ())))]
    return Sheet(
        id=entry_id,
        content=content,
        parent=parent,
        line=where,
        known=titles(visit),
        cards=tuple(card(kit.statutes, row, on) for row in citations),
        contacts={number: bool(kit.directory.numbers([number], area=kit.area, on=on)) for number in numbers},
        beside=beside(visit, content, known_ids(work.db)),
        asked=_asked(visit, work, entry_id),
        may_write=allows(visit.operator, Permission.KNOWLEDGE_WRITE),
        may_judge=allows(visit.operator, Permission.KNOWLEDGE_REVIEW),
        own=where is not None and _own(visit, work, where),
    )


def _asked(visit: Visit, work: Work, entry_id: str) -> tuple[str, ...]:
    if not entry_id or not allows(visit.operator, Permission.KNOWLEDGE_WRITE):
        return ()
    return tuple(dict.fromkeys(mask(one.text) for one in gaps.drafted(work, entry_id)))


def beside(visit: Visit, content: Mapping[str, Any], known: set[str]) -> Beside:
    """How the text will be read, and what was found in it."""
    bench, on = visit.desk.workbench, visit.desk.today
    draft = draft_entry(content, visit.operator.shown_as)
    return Beside(shown(bench, draft, on), findings(bench, draft, known, on))


def titles(visit: Visit) -> dict[str, str]:
    """Titles of what is served, for the choice of related answers."""
    return {entry.id: entry.title for entry in visit.desk.kit.knowledge.entries}


def _own(visit: Visit, work: Work, where: Line) -> bool:
    if where.latest.state == State.APPROVED:
        return False
    return visit.operator.id in workflow.authors(work.db, where.latest)
