"""Saving a text, submitting it, and bringing an earlier one back: nothing that somebody typed is ever lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from cases import audit
from cases.access import Permission
from cases.errors import NotAllowed
from cases.store import Work
from console.entry import Clash, entry_page, sheet, stored_sheet
from console.entry_form import read_content
from console.entry_words import problem
from console.pages import Pages
from console.visit import Visit
from knowledge.desk import workflow
from knowledge.desk.difference import difference
from knowledge.desk.drafts import ID, draft_entry, faults, free_id, known_ids, same_text
from knowledge.desk.errors import Conflict
from knowledge.desk.tables import RevisionRow, State
from knowledge.desk.workflow import Who


@dataclass(frozen=True)
class Typed:
    """A posted form: for which entry, on top of which revision, and what could not be read."""

    entry_id: str
    parent: int
    content: Mapping[str, Any]
    complaints: list[str]


def register(pages: Pages) -> None:
    for name, then in (("save", _saved), ("submit", _submitted)):
        for path in (f"/knowledge/new/{name}", f"/knowledge/e/{{id}}/{name}"):
            pages.page(path, needs=Permission.KNOWLEDGE_WRITE, method="POST")(then)

    @pages.page("/knowledge/e/{id}/restore", needs=Permission.KNOWLEDGE_WRITE, method="POST")
    def restore(visit: Visit) -> Response:
        """An earlier text, or the shipped one, as a new draft on top of the newest."""
        entry_id, parent = visit.path("id"), number(visit.field("parent"))
        with visit.desk.store.session() as work:
            if visit.field("number") == "shipped":
                content = visit.desk.workbench.shipped.get(entry_id)
                if content is None:
                    raise NotAllowed("no such shipped text")
                row = _keep(visit, work, entry_id, content, parent, "采用程序新附的文本")
            else:
                old = number(visit.field("number"))
                row = workflow.restore(work.db, entry_id, old, parent=parent, by=who(visit), at=work.clock())
            note(visit, work, "restored", entry_id, row.number)
            work.commit()
        return visit.go(f"/knowledge/e/{entry_id}?done=restored")


def typed(visit: Visit, work: Work) -> Typed:
    """The posted form read on top of the revision that it was opened with."""
    named = visit.request.path_params.get("id")
    entry_id = named or visit.field("id") or free_id(work.db, visit.desk.today)
    parent = number(visit.field("parent")) if named else 0
    old = workflow.revision(work.db, entry_id, parent).content if parent else {}
    content, complaints = read_content(visit.form, entry_id, old, visit.desk.kit.statutes, visit.desk.today)
    if not parent and not ID.fullmatch(entry_id):
        complaints.append("编号用小写英文字母开头，只含小写字母、数字和下划线，3 到 60 个字符；也可以留空。")
    return Typed(entry_id, parent, content, complaints)


def _saved(visit: Visit) -> Response:
    refused, done, entry_id = _save(visit, anew=())
    return refused or visit.go(f"/knowledge/e/{entry_id}?done={done}")


def _submitted(visit: Visit) -> Response:
    """Saves first: what a reviewer reads is what stands in the form.

    A text that was judged already may be submitted as it is: somebody read it again after the law changed.
    """
    refused, _, entry_id = _save(visit, anew=(State.APPROVED, State.RETURNED))
    if refused:
        return refused
    bench, on = visit.desk.workbench, visit.desk.today
    with visit.desk.store.session(reading=True) as work:
        found, known = stored_sheet(visit, work, entry_id), known_ids(work.db)
    if found.submitted:
        return visit.go(f"/knowledge/e/{entry_id}?done=submitted")
    wrong = faults(draft_entry(found.content, visit.operator.shown_as), bench.kit.statutes, bench.phrases, known, on)
    if wrong:
        says = ["已存为草稿，但还不能提交：", *map(problem, wrong)]
        return entry_page(visit, found, status=409, problems=says)
    with visit.desk.store.session() as work:
        workflow.submit(work.db, entry_id, found.parent, [])
        note(visit, work, "submitted", entry_id, found.parent)
        work.commit()
    return visit.go(f"/knowledge/e/{entry_id}?done=submitted")


def _save(visit: Visit, anew: Collection[State]) -> tuple[Response | None, str, str]:
    """The refusal, or what was done and to which entry; in a state of ``anew`` the same text is saved again."""
    with visit.desk.store.session() as work:
        form = typed(visit, work)
        if form.complaints:
            return _again(visit, work, form), "", ""
        if form.parent and not _worth_saving(workflow.revision(work.db, form.entry_id, form.parent), form, anew):
            return None, "same", form.entry_id
        try:
            row = _keep(visit, work, form.entry_id, form.content, form.parent, visit.field("why"))
        except Conflict:
            return _clash(visit, work, form), "", ""
        note(visit, work, "saved", form.entry_id, row.number)
        work.commit()
    return None, "saved", form.entry_id


def _worth_saving(old: RevisionRow, form: Typed, anew: Collection[State]) -> bool:
    return old.state in anew or not same_text(old.content, form.content)


def _keep(visit: Visit, work: Work, entry_id: str, content: Mapping[str, Any], parent: int, why: str) -> RevisionRow:
    return workflow.save(work.db, entry_id, content, parent=parent, by=who(visit), at=work.clock(), why=why)


def _again(visit: Visit, work: Work, form: Typed) -> Response:
    """The form as it was typed, with what is wrong above it."""
    shown = sheet(visit, work, form.entry_id if form.parent else "", form.content, form.parent)
    return entry_page(visit, shown, status=400, problems=form.complaints, new_id=visit.field("id"))


def _clash(visit: Visit, work: Work, form: Typed) -> Response:
    """The form as it was typed, on top of what the other person saved: a second save is a merge on purpose."""
    if not form.parent:
        form.complaints.append(f"编号 {form.entry_id} 已经有一条答案了，请换一个编号。")
        return _again(visit, work, form)
    theirs = workflow.history(work.db, form.entry_id)[0]
    changes = difference(theirs.content, form.content)
    shown = sheet(visit, work, form.entry_id, form.content, theirs.number)
    return entry_page(visit, shown, status=409, clash=Clash(theirs.number, theirs.author_name, changes))


def who(visit: Visit) -> Who:
    return Who(visit.operator.id, visit.operator.shown_as)


def note(visit: Visit, work: Work, act: str, entry_id: str, revision: int, **facts: str) -> None:
    """One line of the audit trail: which revision, never its words."""
    audit.append(work, visit.operator.id, f"knowledge:{act}", f"entry/{entry_id}", {"revision": revision, **facts})


def number(text: str) -> int:
    """A posted number; 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
